import type { Stretch } from '../../domain/gate/coverage.ts';
import type { LedgerGap, LedgerHead } from '../../workstation/ports/sold-ledger.ts';
import type { Connection } from '../database/connection.ts';

/** What an entry of `entries` says, without its keys. `cancels` is null for a sale. */
interface Said {
  readonly seq: number;
  readonly at: number;
  readonly transactionId: string | Buffer;
  readonly cancels: string | Buffer | null;
}

export interface EntryRow extends Said {
  readonly id: number;
  readonly journal: number;
  readonly prevSaleSeq: number;
  readonly keys: Buffer;
}

/** What an entry says of one tag, with where it says it. */
export interface FactRow extends Said {
  /** Id of the entry. */
  readonly entry: number;
  readonly workstation: string;
  readonly epoch: string;
}

export interface JournalRow {
  readonly id: number;
  readonly head: number;
}

const ENTRY = 'id, journal, seq, prev_sale_seq AS prevSaleSeq, at, transaction_id AS transactionId, cancels, keys';

export type LedgerTables = ReturnType<typeof ledgerTables>;
export type StretchTable = ReturnType<typeof stretchTable>;

/** The statements of ledger.db, prepared once. `tags` names the table that takes what entries say of tags. */
export function ledgerTables(connection: Connection, tags = 'tags') {
  const opening = connection.prepare<[]>('UPDATE openings SET count = count + 1');
  const journal = connection.prepare<[string, string], JournalRow>(
    'SELECT id, head FROM journals WHERE workstation = ? AND epoch = ?',
  );
  const addJournal = connection.prepare<[string, string], JournalRow>(
    'INSERT INTO journals (workstation, epoch, head) VALUES (?, ?, 0) RETURNING id, head',
  );
  const setHead = connection.prepare<[number, number]>('UPDATE journals SET head = ? WHERE id = ?');
  const heads = connection.prepare<[number], LedgerHead>(
    'SELECT workstation, epoch, head AS seq FROM journals WHERE head > 0 ORDER BY id DESC LIMIT ?',
  );
  const entriesAt = connection.prepare<[number, number], EntryRow>(
    `SELECT ${ENTRY} FROM entries WHERE journal = ? AND seq = ? ORDER BY fork`,
  );
  const entriesAfter = connection.prepare<[number, number, number, number], EntryRow>(
    `SELECT ${ENTRY} FROM entries WHERE journal = ? AND seq > ? AND seq < ? ORDER BY seq, fork LIMIT ?`,
  );
  const addEntry = connection.prepare<
    [number, number, number, number, number, string | Buffer, string | Buffer | null, Buffer]
  >(
    `INSERT INTO entries (journal, seq, fork, prev_sale_seq, at, transaction_id, cancels, keys)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const dropEntry = connection.prepare<[number]>('DELETE FROM entries WHERE id = ?');
  const salesBefore = connection.prepare<[number, number], EntryRow>(
    `SELECT ${ENTRY} FROM entries WHERE cancels IS NULL AND at < ? ORDER BY at LIMIT ?`,
  );
  const returnsBefore = connection.prepare<[number, number], EntryRow>(
    `SELECT ${ENTRY} FROM entries WHERE cancels IS NOT NULL AND at < ? ORDER BY at LIMIT ?`,
  );
  const newestSale = connection.prepare<[], { at: number | null }>(
    'SELECT max(at) AS at FROM entries WHERE cancels IS NULL',
  );
  const addTag = connection.prepare<[Buffer, number]>(`INSERT INTO ${tags} (key, entry) VALUES (?, ?)`);
  const dropTag = connection.prepare<[Buffer, number]>('DELETE FROM tags WHERE key = ? AND entry = ?');
  const facts = connection.prepare<[Buffer], FactRow>(
    `SELECT entry, workstation, epoch, seq, at, transaction_id AS transactionId, cancels
     FROM tags CROSS JOIN entries ON entries.id = tags.entry CROSS JOIN journals ON journals.id = entries.journal
     WHERE tags.key = ?`,
  );
  // Of one workstation the newest epochs come first: its disk of today is the one that can still answer.
  const gaps = connection.prepare<[number, number], LedgerGap>(
    `SELECT workstation, epoch, afterSeq, beforeSeq FROM (
       SELECT *, row_number() OVER (PARTITION BY workstation ORDER BY journal DESC, afterSeq) AS place FROM (
         SELECT journal, lag(before_seq - 1, 1, 0) OVER (PARTITION BY journal ORDER BY after_seq) AS afterSeq,
           after_seq + 1 AS beforeSeq FROM known
       ) CROSS JOIN journals ON journals.id = journal
       WHERE beforeSeq - afterSeq > 1 AND afterSeq < head
     ) WHERE place <= ? ORDER BY journal, afterSeq LIMIT ?`,
  );
  return {
    countOpening: (): void => void opening.run(),
    journal: (workstation: string, epoch: string): JournalRow | undefined => journal.get(workstation, epoch),
    addJournal: (workstation: string, epoch: string): JournalRow => addJournal.get(workstation, epoch)!,
    setHead: (id: number, head: number): void => void setHead.run(head, id),
    heads: (limit: number): LedgerHead[] => heads.all(limit),
    entriesAt: (id: number, seq: number): EntryRow[] => entriesAt.all(id, seq),
    entriesAfter: (id: number, stretch: Stretch, limit: number): EntryRow[] =>
      entriesAfter.all(id, stretch.afterSeq, stretch.beforeSeq, limit),
    addEntry: (entry: Omit<EntryRow, 'id'>, fork: number): number => {
      const { journal, seq, prevSaleSeq, at, transactionId, cancels, keys } = entry;
      return Number(addEntry.run(journal, seq, fork, prevSaleSeq, at, transactionId, cancels, keys).lastInsertRowid);
    },
    dropEntry: (id: number): void => void dropEntry.run(id),
    salesBefore: (instant: number, limit: number): EntryRow[] => salesBefore.all(instant, limit),
    returnsBefore: (instant: number, limit: number): EntryRow[] => returnsBefore.all(instant, limit),
    newestSale: (): number | null => newestSale.get()?.at ?? null,
    addTag: (key: Buffer, entry: number): void => void addTag.run(key, entry),
    dropTag: (key: Buffer, entry: number): void => void dropTag.run(key, entry),
    facts: (key: Buffer): FactRow[] => facts.all(key),
    gaps: (ofOne: number, limit: number): LedgerGap[] => gaps.all(ofOne, limit),
    known: stretchTable(connection, 'known'),
    forgotten: stretchTable(connection, 'forgotten'),
  };
}

function stretchTable(connection: Connection, table: 'known' | 'forgotten') {
  const columns = 'after_seq AS afterSeq, before_seq AS beforeSeq';
  const last = connection.prepare<[number, number], Stretch>(
    `SELECT ${columns} FROM ${table} WHERE journal = ? AND after_seq < ? ORDER BY after_seq DESC LIMIT 1`,
  );
  const within = connection.prepare<[number, number, number], Stretch>(
    `SELECT ${columns} FROM ${table} WHERE journal = ? AND after_seq > ? AND after_seq < ? ORDER BY after_seq`,
  );
  const add = connection.prepare<[number, number, number]>(
    `INSERT INTO ${table} (journal, after_seq, before_seq) VALUES (?, ?, ?)`,
  );
  const extend = connection.prepare<[number, number, number]>(
    `UPDATE ${table} SET before_seq = ? WHERE journal = ? AND after_seq = ?`,
  );
  const drop = connection.prepare<[number, number]>(`DELETE FROM ${table} WHERE journal = ? AND after_seq = ?`);
  return {
    /** The last stretch that begins before a number. */
    last: (journal: number, beforeSeq: number): Stretch | undefined => last.get(journal, beforeSeq),
    /** The stretches that share a number with this one or touch it, and at most one that does neither; ascending. */
    near: (journal: number, { afterSeq, beforeSeq }: Stretch): Stretch[] => {
      const before = last.get(journal, afterSeq + 1);
      return [...(before === undefined ? [] : [before]), ...within.all(journal, afterSeq, beforeSeq)];
    },
    add: (journal: number, { afterSeq, beforeSeq }: Stretch): void => void add.run(journal, afterSeq, beforeSeq),
    /** Lets a stretch that is there end elsewhere. */
    extend: (journal: number, { afterSeq, beforeSeq }: Stretch): void => void extend.run(beforeSeq, journal, afterSeq),
    drop: (journal: number, { afterSeq }: Stretch): void => void drop.run(journal, afterSeq),
  };
}
