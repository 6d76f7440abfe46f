import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { ForkPoint } from '../../workstation/ports/journal-upload.ts';
import { syncDirectory } from '../database/durable-file.ts';
import { corrupt } from './head-check.ts';

const schema = z.object({ epoch: z.string().max(64), seq: z.int().min(0) });
const OWNER_ONLY = 0o600;

/** Writes down where this disk and the cloud part, for good: whichever process opens the journal next begins a new epoch there. */
export function markFork(path: string, fork: ForkPoint): void {
  const aside = `${path}.new`;
  const file = openSync(aside, 'w', OWNER_ONLY);
  try {
    writeSync(file, JSON.stringify(fork));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  syncDirectory(dirname(path));
}

/** Null without a mark. @throws Fault STORAGE_CORRUPT when it cannot be read: it was written whole. */
export function readFork(path: string): ForkPoint | null {
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw corrupt(`where it parts from the cloud cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
