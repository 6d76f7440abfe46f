/**
 * The journal is the outbox: nothing is queued a second time. One publisher of the fleet at a time goes along each journal behind the
 * projection, sends what is worth telling, and then moves its mark. What was sent and not yet marked is sent again after a crash, under the
 * same id.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { readTransactionEvent } from '../../domain/transaction/events.ts';
import type { Tables } from '../database/tables.ts';
import { orderOf, saidHash } from '../projection/order.ts';
import { type Found, recordOf, recordsOf } from '../projection/records.ts';
import { publishErasures } from './erasures.ts';
import { entryEvent, type Origin, type Outgoing, orderEvent, subjectOf } from './event.ts';

/** Resolves when every one of them is with all brokers that have to have it. @throws what the brokers say; all are then sent again. */
export type Send = (events: readonly Outgoing[]) => Promise<void>;

const MOST_ENTRIES = 200;
/** Any number that no other part of the cloud locks. */
const LEADER = 7_260_005;

interface Stretch extends Origin {
  readonly id: number;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
}

/** Publishes what there is, unless another copy is at it. @returns how many entries and erasures were gone through. */
export async function publish(db: Kysely<Tables>, send: Send, isStopped: () => boolean): Promise<number> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ mine: boolean }>`SELECT pg_try_advisory_lock(${LEADER}) AS mine`.execute(connection);
    if (rows[0]?.mine !== true) return 0;
    try {
      let all = 0;
      for (let some = 1; some > 0 && !isStopped(); all += some) some = await publishSome(connection, send);
      // Behind what they are about.
      for (let some = 1; some > 0 && !isStopped(); all += some) some = await publishErasures(connection, send);
      return all;
    } finally {
      await sql`SELECT pg_advisory_unlock(${LEADER})`.execute(connection);
    }
  });
}

async function publishSome(db: Kysely<Tables>, send: Send): Promise<number> {
  const next = await db.transaction().execute(async (transaction) => {
    // A rebuild empties these tables at once: it is over before this begins, or begins after.
    await sql`LOCK TABLE orders, projection_cursors, transaction_entries IN ACCESS SHARE MODE`.execute(transaction);
    const stretch = await nextStretch(transaction);
    return stretch === null ? null : { stretch, events: await eventsOf(transaction, stretch) };
  });
  if (next === null) return 0;
  const { stretch, events } = next;
  if (events.length > 0) await send(events);
  await db
    .insertInto('outbox_cursors')
    .values({ workstation_id: stretch.id, epoch: stretch.epoch, seq: stretch.to })
    .onConflict((conflict) => conflict.columns(['workstation_id', 'epoch']).doUpdateSet({ seq: stretch.to }))
    .execute();
  return stretch.to - stretch.from;
}

/** Entries of one epoch that were understood and not published; epochs of a workstation in the order in which they came. */
async function nextStretch(transaction: Transaction<Tables>): Promise<Stretch | null> {
  const { rows } = await sql<Stretch>`
    SELECT w.id, w.store, w.name AS workstation, c.epoch, coalesce(o.seq, 0) AS "from",
      least(c.seq, coalesce(o.seq, 0) + ${MOST_ENTRIES}) AS "to"
    FROM projection_cursors c
    JOIN workstations w ON w.id = c.workstation_id
    JOIN journal_heads h USING (workstation_id, epoch)
    LEFT JOIN outbox_cursors o USING (workstation_id, epoch)
    WHERE c.seq > coalesce(o.seq, 0)
    ORDER BY h.number LIMIT 1
  `.execute(transaction);
  return rows[0] ?? null;
}

async function eventsOf(
  transaction: Transaction<Tables>,
  { id, epoch, from, to, store, workstation }: Stretch,
): Promise<Outgoing[]> {
  const entries = await transaction
    .selectFrom('journal')
    .select(['workstation_id', 'epoch', 'seq', 'hash', 'bytes'])
    .where('workstation_id', '=', id)
    .where('epoch', '=', epoch)
    .where('seq', '>', from)
    .where('seq', '<=', to)
    .orderBy('seq')
    .execute();
  const events: Outgoing[] = [];
  for (const entry of entries) {
    const event = await eventOf(transaction, { store, workstation }, entry);
    if (event !== null) events.push(event);
  }
  return events;
}

async function eventOf(transaction: Transaction<Tables>, origin: Origin, entry: Found): Promise<Outgoing | null> {
  const record = recordOf(entry);
  const { kind, v, body } = record;
  const subject = subjectOf(kind);
  const { transactionId } = body;
  if (kind !== 'TransactionCompleted' && subject === null) return null;
  const read = readTransactionEvent(kind, v, body);
  if (read.kind === 'invalid') return null;
  if (read.kind === 'event' && typeof transactionId === 'string') {
    const records = await recordsOf(transaction, entry.workstation_id, transactionId, entry);
    // Practice is never told as if it were a sale.
    if (records.flat().some((each) => each.kind === 'TransactionStarted' && each.body.training === true)) return null;
    if (kind === 'TransactionCompleted') {
      const projected = orderOf(transactionId, records);
      if (projected.kind === 'notUnderstood') return null;
      const standing = await standingHash(transaction, entry.workstation_id, transactionId);
      // What was told before, otherwise, stands.
      if (standing !== projected.order.head.content_hash) return null;
      return orderEvent(origin, record, transactionId, projected.order);
    }
  }
  return subject === null ? null : entryEvent(origin, record, subject, saidHash(record));
}

async function standingHash(
  transaction: Transaction<Tables>,
  workstationId: number,
  transactionId: string,
): Promise<string | null> {
  const row = await transaction
    .selectFrom('orders')
    .select('content_hash')
    .where('workstation_id', '=', workstationId)
    .where('transaction_id', '=', transactionId)
    .executeTakeFirst();
  return row?.content_hash ?? null;
}
