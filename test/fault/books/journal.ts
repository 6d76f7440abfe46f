import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { verifyJournal } from '../../../src/storage/index.ts';
import { openJournalReader } from '../../../src/storage/journal/reader.ts';
import type { Entry } from '../product-journal.ts';

/** What is said of a file that has no tables yet, or not even its mark. */
const UNMADE = ['no such table', 'is no Checkstand journal'];

export interface JournalBook {
  readonly entries: readonly Entry[];
  /** What is wrong with the chain; null when it is sound. */
  readonly flaw: string | null;
}

/**
 * Reads a journal as it lies on the disk: from a copy, so that looking at it mends nothing that the next start is to mend. An edge
 * must not be writing it. No file is an empty book. A recovery that was cut off after its new file was finished is ended by the next
 * start, so it is that file that counts.
 */
export function readJournal(path: string): JournalBook {
  const file = rebuiltBeside(path) ?? path;
  if (!existsSync(file)) return { entries: [], flaw: null };
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-fault-book-'));
  try {
    const copy = join(folder, 'journal.db');
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    return readCopy(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rebuiltBeside(path: string): string | null {
  const folder = dirname(path);
  if (!existsSync(folder)) return null;
  const [last] = readdirSync(folder)
    .filter((name) => /^journal\.rebuilt-.*\.db$/.test(name))
    .sort()
    .slice(-1);
  return last === undefined ? null : join(folder, last);
}

function readCopy(file: string): JournalBook {
  const entries: Entry[] = [];
  let flaw: string | null = null;
  try {
    const reader = openJournalReader(file);
    try {
      for (const { bytes } of reader.entries()) entries.push(JSON.parse(Buffer.from(bytes).toString('utf8')) as Entry);
    } finally {
      reader.close();
    }
    const verdict = verifyJournal(file);
    if (verdict.kind === 'broken') flaw = `broken at ${verdict.position}: ${verdict.why}: ${verdict.detail}`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // A file whose first start was cut off before it was made; that it is none which had entries, `forgotten` sees.
    if (!UNMADE.some((each) => message.includes(each))) flaw = message;
  }
  return { entries, flaw };
}

/** Entries that an earlier look at the same journal found, and that are not in it any more, or not in their place. */
export function forgotten(before: JournalBook, after: JournalBook): string[] {
  const at = before.entries.findIndex(({ epoch, seq }, index) => {
    const now = after.entries[index];
    return now?.epoch !== epoch || now.seq !== seq;
  });
  return at < 0 ? [] : [`the journal had ${before.entries.length} entries, and number ${at + 1} is gone`];
}
