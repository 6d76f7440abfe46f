import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import type { Connection } from '../database/connection.ts';

export interface ArchiveRow {
  readonly id: number;
  readonly journal: number;
  readonly seq: number;
  readonly prevSaleSeq: number;
  readonly said: string;
}

interface JournalRow {
  readonly id: number;
  readonly floor: number;
}

export type ArchiveTables = ReturnType<typeof archiveTables>;

const ROW = 'id, journal, seq, prev_sale_seq AS prevSaleSeq, said';

/** The statements of archive.db, prepared once. */
export function archiveTables(connection: Connection) {
  const opening = connection.prepare<[]>('UPDATE openings SET count = count + 1');
  const journal = connection.prepare<[string, string], JournalRow>(
    'SELECT id, floor FROM journals WHERE workstation = ? AND epoch = ?',
  );
  const addJournal = connection.prepare<[string, string], JournalRow>(
    'INSERT INTO journals (workstation, epoch, floor) VALUES (?, ?, 0) RETURNING id, floor',
  );
  const raiseFloor = connection.prepare<[number, number]>('UPDATE journals SET floor = max(floor, ?) WHERE id = ?');
  const at = connection.prepare<[number, number], ArchiveRow>(
    `SELECT ${ROW} FROM entries WHERE journal = ? AND seq = ? ORDER BY id`,
  );
  const after = connection.prepare<[number, number, number, number], ArchiveRow>(
    `SELECT ${ROW} FROM entries WHERE journal = ? AND seq > ? AND seq < ? ORDER BY seq, id LIMIT ?`,
  );
  const heads = connection.prepare<[number], { said: string }>(
    `SELECT (SELECT said FROM entries WHERE journal = journals.id ORDER BY seq DESC, id LIMIT 1) AS said
     FROM journals WHERE EXISTS (SELECT 1 FROM entries WHERE journal = journals.id) ORDER BY id DESC LIMIT ?`,
  );
  const add = connection.prepare<[number, number, number, number, string]>(
    'INSERT INTO entries (journal, seq, prev_sale_seq, at, said) VALUES (?, ?, ?, ?, ?)',
  );
  const before = connection.prepare<[number, number], ArchiveRow>(
    `SELECT ${ROW} FROM entries WHERE at < ? ORDER BY at LIMIT ?`,
  );
  const drop = connection.prepare<[number]>('DELETE FROM entries WHERE id = ?');
  const miss = connection.prepare<[number, number]>('INSERT OR IGNORE INTO missing (journal, seq) VALUES (?, ?)');
  const found = connection.prepare<[number, number]>('DELETE FROM missing WHERE journal = ? AND seq = ?');
  const foundTo = connection.prepare<[number, number]>('DELETE FROM missing WHERE journal = ? AND seq <= ?');
  // Of one workstation the newest epochs come first: its disk of today is the one that can still answer.
  const gaps = connection.prepare<[number, number], LedgerGap>(
    `SELECT workstation, epoch, missed + 1 AS beforeSeq,
       max(floor, coalesce((SELECT max(seq) FROM entries WHERE journal = hole.id AND seq < missed), 0)) AS afterSeq
     FROM (
       SELECT journals.*, missing.seq AS missed,
         row_number() OVER (PARTITION BY workstation ORDER BY id DESC, missing.seq) AS place
       FROM missing CROSS JOIN journals ON journals.id = missing.journal
     ) AS hole WHERE place <= ? ORDER BY id, missed LIMIT ?`,
  );
  return {
    countOpening: (): void => void opening.run(),
    journal: (workstation: string, epoch: string): JournalRow | undefined => journal.get(workstation, epoch),
    addJournal: (workstation: string, epoch: string): JournalRow => addJournal.get(workstation, epoch)!,
    raiseFloor: (id: number, floor: number): void => void raiseFloor.run(floor, id),
    at: (id: number, seq: number): ArchiveRow[] => at.all(id, seq),
    after: (id: number, afterSeq: number, beforeSeq: number, limit: number): ArchiveRow[] =>
      after.all(id, afterSeq, beforeSeq, limit),
    heads: (limit: number): string[] => heads.all(limit).map(({ said }) => said),
    add: (id: number, seq: number, prevSaleSeq: number, at: number, said: string): void =>
      void add.run(id, seq, prevSaleSeq, at, said),
    before: (instant: number, limit: number): ArchiveRow[] => before.all(instant, limit),
    drop: (id: number): void => void drop.run(id),
    miss: (id: number, seq: number): void => void miss.run(id, seq),
    found: (id: number, seq: number): void => void found.run(id, seq),
    foundTo: (id: number, seq: number): void => void foundTo.run(id, seq),
    gaps: (ofOne: number, limit: number): LedgerGap[] => gaps.all(ofOne, limit),
  };
}
