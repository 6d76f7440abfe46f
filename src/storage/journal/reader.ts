import { openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';
import { checkSchema } from '../database/migration.ts';
import { JOURNAL_SCHEMA } from './schema.ts';
import { readingTables, type StoredRow } from './tables.ts';

/** An entry as it lies in the file: the canonical bytes, and the columns that repeat a part of them. */
export interface StoredEntry {
  /** Counts from 1 over all epochs. */
  readonly position: number;
  readonly epoch: string;
  readonly seq: number;
  readonly kind: string;
  readonly businessDay: string;
  readonly bytes: Uint8Array;
  /** Lowercase hex. */
  readonly hash: string;
}

export interface JournalEnd {
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  /** Position of the last entry; 0 without one. */
  readonly position: number;
}

export interface JournalReader {
  /** Entries after a position (0: from the start), in order, read in small bites: memory stays bounded. */
  entries(after?: number): Generator<StoredEntry, void, undefined>;
  /** Where the file says its chain ends and where its entries do, at one instant; null when it has no epoch. */
  end(): JournalEnd | null;
  close(): void;
}

/** Entries are 256 KiB at most, so a bite is 16 MiB at most and some 50 KiB as a rule. */
const BITE = 64;

/**
 * Opens a journal for reading alone, while an edge writes it or not. Between two bites nothing is held, so that a slow reader
 * never keeps the edge's write-ahead log from being reused.
 * @throws Fault STORAGE_IO when there is no such file, STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER.
 */
export function openJournalReader(path: string): JournalReader {
  const connection = openConnection(path, { readOnly: true });
  try {
    return guarded(`reading ${path}`, () => {
      checkSchema(connection, JOURNAL_SCHEMA);
      const tables = readingTables(connection);
      return {
        *entries(after = 0) {
          let position = after;
          while (true) {
            const rows = guarded(`reading ${path}`, () => tables.after(position, BITE));
            for (const row of rows) {
              position = row.position;
              yield storedEntry(row);
            }
            if (rows.length < BITE) return;
          }
        },
        end() {
          const row = guarded(`reading ${path}`, () => tables.end());
          return row === undefined ? null : { ...row, hash: row.hash.toString('hex') };
        },
        close: () => void connection.close(),
      };
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

function storedEntry(row: StoredRow): StoredEntry {
  const { position, epoch, seq, kind, bytes } = row;
  return { position, epoch, seq, kind, businessDay: row.business_day, bytes, hash: row.hash.toString('hex') };
}
