import type { Connection } from '../database/connection.ts';

/** The current epoch's row: its head and its receipt counter. */
export interface EpochRow {
  readonly number: number;
  readonly epoch: string;
  readonly code: string;
  readonly workstation: string;
  readonly seq: number;
  readonly hash: Buffer;
  readonly receipts: number;
}

export interface StoredRow {
  readonly position: number;
  readonly epoch: string;
  readonly seq: number;
  readonly kind: string;
  readonly business_day: string;
  readonly bytes: Buffer;
  readonly hash: Buffer;
}

export interface NewRow {
  readonly epoch: number;
  readonly seq: number;
  readonly kind: string;
  readonly transactionId: string | null;
  readonly businessDay: string;
  readonly bytes: Uint8Array;
  readonly hash: Buffer;
}

const STORED = 'position, epochs.epoch, entries.seq, kind, business_day, bytes, entries.hash';
const FROM = 'entries JOIN epochs ON epochs.number = entries.epoch';

/** As the index `entries_about_tags` spells it. */
const ABOUT_TAGS = "kind IN ('EpcsSold', 'EpcsReturned')";

export type ReadingTables = ReturnType<typeof readingTables>;
export type JournalTables = ReturnType<typeof journalTables>;

/** The statements that read, prepared once for the life of the connection. */
export function readingTables(connection: Connection) {
  const currentEpoch = connection.prepare<[], EpochRow>('SELECT * FROM epochs ORDER BY number DESC LIMIT 1');
  const last = connection.prepare<[], StoredRow>(`SELECT ${STORED} FROM ${FROM} ORDER BY position DESC LIMIT 1`);
  const end = connection.prepare<[], Pick<EpochRow, 'epoch' | 'seq' | 'hash'> & { position: number }>(
    'SELECT epoch, seq, hash, (SELECT coalesce(max(position), 0) FROM entries) AS position FROM epochs ORDER BY number DESC LIMIT 1',
  );
  const after = connection.prepare<[number, number], StoredRow>(
    `SELECT ${STORED} FROM ${FROM} WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const before = connection.prepare<[number], StoredRow>(
    `SELECT ${STORED} FROM ${FROM} ORDER BY position DESC LIMIT ?`,
  );
  const ofOpenTransactions = connection.prepare<[number], Pick<StoredRow, 'bytes' | 'hash'>>(
    'SELECT bytes, hash FROM entries WHERE transaction_id IN (SELECT transaction_id FROM open_transaction) LIMIT ?',
  );
  return {
    currentEpoch: (): EpochRow | undefined => currentEpoch.get(),
    end: () => end.get(),
    last: (): StoredRow | undefined => last.get(),
    after: (position: number, limit: number): StoredRow[] => after.all(position, limit),
    /** The last entries, the very last first. */
    before: (limit: number): StoredRow[] => before.all(limit),
    ofOpenTransactions: (limit: number) => ofOpenTransactions.all(limit),
  };
}

/** All statements of the store, prepared once. */
export function journalTables(connection: Connection) {
  const ofTransaction = connection.prepare<[string], Pick<StoredRow, 'bytes' | 'hash'>>(
    'SELECT bytes, hash FROM entries WHERE transaction_id = ? ORDER BY position',
  );
  const openTransactions = connection.prepare<[], { transaction_id: string }>(
    'SELECT transaction_id FROM open_transaction ORDER BY position, transaction_id',
  );
  const insert = connection.prepare<[number, number, string, string | null, string, Uint8Array, Buffer]>(
    'INSERT INTO entries (epoch, seq, kind, transaction_id, business_day, bytes, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const startEpoch = connection.prepare<[string, string, string, Buffer]>(
    'INSERT INTO epochs (epoch, code, workstation, seq, hash, receipts) VALUES (?, ?, ?, 0, ?, 0)',
  );
  const moveHead = connection.prepare<[number, Buffer, number, number]>(
    'UPDATE epochs SET seq = ?, hash = ?, receipts = ? WHERE number = ?',
  );
  // The position of the entry just written: transactions resume in the order in which they were opened.
  const open = connection.prepare<[string]>(
    'INSERT INTO open_transaction (transaction_id, position) VALUES (?, (SELECT max(position) FROM entries)) ON CONFLICT DO NOTHING',
  );
  const close = connection.prepare<[string]>('DELETE FROM open_transaction WHERE transaction_id = ?');
  const nameReceipt = connection.prepare<[string, string]>(
    'INSERT INTO sale_by_receipt (receipt_number, transaction_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const nameReturn = connection.prepare<[string, string]>(
    'INSERT INTO return_of_sale (sale_id, transaction_id, position) VALUES (?, ?, (SELECT max(position) FROM entries)) ON CONFLICT DO NOTHING',
  );
  const saleByReceipt = connection.prepare<[string], { transaction_id: string }>(
    'SELECT transaction_id FROM sale_by_receipt WHERE receipt_number = ?',
  );
  const returnsOf = connection.prepare<[string], { transaction_id: string }>(
    'SELECT transaction_id FROM return_of_sale WHERE sale_id = ? ORDER BY position, transaction_id',
  );
  const latest = connection.prepare<[number, string, number], Pick<StoredRow, 'bytes' | 'hash'>>(
    `SELECT bytes, hash FROM entries WHERE position > (SELECT max(position) FROM entries) - ?
     AND kind IN (SELECT value FROM json_each(?)) ORDER BY position DESC LIMIT ?`,
  );
  const lastTagSeq = connection.prepare<[number], { seq: number | null }>(
    `SELECT max(seq) AS seq FROM entries WHERE epoch = ? AND ${ABOUT_TAGS}`,
  );
  const aboutTags = connection.prepare<[string, number, number, number], Pick<StoredRow, 'bytes' | 'hash'>>(
    `SELECT bytes, hash FROM entries WHERE epoch = (SELECT number FROM epochs WHERE epoch = ?) AND seq > ? AND seq < ?
     AND ${ABOUT_TAGS} ORDER BY seq LIMIT ?`,
  );
  const lastAboutTags = connection.prepare<[number], Pick<StoredRow, 'bytes' | 'hash'>>(
    `SELECT bytes, hash FROM entries WHERE epoch = ? AND ${ABOUT_TAGS} ORDER BY seq DESC LIMIT 1`,
  );
  const epochNumbers = connection.prepare<[], { number: number }>('SELECT number FROM epochs ORDER BY number DESC');
  const hasCode = connection.prepare<[string]>('SELECT 1 FROM epochs WHERE code = ?');
  const countOpening = connection.prepare<[]>('UPDATE openings SET count = count + 1');
  return {
    ...readingTables(connection),
    ofTransaction: (id: string) => ofTransaction.all(id),
    openTransactions: () => openTransactions.all().map((row) => row.transaction_id),
    insert: (row: NewRow) => {
      insert.run(row.epoch, row.seq, row.kind, row.transactionId, row.businessDay, row.bytes, row.hash);
    },
    startEpoch: (epoch: string, code: string, workstation: string, hash: Buffer) => {
      startEpoch.run(epoch, code, workstation, hash);
    },
    moveHead: (epoch: number, seq: number, hash: Buffer, receipts: number) => {
      moveHead.run(seq, hash, receipts, epoch);
    },
    open: (id: string) => void open.run(id),
    close: (id: string) => void close.run(id),
    nameReceipt: (receiptNumber: string, id: string) => void nameReceipt.run(receiptNumber, id),
    nameReturn: (saleId: string, id: string) => void nameReturn.run(saleId, id),
    saleByReceipt: (receiptNumber: string) => saleByReceipt.get(receiptNumber)?.transaction_id ?? null,
    returnsOf: (saleId: string) => returnsOf.all(saleId).map((row) => row.transaction_id),
    /** The last entries of these kinds among the last `among` of all, the very last first. */
    latest: (kinds: readonly string[], among: number, most: number) => latest.all(among, JSON.stringify(kinds), most),
    /** The last entry about tags of an epoch, by the epoch's number; 0 where there is none. */
    lastTagSeq: (epoch: number) => lastTagSeq.get(epoch)?.seq ?? 0,
    aboutTags: (epoch: string, afterSeq: number, beforeSeq: number, limit: number) =>
      aboutTags.all(epoch, afterSeq, beforeSeq, limit),
    /** The last entry about tags of every epoch that has one, the newest epoch first. */
    lastAboutTags: () => epochNumbers.all().flatMap(({ number }) => lastAboutTags.get(number) ?? []),
    hasCode: (code: string) => hasCode.get(code) !== undefined,
    countOpening: () => void countOpening.run(),
  };
}
