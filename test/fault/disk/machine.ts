import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const LIMIT_MS = 30_000;

/** Runs a program of the system to its end. @throws Error with what it said, when it did not end well. */
export async function system(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, [...args], { timeout: LIMIT_MS });
  return stdout;
}

/** The same for the end of this process, when nothing can be waited for. What it says is lost. */
export function systemNow(program: string, ...args: readonly string[]): void {
  spawnSync(program, [...args], { timeout: LIMIT_MS });
}

/** True where the system has this program. */
export function has(program: string): boolean {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Why this machine cannot trace system calls; null where it can. */
export async function noTracing(): Promise<string | null> {
  if (!has('strace')) return 'needs strace';
  const works = await system(
    'strace',
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=fsync',
    'true',
  ).then(
    () => true,
    () => false,
  );
  return works ? null : 'tracing is not allowed here';
}

/** Why this machine cannot mount file systems at all; null where it may be able to. Containers often let even root do nothing of it. */
export function noMounting(): string | null {
  if (process.platform !== 'linux') return 'only Linux mounts what this needs';
  return process.getuid?.() === 0 && has('mount') ? null : 'needs root, to mount a file system';
}

const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu/faketime',
  '/usr/lib/aarch64-linux-gnu/faketime',
  '/usr/lib64/faketime',
  '/usr/lib/faketime',
];

/** The library that fakes the clock for a process that has many threads; null where there is none. */
export function faketimeLibrary(): string | null {
  const paths = LIBRARY_FOLDERS.map((folder) => join(folder, 'libfaketimeMT.so.1'));
  return paths.find((path) => existsSync(path)) ?? null;
}
