import { type JournalRecord, MAX_ENTRY_BYTES, type Sha256 } from '../../../domain/journal/record.ts';
import { readRecord } from '../../../domain/journal/verify.ts';
import { type Connection, immediately, openConnection } from '../../database/connection.ts';
import { removeDatabase } from '../../database/durable-file.ts';
import { cellCount, cellPayload } from '../../database/raw/leaf.ts';
import type { PageSource } from '../../database/raw/pages.ts';
import { decodeRow, type RawValue } from '../../database/raw/record.ts';
import { type EpochOfFile, epochBook } from './epoch-book.ts';

/** An entry that is whole in itself: its bytes hash to the hash that lay beside them, and are a record in canonical form. */
export interface FoundEntry {
  readonly bytes: Buffer;
  readonly hash: Buffer;
  readonly record: JournalRecord;
  /** The transaction that its column names. */
  readonly transactionId: string | null;
}

export interface Findings {
  /** Whole entries in the order of the chain, each once; read from the damaged file as they are asked for. */
  entries(): Generator<FoundEntry, void, undefined>;
  /** Epochs that the file knew, oldest first. */
  readonly epochs: readonly EpochOfFile[];
  /** Short codes that receipts of this file may carry. */
  readonly codes: ReadonlySet<string>;
  close(): void;
}

/** Columns of a row take at most so much beside the entry's bytes. */
const MOST_PAYLOAD = MAX_ENTRY_BYTES + 4096;
const HASH_BYTES = 32;
const BITE = 500;

interface Place {
  readonly hash: Buffer;
  readonly seq: number;
  readonly page: number;
  readonly cell: number;
}

/**
 * Looks at every page of a damaged journal for rows that prove themselves, whatever SQLite's own tree still leads to. What is
 * remembered of each, where it lies, goes into a file of its own at `scratch`: memory stays bounded, and the damaged file is read
 * through once, and once more in the order of the chain.
 * @throws Fault STORAGE_IO, STORAGE_DISK_FULL; SQLite's own errors of the scratch file.
 */
export function scan(pages: PageSource, scratch: string, sha256: Sha256): Findings {
  removeDatabase(scratch);
  const connection = openConnection(scratch);
  const close = () => {
    connection.close();
    removeDatabase(scratch);
  };
  try {
    const book = epochBook();
    connection.pragma('journal_mode = OFF');
    connection.pragma('synchronous = OFF');
    connection.exec(`CREATE TABLE found (
      hash BLOB PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, page INTEGER NOT NULL, cell INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`);
    const remember = connection.prepare<[Buffer, number, number, number, number]>(
      'INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?, ?)',
    );
    immediately(connection, () => {
      for (const number of pages.numbers()) {
        const page = pages.read(number);
        for (let cell = 0; cell < cellCount(page, number); cell += 1) {
          const row = rowAt(pages, page, number, cell);
          if (row === null) continue;
          // The head of an epoch proves nothing by itself.
          if (!pages.isDoubtful(number)) book.row(row);
          const entry = wholeEntry(row, sha256);
          if (entry === null) continue;
          const { epoch, seq } = entry.record;
          const { changes } = remember.run(entry.hash, book.idOf(epoch), seq, number, cell);
          if (changes > 0) book.entry(entry, numberColumn(row));
        }
      }
    });
    connection.exec('CREATE INDEX in_order ON found (epoch, seq, hash)');
    const { epochs, codes } = book.closed();
    return { epochs, codes, close, entries: () => inOrder(connection, pages, epochs, sha256) };
  } catch (error) {
    close();
    throw error;
  }
}

function* inOrder(
  connection: Connection,
  pages: PageSource,
  epochs: readonly EpochOfFile[],
  sha256: Sha256,
): Generator<FoundEntry, void, undefined> {
  const places = connection.prepare<[number, number, Buffer, number], Place>(
    'SELECT hash, seq, page, cell FROM found WHERE epoch = ? AND (seq, hash) > (?, ?) ORDER BY seq, hash LIMIT ?',
  );
  for (const { id } of epochs) {
    let seq = -1;
    let hash: Buffer = Buffer.alloc(0);
    for (;;) {
      const bite = places.all(id, seq, hash, BITE);
      for (const place of bite) {
        const row = rowAt(pages, pages.read(place.page), place.page, place.cell);
        const entry = row === null ? null : wholeEntry(row, sha256);
        if (entry !== null) yield entry;
        ({ seq, hash } = place);
      }
      if (bite.length < BITE) break;
    }
  }
}

function rowAt(pages: PageSource, page: Buffer, number: number, cell: number): RawValue[] | null {
  const payload = cellPayload(pages, page, number, cell, MOST_PAYLOAD);
  return payload === null ? null : decodeRow(payload);
}

/** A row of `entries`: position, epoch, seq, kind, transaction_id, business_day, bytes, hash. Only the last two prove anything. */
function wholeEntry(row: readonly RawValue[], sha256: Sha256): FoundEntry | null {
  const [, , , , transactionId, , bytes, hash] = row;
  if (row.length !== 8 || !Buffer.isBuffer(bytes) || !Buffer.isBuffer(hash) || hash.length !== HASH_BYTES) return null;
  if (sha256(bytes) !== hash.toString('hex')) return null;
  const read = readRecord(bytes);
  if (read.kind === 'broken') return null;
  return { bytes, hash, record: read.record, transactionId: typeof transactionId === 'string' ? transactionId : null };
}

function numberColumn(row: readonly RawValue[]): number | null {
  return typeof row[1] === 'number' ? row[1] : null;
}
