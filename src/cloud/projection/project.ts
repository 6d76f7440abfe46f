/**
 * Understanding what was stored: orders are read from the journal, entry by entry, behind the acknowledgement. Any number of workers
 * may run: each takes a workstation that no other has, and epochs in the order in which they came. What cannot be understood is put
 * aside, and the next entry is gone on with. All of it can be thrown away and made again from the journal, with the same result.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { JournalRecord } from '../../domain/journal/record.ts';
import { readTransactionEvent, type TransactionEvent } from '../../domain/transaction/events.ts';
import { isPassing } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { sha256 } from '../digest.ts';
import { type Order, orderOf } from './order.ts';
import { type Found, type Place, recordOf, recordsOf } from './records.ts';
import { readWorkstationEvent } from './workstation-event.ts';

/** Entries that one transaction of the database understands. */
const MOST_ENTRIES = 500;
const MOST_ID = 64;

/** Understands the next entries of one workstation. @returns how many; 0 when nothing is left that no other worker has. */
export async function projectSome(db: Kysely<Tables>): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const from = await nextWork(transaction);
    if (from === null) return 0;
    const entries = await transaction
      .selectFrom('journal')
      .select(['workstation_id', 'epoch', 'seq', 'hash', 'bytes'])
      .where('workstation_id', '=', from.workstation_id)
      .where('epoch', '=', from.epoch)
      .where('seq', '>', from.seq)
      .orderBy('seq')
      .limit(MOST_ENTRIES)
      .execute();
    const named = entries.map((entry) => nameOf(entry));
    await index(transaction, named);
    for (const each of named) await understand(transaction, each);
    const seq = entries.at(-1)?.seq ?? from.seq;
    await transaction
      .insertInto('projection_cursors')
      .values({ ...from, seq })
      .onConflict((conflict) => conflict.columns(['workstation_id', 'epoch']).doUpdateSet({ seq }))
      .execute();
    return entries.length;
  });
}

/** A workstation that has something new, locked for this worker, and the first epoch of it that does. */
async function nextWork(transaction: Transaction<Tables>): Promise<Place | null> {
  const locked = await sql<{ id: number }>`
    SELECT w.id FROM workstations w
    WHERE EXISTS (
      SELECT 1 FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
      WHERE h.workstation_id = w.id AND h.seq > coalesce(c.seq, 0)
    )
    LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
  `.execute(transaction);
  const id = locked.rows[0]?.id;
  if (id === undefined) return null;
  // Asked again behind the lock: another worker may just have done it.
  const epochs = await sql<Place>`
    SELECT h.workstation_id, h.epoch, coalesce(c.seq, 0) AS seq
    FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
    WHERE h.workstation_id = ${id} AND h.seq > coalesce(c.seq, 0) ORDER BY h.number LIMIT 1
  `.execute(transaction);
  return epochs.rows[0] ?? null;
}

/** An entry, and the transaction that it belongs to. */
interface Named {
  readonly entry: Found;
  readonly record: JournalRecord;
  readonly read: ReturnType<typeof readTransactionEvent>;
  /** Null where it names none that could be one. */
  readonly transactionId: string | null;
}

function nameOf(entry: Found): Named {
  const record = recordOf(entry);
  const { kind, v, body } = record;
  const read = readTransactionEvent(kind, v, body);
  const { transactionId } = body;
  const isOne =
    read.kind !== 'notOfTransaction' &&
    typeof transactionId === 'string' &&
    transactionId.length <= MOST_ID &&
    !transactionId.includes('\0');
  return { entry, record, read, transactionId: isOne ? transactionId : null };
}

async function index(transaction: Transaction<Tables>, named: readonly Named[]): Promise<void> {
  const rows = named.flatMap(({ entry: { workstation_id, epoch, seq }, transactionId }) =>
    transactionId === null ? [] : [{ workstation_id, transaction_id: transactionId, epoch, seq }],
  );
  if (rows.length > 0) await transaction.insertInto('transaction_entries').values(rows).execute();
}

async function understand(
  transaction: Transaction<Tables>,
  { entry, record, read, transactionId }: Named,
): Promise<void> {
  if (read.kind === 'notOfTransaction') return note(transaction, entry, record);
  if (transactionId === null) return putAside(transaction, entry, 'it names no transaction');
  if (read.kind === 'invalid') return putAside(transaction, entry, read.problem);
  const { event } = read;
  if (event.kind === 'TransactionCompleted') return complete(transaction, entry, transactionId);
  if (event.kind === 'EpcsSold' || event.kind === 'EpcsReturned') return move(transaction, entry, transactionId, event);
}

/** What a box told of itself. */
async function note(transaction: Transaction<Tables>, entry: Found, record: JournalRecord): Promise<void> {
  const read = readWorkstationEvent(record);
  if (read.kind === 'other') return;
  if (read.kind === 'invalid') return putAside(transaction, entry, read.problem);
  const { kind, recordedAt, businessDay, body } = record;
  const row = { kind, recorded_at: recordedAt, business_day: businessDay, body: JSON.stringify(body) };
  await attempt(transaction, entry, () =>
    transaction
      .insertInto('workstation_events')
      .values({ workstation_id: entry.workstation_id, said: read.said, ...row })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

type TagEvent = Extract<TransactionEvent, { kind: 'EpcsSold' | 'EpcsReturned' }>;

/** The tags that went with a completed transaction. */
async function move(
  transaction: Transaction<Tables>,
  entry: Found,
  transactionId: string,
  event: TagEvent,
): Promise<void> {
  const { epcs, keys } = event.body;
  if (epcs.length !== keys.length) return putAside(transaction, entry, `${epcs.length} tags have ${keys.length} keys`);
  const key = { workstation_id: entry.workstation_id, transaction_id: transactionId };
  const how =
    event.kind === 'EpcsSold'
      ? { action: 'sold' as const, cancels: null }
      : { action: 'returned' as const, cancels: event.body.cancels };
  await attempt(transaction, entry, () =>
    transaction
      .insertInto('sold_epcs')
      .values(epcs.map((epc, at) => ({ ...key, ...how, epc, key: keys[at] ?? '' })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

async function complete(transaction: Transaction<Tables>, entry: Found, transactionId: string): Promise<void> {
  const projected = orderOf(transactionId, await recordsOf(transaction, entry.workstation_id, transactionId, entry));
  const standing = await standingHash(transaction, entry, transactionId);
  if (projected.kind === 'notUnderstood') {
    await putAside(transaction, entry, projected.why);
    if (standing !== null) await raise(transaction, entry, transactionId);
    return;
  }
  const { order } = projected;
  if (standing === order.head.content_hash) return;
  // Completed is final: the first that came stands.
  if (standing !== null) {
    await putAside(transaction, entry, 'it was completed before, otherwise');
    await raise(transaction, entry, transactionId);
    return;
  }
  await attempt(transaction, entry, () => write(transaction, entry, transactionId, order));
}

/** In a savepoint: what the tables refuse is put aside like what the rules refuse, and the next entry is gone on with. */
async function attempt(transaction: Transaction<Tables>, entry: Found, work: () => Promise<unknown>): Promise<void> {
  await sql`SAVEPOINT an_entry`.execute(transaction);
  try {
    await work();
    await sql`RELEASE SAVEPOINT an_entry`.execute(transaction);
  } catch (error) {
    // The database being away is nobody's fault but its own, and the entry's least.
    if (isPassing(error)) throw error;
    await sql`ROLLBACK TO SAVEPOINT an_entry`.execute(transaction);
    await putAside(transaction, entry, error instanceof Error ? error.message : String(error));
  }
}

async function write(
  transaction: Transaction<Tables>,
  entry: Found,
  transactionId: string,
  order: Order,
): Promise<void> {
  const key = { workstation_id: entry.workstation_id, transaction_id: transactionId };
  const { head, lines, modifiers, tenders, taxes, receiptToken } = order;
  await transaction
    .insertInto('orders')
    .values({ ...key, ...head })
    .execute();
  await transaction
    .insertInto('receipts')
    .values({ ...key, token_hash: sha256(receiptToken) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const numbered = <Row>(rows: readonly Row[]) => rows.map((row, index) => ({ ...key, number: index + 1, ...row }));
  if (lines.length > 0) await transaction.insertInto('order_lines').values(numbered(lines)).execute();
  if (modifiers.length > 0) {
    await transaction
      .insertInto('order_modifiers')
      .values(modifiers.map((row) => ({ ...key, ...row })))
      .execute();
  }
  if (tenders.length > 0) await transaction.insertInto('order_tenders').values(numbered(tenders)).execute();
  if (taxes.length > 0) await transaction.insertInto('order_taxes').values(numbered(taxes)).execute();
}

/** What was made of this transaction before; null where nothing was. */
async function standingHash(
  transaction: Transaction<Tables>,
  { workstation_id }: Place,
  transactionId: string,
): Promise<string | null> {
  const row = await transaction
    .selectFrom('orders')
    .select('content_hash')
    .where('workstation_id', '=', workstation_id)
    .where('transaction_id', '=', transactionId)
    .executeTakeFirst();
  return row?.content_hash ?? null;
}

/** Two epochs tell of one sale, and not the same: people should know. */
async function raise(transaction: Transaction<Tables>, place: Place, transactionId: string): Promise<void> {
  const { workstation_id, epoch, seq } = place;
  const detail = `transaction ${transactionId} was completed before, otherwise`;
  await transaction
    .insertInto('alarms')
    .values({ workstation_id, epoch, seq, kind: 'saleDiffers', detail })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function putAside(transaction: Transaction<Tables>, entry: Found, detail: string): Promise<void> {
  const text = detail.replaceAll('\0', '').slice(0, 500);
  await transaction
    .insertInto('quarantine')
    .values({ ...entry, reason: 'notProjected', detail: text })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
