import { spawnSync } from 'node:child_process';

/** What must be undone whatever becomes of this process, last first. */
const undone = new Set<readonly string[]>();
let watching = false;

/** Runs a command when this process ends, by itself or by a signal. Returns what takes that back, once it has been done. */
export function onExit(command: readonly string[]): () => void {
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const [program = '', ...args] of [...undone].reverse()) spawnSync(program, args, { timeout: 10_000 });
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  }
  undone.add(command);
  return () => void undone.delete(command);
}
