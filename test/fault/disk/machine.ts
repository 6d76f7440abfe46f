import { execFile } from 'node:child_process';
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

/** True where the system has this program. */
export function has(program: string): boolean {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

const isRoot = () => process.getuid?.() === 0;

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

/** Why this machine cannot mount a small file system in memory; null where it can. */
export function noMounting(): string | null {
  if (process.platform !== 'linux') return 'only Linux has tmpfs';
  return isRoot() && has('mount') ? null : 'needs root, to mount a small file system';
}

/** Why this machine cannot cut the power of a file system; null where it can. */
export function noPowerCut(): string | null {
  const mounting = noMounting();
  if (mounting !== null) return mounting;
  if (!existsSync('/dev/loop-control')) return 'has no loop devices';
  const missing = ['mkfs.ext4', 'e2fsck', 'losetup', 'python3'].filter((program) => !has(program));
  return missing.length === 0 ? null : `has no ${missing.join(', ')}`;
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
