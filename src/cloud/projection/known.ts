import { type Kysely, sql } from 'kysely';
import type { JournalRecord } from '../../domain/journal/record.ts';
import type { Tables } from '../database/tables.ts';
import { completes, type Named, saleKey } from './named.ts';
import { type Found, recordOf } from './records.ts';

/** What the tables hold of the transactions that some entries complete, by `saleKey`. */
export interface Known {
  /** Records that were read before, by epoch, in the order in which the epochs came. */
  readonly earlier: ReadonlyMap<string, ReadonlyMap<string, readonly JournalRecord[]>>;
  /** The checksum of the order that stands. */
  readonly standing: ReadonlyMap<string, string>;
}

/** Asks for all of them at once, before the entries themselves are indexed. */
export async function knownOf(db: Kysely<Tables>, entries: readonly Named[]): Promise<Known> {
  const asked = new Map<string, { id: number; transaction: string; epoch: string }>();
  for (const each of entries) {
    const { entry, transactionId } = each;
    if (transactionId === null || !completes(each)) continue;
    const id = entry.workstation_id;
    asked.set(saleKey(id, transactionId), { id, transaction: transactionId, epoch: entry.epoch });
  }
  if (asked.size === 0) return { earlier: new Map(), standing: new Map() };
  const sales = [...asked.values()];
  const list = sql`unnest(
    ${sales.map(({ id }) => id)}::integer[], ${sales.map(({ transaction }) => transaction)}::text[],
    ${sales.map(({ epoch }) => epoch)}::uuid[]
  ) AS s (workstation_id, transaction_id, epoch)`;
  const found = await sql<Found & { transaction_id: string }>`
    SELECT j.workstation_id, j.epoch, j.seq, j.hash, j.bytes, s.transaction_id
    FROM ${list}
    JOIN journal_heads own ON own.workstation_id = s.workstation_id AND own.epoch = s.epoch
    JOIN transaction_entries t ON t.workstation_id = s.workstation_id AND t.transaction_id = s.transaction_id
    JOIN journal_heads h ON h.workstation_id = t.workstation_id AND h.epoch = t.epoch AND h.number <= own.number
    JOIN journal j ON j.workstation_id = t.workstation_id AND j.epoch = t.epoch AND j.seq = t.seq
    ORDER BY h.number, j.seq
  `.execute(db);
  const standing = await sql<{ workstation_id: number; transaction_id: string; content_hash: string }>`
    SELECT o.workstation_id, o.transaction_id, o.content_hash
    FROM ${list} JOIN orders o USING (workstation_id, transaction_id)
  `.execute(db);
  const earlier = new Map<string, Map<string, JournalRecord[]>>();
  for (const row of found.rows) {
    const key = saleKey(row.workstation_id, row.transaction_id);
    const epochs = earlier.get(key) ?? new Map<string, JournalRecord[]>();
    earlier.set(key, epochs);
    const records = epochs.get(row.epoch) ?? [];
    epochs.set(row.epoch, records);
    records.push(recordOf(row));
  }
  return {
    earlier,
    standing: new Map(standing.rows.map((row) => [saleKey(row.workstation_id, row.transaction_id), row.content_hash])),
  };
}
