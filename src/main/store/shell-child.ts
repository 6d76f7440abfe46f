import type { ChildSpec } from '../process/child.ts';
import { CLI_ENTRY, SHELL_ENTRY } from '../project.ts';
import { hasDisplay } from '../shell/display.ts';
import { findChromium } from '../shell/find-chromium.ts';
import { findElectron } from '../shell/find-electron.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type ShellChoice =
  | { readonly kind: 'window'; readonly what: 'Electron' | 'Chromium'; readonly spec: ChildSpec }
  | { readonly kind: 'none'; readonly why: string };

/** What the box's window opens in on this machine: Electron, else a Chromium, else nothing with its reason. */
export function chooseShell(
  env: Env,
  wanted: boolean,
  config: string,
  logFile: string,
  find = { electron: findElectron, chromium: findChromium, display: hasDisplay },
): ShellChoice {
  if (!wanted || isSet(env.CHECKSTAND_NO_SHELL)) return { kind: 'none', why: 'No window, as asked.' };
  if (!find.display(env)) return { kind: 'none', why: 'No window: there is no display here.' };
  const electron = find.electron(env);
  if (electron !== null) {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...asRoot, SHELL_ENTRY, '--attach', '--windowed', '--config', config];
    return { kind: 'window', what: 'Electron', spec: { name: 'shell', command: electron, args, logFile } };
  }
  if (find.chromium(env as NodeJS.ProcessEnv) !== null) {
    const args = [CLI_ENTRY, 'kiosk', '--windowed', '--config', config];
    return { kind: 'window', what: 'Chromium', spec: { name: 'shell', command: process.execPath, args, logFile } };
  }
  return {
    kind: 'none',
    why: 'No window: neither Electron nor a Chromium is here (Debian: `apt-get install chromium`).',
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}
