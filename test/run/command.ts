import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly ok: boolean;
  /** "ended with code 1", "took longer than 600 s". */
  readonly how: string;
}

/** Programs started and not yet ended, so that Ctrl-C takes them along. */
const running = new Set<() => void>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const stop of running) stop();
    process.exit(130);
  });
}

/**
 * Runs a program in the checkout with its output streaming through, in a process group of its own, so that running out of time
 * (seconds) ends its children too. Never throws for what the program does.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; seconds: number },
): Promise<Ended> {
  const windows = process.platform === 'win32';
  const PATH = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH, ...options.env },
    detached: !windows,
    shell: windows,
  });
  const stop = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(windows ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  running.add(stop);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, options.seconds * 1000);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (late) return { ok: false, how: `took longer than ${options.seconds} s` };
    return { ok: code === 0, how: code === null ? `was ended by ${signal}` : `ended with code ${code}` };
  } catch (error) {
    return { ok: false, how: `did not start: ${(error as Error).message}` };
  } finally {
    clearTimeout(timer);
    running.delete(stop);
  }
}

/** A program that npm installed, run on this very Node. */
export function runNode(
  script: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; seconds: number },
): Promise<Ended> {
  return run(process.execPath, [join(ROOT, script), ...args], options);
}
