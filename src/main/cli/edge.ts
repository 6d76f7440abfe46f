import { writeSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { makeStateDirectory } from '../edge/state-files.ts';
import { systemTimers } from '../edge/system.ts';
import { ready } from '../process/ready.ts';
import { onShutdown, tellSupervisor } from '../process/shutdown.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { commandConfig } from './with-config.ts';

const STOP_LIMIT_MS = 5_000;
/** After the start, when nobody waits: compiled code is written for the next one. */
const CACHE_WRITE_MS = 2_000;

/** One edge, until it is told to end. */
export async function edgeCommand(options: { readonly config?: string }, io: Io): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const { config, stateDirectory } = loaded;
  const { createLog } = await import('../edge/log.ts');
  const log = createLog(config.log.level);

  let asked: (why: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    asked = resolve;
  });
  const release = onShutdown(asked, () => process.exit(EXIT.fault));
  const crashed = (error: unknown): void => {
    endAtOnce('edge.crashed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);

  try {
    makeStateDirectory(stateDirectory);
    // Where the checkout cannot keep compiled code (bin/checkstand.js), the state does: nobody else can put code into it.
    enableCompileCache(join(stateDirectory, 'code-cache'));
    const { runEdge } = await import('../edge/run.ts');
    const edge = await runEdge({
      config,
      stateDirectory,
      log,
      onShutdownRequest: () => asked('control socket'),
    });
    tellSupervisor(ready(edge.url));
    const cancelCacheWrite = systemTimers.after(CACHE_WRITE_MS, flushCompileCache);
    log.info('edge.stopping', { why: await ended });
    cancelCacheWrite();
    const cancel = systemTimers.after(STOP_LIMIT_MS, () => endAtOnce('edge.stopTimedOut', {}));
    await edge.stop();
    cancel();
    log.info('edge.stopped', {});
    return EXIT.done;
  } finally {
    release();
    await log.flush();
    if (process.connected) process.disconnect();
  }
}

/**
 * Ends the process here and now: nobody knows what state it is in, and nothing of it may go on selling. What counts is on disk, and
 * the supervisor starts it again from there.
 */
function endAtOnce(event: string, fields: Readonly<Record<string, unknown>>): never {
  try {
    writeSync(
      process.stderr.fd,
      `${JSON.stringify({ level: 'error', time: new Date().toISOString(), ...fields, event })}\n`,
    );
  } catch {
    // Nobody reads it.
  }
  process.exit(EXIT.fault);
}
