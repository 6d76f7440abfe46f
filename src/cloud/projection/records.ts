import { type Kysely, sql } from 'kysely';
import type { JournalRecord } from '../../domain/journal/record.ts';
import type { Tables } from '../database/tables.ts';

/** A place in a journal. */
export interface Place {
  readonly workstation_id: number;
  readonly epoch: string;
  readonly seq: number;
}

/** An entry as it is held. */
export interface Found extends Place {
  readonly hash: Buffer;
  readonly bytes: Buffer;
}

/** Whole and canonical: it was judged when it came in. */
export function recordOf({ bytes }: Pick<Found, 'bytes'>): JournalRecord {
  return JSON.parse(bytes.toString('utf8')) as JournalRecord;
}

/**
 * The records of one transaction by epoch, in the order in which the epochs came.
 * @param upTo where given, nothing that stands behind it.
 */
export async function recordsOf(
  db: Kysely<Tables>,
  workstationId: number,
  transactionId: string,
  upTo?: Place,
): Promise<JournalRecord[][]> {
  const bound =
    upTo === undefined
      ? sql``
      : sql`AND (t.epoch <> ${upTo.epoch} OR t.seq <= ${upTo.seq})
        AND h.number <= (SELECT number FROM journal_heads WHERE workstation_id = ${workstationId} AND epoch = ${upTo.epoch})`;
  const found = await sql<Found>`
    SELECT j.workstation_id, j.epoch, j.seq, j.hash, j.bytes
    FROM transaction_entries t
    JOIN journal j USING (workstation_id, epoch, seq)
    JOIN journal_heads h USING (workstation_id, epoch)
    WHERE t.workstation_id = ${workstationId} AND t.transaction_id = ${transactionId} ${bound}
    ORDER BY h.number, j.seq
  `.execute(db);
  const epochs = new Map<string, JournalRecord[]>();
  for (const row of found.rows) epochs.set(row.epoch, [...(epochs.get(row.epoch) ?? []), recordOf(row)]);
  return [...epochs.values()];
}
