import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

/** How releases pack a module: not at all, Debian from 13 on with xz, others with zstd. */
const MODULE = /\.ko(\.xz|\.zst)?$/;
const MOST_BYTES = 64 * 1024 * 1024;

export const isModule = (file: string): boolean => MODULE.test(file);

/** The name by which others ask for it. */
export const moduleName = (file: string): string => basename(file).replace(MODULE, '').replaceAll('-', '_');

/** What this machine lacks to unpack one of these; null where it lacks nothing. Node itself unpacks zstd. */
export function lacksFor(files: Iterable<string>, here: (command: string) => boolean = isHere): string | null {
  for (const file of files) if (file.endsWith('.xz') && !here('xz')) return 'needs xz (xz-utils)';
  return null;
}

/** The bytes of a module, unpacked where the release packs them. @throws Error where it can't be. */
export function moduleBytes(file: string): Buffer {
  if (file.endsWith('.zst')) return zstdDecompressSync(readFileSync(file), { maxOutputLength: MOST_BYTES });
  if (!file.endsWith('.xz')) return readFileSync(file);
  const { error, status, stdout } = spawnSync('xz', ['-dc', file], { maxBuffer: MOST_BYTES });
  if (error !== undefined || status !== 0) throw new Error(`xz does not unpack ${file}`, { cause: error });
  return stdout;
}

function isHere(command: string): boolean {
  return spawnSync('which', [command], { stdio: 'ignore' }).status === 0;
}
