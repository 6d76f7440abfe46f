import { randomBytes } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { BalanceKind } from '../../sync/wire/reservation.ts';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { isErased } from './keys.ts';
import { addCounts, type ErasureCounts, NOTHING_ERASED } from './order.ts';
import { type Reach, turn } from './reach.ts';
import { closeSales, countSales, type SaleId } from './sales.ts';

/** Reservations, and movements, of one transaction. */
const SOME = 200;

/** An account as it is asked for, and what is kept of it afterwards. */
export interface AccountName {
  readonly kind: BalanceKind;
  /** As the balances have it. */
  readonly codeHash: Buffer;
  /** As the erased keys will. */
  readonly key: Buffer;
}

/**
 * Erases an account of points, a gift card or a voucher: nobody opens it any more, what it was worth stays in the books, its movements say
 * day, store and amount, and the sales that were paid with it are not tied to it, or shown as a receipt. It is shut first and its name
 * goes last, so that one that was broken off goes on where it was. Null: there is none.
 */
export async function eraseAccount(
  database: Database,
  reach: Reach,
  account: AccountName,
  now: number,
): Promise<ErasureCounts | null> {
  const id = await idOf(database, reach, account);
  if (id === null) return (await isErased(database.journal, account.key)) ? NOTHING_ERASED : null;
  await database.journal.updateTable('balances').set({ blocked: true }).where('id', '=', id).execute();
  for (let counts = NOTHING_ERASED; ; ) {
    const some = await turn(database, (transaction) => blurSome(transaction, id, account, now));
    counts = addCounts(counts, some.counts);
    if (some.isLast) return counts;
  }
}

async function idOf(
  { journal }: Database,
  { retailer, store }: Reach,
  { kind, codeHash }: AccountName,
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM balances WHERE retailer = ${retailer} AND kind = ${kind} AND code_hash = ${codeHash}
      AND (${store}::text IS NULL OR store = ${store})`.execute(journal);
  return rows[0]?.id ?? null;
}

interface Tied extends SaleId {
  readonly id: string;
  readonly state: string;
}

async function blurSome(
  transaction: Transaction<Tables>,
  id: number,
  { key }: AccountName,
  now: number,
): Promise<{ readonly counts: ErasureCounts; readonly isLast: boolean }> {
  // A lane that commits, and an office that credits, lock it too: what they add is there before this, or finds it erased.
  const locked = await sql<{ erased: boolean }>`SELECT erased FROM balances WHERE id = ${id} FOR UPDATE`.execute(
    transaction,
  );
  if (locked.rows[0]?.erased !== false) return { counts: NOTHING_ERASED, isLast: true };
  const tied = await sql<Tied>`
    SELECT id, workstation_id, transaction_id, state FROM reservations
    WHERE balance_id = ${id} AND (transaction_id <> '' OR state <> 'reserved') LIMIT ${SOME}`.execute(transaction);
  const sales = tied.rows.filter(({ transaction_id }) => transaction_id !== '');
  const closed = await closeSales(transaction, sales, now);
  // One that is settled is of no more use; one that still holds an amount can be committed, for whichever sale that was.
  const settled = tied.rows.filter(({ state }) => state !== 'reserved').map((row) => row.id);
  await sql`DELETE FROM reservations WHERE id = ANY (${settled}::uuid[])`.execute(transaction);
  const moved = await sql`
    UPDATE balance_movements SET id = gen_random_uuid(), at = date_trunc('day', at, 'UTC'), by = split_part(by, '/', 1), erased = true
    WHERE id IN (SELECT id FROM balance_movements WHERE balance_id = ${id} AND NOT erased LIMIT ${SOME})
  `.execute(transaction);
  const movements = Number(moved.numAffectedRows ?? 0n);
  const counts = addCounts(closed, { movements });
  if (tied.rows.length === SOME || movements === SOME) return { counts, isLast: false };
  await sql`UPDATE balances SET code_hash = ${randomBytes(32)}, erased = true WHERE id = ${id}`.execute(transaction);
  await sql`INSERT INTO erased_keys (hash, erased_at) VALUES (${key}, ${new Date(now)}) ON CONFLICT DO NOTHING`.execute(
    transaction,
  );
  return { counts: addCounts(counts, { accounts: 1 }), isLast: true };
}

/** What erasing it would come to; null: there is none. */
export async function countAccount(
  database: Database,
  reach: Reach,
  account: AccountName,
): Promise<ErasureCounts | null> {
  const id = await idOf(database, reach, account);
  if (id === null) return (await isErased(database.journal, account.key)) ? NOTHING_ERASED : null;
  const sales = await sql<SaleId>`
    SELECT DISTINCT workstation_id, transaction_id FROM reservations WHERE balance_id = ${id} AND transaction_id <> ''
  `.execute(database.journal);
  const moved = await sql<{ movements: number }>`
    SELECT count(*) AS movements FROM balance_movements WHERE balance_id = ${id} AND NOT erased`.execute(
    database.journal,
  );
  return addCounts(await countSales(database, sales.rows), { accounts: 1, movements: moved.rows[0]?.movements ?? 0 });
}
