import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { type ChromiumOptions, chromiumArguments } from './chromium-arguments.ts';
import { type DevtoolsEvent, type DevtoolsPipe, devtoolsPipe } from './devtools-pipe.ts';

/** One run of the browser. */
export interface Browser {
  readonly pipe: DevtoolsPipe;
  /** Session and target of its one window. */
  readonly page: Promise<{ readonly sessionId: string; readonly targetId: string }>;
  /** `closed`: it ended in order, as when its window is closed. */
  readonly exited: Promise<'closed' | 'died'>;
  kill(): void;
}

/** Starts Chromium on an empty profile. What it cannot do shows as a rejected `page`, and its end as `exited`. */
export function startBrowser(options: ChromiumOptions, log: Log, onEvent: (event: DevtoolsEvent) => void): Browser {
  rmSync(options.profile, { recursive: true, force: true });
  mkdirSync(options.profile, { recursive: true, mode: 0o700 });
  const asRoot = process.getuid?.() === 0;
  const child = spawn(options.executable, chromiumArguments(options, asRoot), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  let attached: (page: { sessionId: string; targetId: string }) => void = () => {};
  let failed: (fault: Fault) => void = () => {};
  const page = new Promise<{ sessionId: string; targetId: string }>((resolve, reject) => {
    attached = resolve;
    failed = reject;
  });
  // Whoever needs the page awaits it; a browser that dies before that is told by `exited`.
  page.catch(() => {});

  let first: string | null = null;
  const pipe = devtoolsPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, (event) => {
    if (event.method !== 'Target.attachedToTarget') return onEvent(event);
    const { sessionId, targetInfo } = event.params as {
      sessionId: string;
      targetInfo: { type: string; targetId: string };
    };
    if (targetInfo.type !== 'page') return;
    if (first !== null && first !== targetInfo.targetId) {
      // One window: a second one is closed before it can be used.
      log.warn('shell.windowRefused', {});
      pipe.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => {});
      return;
    }
    first = targetInfo.targetId;
    prepare(pipe, sessionId, targetInfo.targetId, options).then(
      () => attached({ sessionId, targetId: targetInfo.targetId }),
      failed,
    );
  });
  const exited = new Promise<'closed' | 'died'>((resolve) => {
    const ended = (how: 'closed' | 'died'): void => {
      pipe.end();
      failed(new Fault('SHELL_BROWSER_GONE', 'the browser ended while it was starting'));
      resolve(how);
    };
    child.once('exit', (code) => ended(code === 0 ? 'closed' : 'died'));
    child.once('error', () => ended('died'));
  });
  pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }).catch(failed);
  pipe.send('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(failed);
  return { pipe, page, exited, kill: () => child.kill('SIGKILL') };
}

async function prepare(
  pipe: DevtoolsPipe,
  sessionId: string,
  targetId: string,
  { mode, size }: ChromiumOptions,
): Promise<void> {
  await pipe.send('Page.enable', {}, sessionId);
  await pipe.send('Inspector.enable', {}, sessionId);
  if (mode !== 'kiosk') return;
  // Without a window manager --kiosk alone fills nothing: the window then says "normal", and is put over the whole screen by hand.
  const expression = 'JSON.stringify({ width: screen.width, height: screen.height })';
  const { result } = (await pipe.send('Runtime.evaluate', { expression }, sessionId)) as { result: { value: string } };
  const screen = size ?? (JSON.parse(result.value) as { width: number; height: number });
  const { windowId } = await pipe.send('Browser.getWindowForTarget', { targetId });
  await pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } }).catch(() => {});
  // One more than the screen: a window of exactly its size is made a pixel smaller by Chromium.
  await pipe
    .send('Browser.setWindowBounds', {
      windowId,
      bounds: { left: 0, top: 0, width: screen.width + 1, height: screen.height + 1 },
    })
    .catch(() => {});
  await pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'fullscreen' } }).catch(() => {});
}
