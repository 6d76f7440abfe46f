import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeDatabase, replaceText } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';

/** Files of the feed's catalogue, beside the one that is imported by hand: `catalogue-<version>.db`, and the name of the one in force. */
const FED = /^catalogue-(\d{1,16}(?:-\d{1,4})?)\.db$/;
const ANY = /^catalogue-(?:\d{1,16}(?:-\d{1,4})?|next)\.db(?:\.staging)?$/;
const POINTER = 'catalogue-current';
const MOST_POINTER = 100;

/** Where a catalogue of the feed is built. `path` is that of the imported catalogue, here and below. */
export function draftFile(path: string): string {
  return join(dirname(path), 'catalogue-next.db');
}

/** The file in force; null where none is, or where what is named is not there. @throws Fault STORAGE_IO */
export function currentFile(path: string): string | null {
  const pointer = join(dirname(path), POINTER);
  return guarded(`reading ${pointer}`, () => {
    if (!existsSync(pointer)) return null;
    const name = readFileSync(pointer, 'utf8').slice(0, MOST_POINTER).trim();
    const file = join(dirname(path), name);
    return FED.test(name) && existsSync(file) ? file : null;
  });
}

/** A name for the file of a version that no file has. */
export function freeFile(path: string, version: number): string {
  for (let number = 0; ; number += 1) {
    const file = join(dirname(path), `catalogue-${version}${number === 0 ? '' : `-${number}`}.db`);
    if (!existsSync(file)) return file;
  }
}

/** Puts a file in force that lies on the disk with its name. */
export function pointTo(path: string, file: string): void {
  replaceText(join(dirname(path), POINTER), `${basename(file)}\n`);
}

/** Removes every file of the feed's catalogue but these, with what SQLite left beside it. */
export function removeOthers(path: string, kept: readonly string[]): void {
  const names = new Set(kept.map((file) => basename(file)));
  for (const name of readdirSync(dirname(path))) {
    if (ANY.test(name) && !names.has(name)) removeDatabase(join(dirname(path), name));
  }
}
