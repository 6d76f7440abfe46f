import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { guardedAsync } from '../database/faults.ts';
import { openJournalReader } from './reader.ts';

export interface ExportResult {
  readonly entries: number;
  /** The last entry written; null when the journal was empty. */
  readonly last: { readonly epoch: string; readonly seq: number; readonly hash: string } | null;
}

const LINE_END = Buffer.from('\n');

/**
 * Writes a journal as NDJSON, one entry a line, each line the stored bytes exactly; `verifyExport` checks it without the
 * database. Entries appended meanwhile may or may not be in it. Ends `output`. Memory stays bounded however slow `output` is.
 * @throws Fault as `openJournalReader`, and STORAGE_DISK_FULL or STORAGE_IO from writing.
 */
export async function exportJournal(path: string, output: Writable): Promise<ExportResult> {
  const reader = openJournalReader(path);
  let entries = 0;
  let last: ExportResult['last'] = null;
  function* lines(): Generator<Uint8Array> {
    for (const entry of reader.entries()) {
      yield Buffer.concat([entry.bytes, LINE_END]);
      entries += 1;
      last = { epoch: entry.epoch, seq: entry.seq, hash: entry.hash };
    }
  }
  try {
    await guardedAsync('exporting the journal', () => pipeline(Readable.from(lines(), { objectMode: true }), output));
    return { entries, last };
  } finally {
    reader.close();
  }
}
