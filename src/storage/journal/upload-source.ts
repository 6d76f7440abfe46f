import type { UploadEntry, UploadSource } from '../../workstation/ports/journal-upload.ts';
import { type Connection, openConnection } from '../database/connection.ts';
import { guarded } from '../database/faults.ts';
import { checkSchema } from '../database/migration.ts';
import { JOURNAL_SCHEMA } from './schema.ts';

/** Rows read at a time: entries are 256 KiB at most and some 800 bytes as a rule. */
const BITE = 32;

interface Row {
  readonly seq: number;
  readonly hash: Buffer;
  readonly bytes: Buffer;
}

/**
 * The journal file for its upload, read beside the edge that writes it. Each call opens the file and closes it again: a recovery puts
 * another file in its place, and nothing may hold the write-ahead log back.
 * @throws Fault STORAGE_IO when there is no such file, STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER, from its calls.
 */
export function journalUploadSource(path: string): UploadSource {
  const reading = <T>(work: (connection: Connection) => T): T => {
    const connection = openConnection(path, { readOnly: true });
    try {
      return guarded(`reading ${path}`, () => {
        checkSchema(connection, JOURNAL_SCHEMA);
        return work(connection);
      });
    } finally {
      connection.close();
    }
  };
  return {
    epochs: () =>
      reading((connection) =>
        connection
          .prepare<[], { epoch: string; seq: number }>('SELECT epoch, seq FROM epochs ORDER BY number')
          .all()
          .map(({ epoch, seq }) => ({ epoch, lastSeq: seq })),
      ),
    after: (epoch, seq, most, bytes) => reading((connection) => entriesAfter(connection, epoch, seq, most, bytes)),
    hashAt: (epoch, seq) =>
      reading((connection) => {
        const row = connection
          .prepare<[string, number], { hash: Buffer }>(
            'SELECT hash FROM entries WHERE epoch = (SELECT number FROM epochs WHERE epoch = ?) AND seq = ?',
          )
          .get(epoch, seq);
        return row?.hash.toString('hex') ?? null;
      }),
  };
}

function entriesAfter(
  connection: Connection,
  epoch: string,
  seq: number,
  most: number,
  mostBytes: number,
): UploadEntry[] {
  const bite = connection.prepare<[string, number, number], Row>(
    'SELECT seq, hash, bytes FROM entries WHERE epoch = (SELECT number FROM epochs WHERE epoch = ?) AND seq > ? ORDER BY seq LIMIT ?',
  );
  const entries: UploadEntry[] = [];
  let size = 0;
  let last = seq;
  while (entries.length < most) {
    const asked = Math.min(BITE, most - entries.length);
    const rows = bite.all(epoch, last, asked);
    for (const row of rows) {
      // One for the line end that each gets.
      size += row.bytes.length + 1;
      if (size > mostBytes && entries.length > 0) return entries;
      entries.push({ seq: row.seq, hash: row.hash.toString('hex'), bytes: row.bytes });
      last = row.seq;
    }
    if (rows.length < asked) break;
  }
  return entries;
}
