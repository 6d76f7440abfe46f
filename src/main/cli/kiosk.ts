import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectControl } from '../edge/control/client.ts';
import { lockDirectory } from '../edge/lock.ts';
import { systemTimers } from '../edge/system.ts';
import { onShutdown } from '../process/shutdown.ts';
import type { WindowSize } from '../shell/chromium-arguments.ts';
import { createChromiumHost } from '../shell/chromium-host.ts';
import { hasDisplay } from '../shell/display.ts';
import { findChromium } from '../shell/find-chromium.ts';
import { runShellSession } from '../shell/session.ts';
import { stderrLog } from '../shell/stderr-log.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Keeps the kiosk's window open in this machine's Chromium until it is told to end. The edge runs on its own. */
export async function kioskCommand(
  options: { readonly config?: string; readonly windowed?: boolean; readonly size?: string },
  io: Io,
): Promise<ExitCode> {
  const size = options.size === undefined ? undefined : readSize(options.size);
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const { config, stateDirectory } = loaded;
  if (!hasDisplay(io.env)) return await printAddress(stateDirectory, io);
  const executable = findChromium(io.env as NodeJS.ProcessEnv);
  if (executable === null) {
    throw new UsageError(
      'no Chromium on this machine; install one (Debian: `apt-get install chromium`) or set CHROMIUM_PATH',
    );
  }
  const own = join(stateDirectory, 'kiosk');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(own, 'kiosk.lock');
  const log = stderrLog('info');
  const mode = options.windowed === true ? 'windowed' : 'kiosk';
  const host = createChromiumHost(
    { executable, profile: join(own, 'profile'), mode, ...(size === undefined ? {} : { size }) },
    systemTimers,
    log,
  );
  const session = runShellSession({
    host,
    connect: () => connectControl(stateDirectory),
    locale: config.store.locale,
    timers: systemTimers,
    log,
  });
  host.onClosed(() => session.stop());
  const release = onShutdown(
    () => session.stop(),
    () => process.exit(EXIT.fault),
  );
  await session.ended;
  await host.close();
  release();
  lock.release();
  return EXIT.done;
}

/** Without a display there is nothing to open a window on; the address can be opened elsewhere. */
async function printAddress(stateDirectory: string, io: Io): Promise<ExitCode> {
  const edge = await connectControl(stateDirectory);
  io.out(await edge.launchUrl('kiosk'));
  edge.close();
  io.err('checkstand: there is no display here, so no window was opened; the address above opens the kiosk once.');
  return EXIT.done;
}

function readSize(text: string): WindowSize {
  const match = /^(\d{2,5})x(\d{2,5})$/.exec(text);
  if (match === null) throw new UsageError(`--size takes width and height in pixels such as 1080x1920, not "${text}"`);
  return { width: Number(match[1]), height: Number(match[2]) };
}
