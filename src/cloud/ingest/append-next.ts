import { type Kysely, sql } from 'kysely';
import { byteaArray } from '../database/bytea-array.ts';
import type { Tables } from '../database/tables.ts';
import type { SentEntry } from './batch.ts';

export interface JournalAddress {
  readonly workstationId: number;
  readonly epoch: string;
}

/** Entries that are to follow a head exactly, or to begin an epoch that follows none. */
export interface NextEntries {
  readonly address: JournalAddress;
  /** One or more, each following the one before. */
  readonly entries: readonly SentEntry[];
  readonly begins: boolean;
}

/**
 * Moves heads and appends what follows them, of several workstations in one statement, which is a transaction of its own: moving a head locks
 * it, and where one has moved meanwhile, or the epoch is there already, nothing of that workstation is appended. @param nexts each of another
 * workstation. @returns of which it was. @throws what the database says; nothing is then taken in, of any.
 */
export async function appendNext(db: Kysely<Tables>, nexts: readonly NextEntries[]): Promise<readonly boolean[]> {
  const heads = nexts.map(({ address, entries, begins }) => {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) throw new RangeError('a batch of nothing');
    return { ...address, begins, first, last };
  });
  const entries = nexts.flatMap((next) => next.entries);
  const owners = nexts.flatMap((next) => next.entries.map(() => next.address.workstationId));
  const { rows } = await sql<{ id: number }>`
    WITH sent AS (
      SELECT * FROM unnest(
        ${heads.map(({ workstationId }) => workstationId)}::integer[], ${heads.map(({ epoch }) => epoch)}::uuid[],
        ${heads.map(({ first }) => first.seq - 1)}::bigint[], ${byteaArray(heads.map(({ first }) => first.prevHash))}::bytea[],
        ${heads.map(({ last }) => last.seq)}::bigint[], ${byteaArray(heads.map(({ last }) => last.hash))}::bytea[],
        ${heads.map(({ begins }) => begins)}::boolean[]
      ) AS s (workstation_id, epoch, seq_before, hash_before, seq, hash, begins)
    ), moved AS (
      UPDATE journal_heads h SET seq = s.seq, hash = s.hash FROM sent s
      WHERE NOT s.begins AND h.workstation_id = s.workstation_id AND h.epoch = s.epoch
        AND h.seq = s.seq_before AND h.hash = s.hash_before
      RETURNING h.workstation_id, h.epoch
    ), begun AS (
      INSERT INTO journal_heads (workstation_id, epoch, seq, hash)
      SELECT workstation_id, epoch, seq, hash FROM sent WHERE begins
      ON CONFLICT DO NOTHING RETURNING workstation_id, epoch
    ), taken AS (
      SELECT * FROM moved UNION ALL SELECT * FROM begun
    ), appended AS (
      INSERT INTO journal (workstation_id, epoch, seq, hash, bytes)
      SELECT t.workstation_id, t.epoch, e.seq, e.hash, e.bytes
      FROM taken t JOIN unnest(
        ${owners}::integer[], ${entries.map(({ seq }) => seq)}::bigint[],
        ${byteaArray(entries.map(({ hash }) => hash))}::bytea[], ${byteaArray(entries.map(({ bytes }) => bytes))}::bytea[]
      ) AS e (workstation_id, seq, hash, bytes) USING (workstation_id)
    )
    SELECT workstation_id AS id FROM taken
  `.execute(db);
  const taken = new Set(rows.map(({ id }) => id));
  return nexts.map(({ address }) => taken.has(address.workstationId));
}
