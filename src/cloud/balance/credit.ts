import { z } from 'zod';
import { uuid } from '../../sync/wire/names.ts';
import {
  balanceAmountSchema,
  balanceCodeSchema,
  balanceCurrencySchema,
  balanceKindSchema,
} from '../../sync/wire/reservation.ts';
import type { Database } from '../database/connect.ts';
import { isErased } from '../erasure/keys.ts';
import { retailerOf } from '../feed/audience.ts';
import type { OfficeKey } from '../office/keys.ts';
import { CloudProblem, notFound } from '../problem.ts';
import { movementOf } from './movement.ts';

/** `POST /v1/balances`: puts an amount on a voucher, a gift card or an account of points, which is made when it is not there. */
export const creditSchema = z.strictObject({
  /** Sent again, it is one credit. */
  id: uuid,
  kind: balanceKindSchema,
  code: balanceCodeSchema,
  currency: balanceCurrencySchema,
  amount: balanceAmountSchema,
  /** Of a new one. */
  validUntil: z.iso.date().optional(),
  store: z.string().min(1).max(64).optional(),
});
export type Credit = z.infer<typeof creditSchema>;

export const creditReplySchema = z.object({ balance: z.int(), currency: balanceCurrencySchema });
export type CreditReply = z.infer<typeof creditReplySchema>;

/**
 * @param hashes the code's, as the table has it, and as it stands among what was erased.
 * @throws CloudProblem IDEMPOTENCY_CONFLICT for an id that stands for another credit; NOT_FOUND for another store's card; ERASED for one
 *   whose holder was erased: it is not made again.
 */
export async function credit(
  { journal }: Database,
  key: OfficeKey,
  order: Credit,
  hashes: { readonly code: Buffer; readonly erased: Buffer },
  now: number,
): Promise<CreditReply> {
  const { retailer } = key;
  const store = order.store ?? key.store;
  if (key.store !== null && store !== key.store) throw notFound();
  if (store !== null && (await retailerOf(journal, store)) !== retailer) throw notFound();
  const { id, kind, currency, amount, validUntil = null } = order;
  return journal.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('balances')
      .values({
        kind,
        code_hash: hashes.code,
        retailer,
        store,
        currency,
        balance: 0,
        valid_until: validUntil,
        blocked: false,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const found = await transaction
      .selectFrom('balances')
      .select(['id', 'balance', 'currency', 'store', 'erased'])
      .where('retailer', '=', retailer)
      .where('kind', '=', kind)
      .where('code_hash', '=', hashes.code)
      .forUpdate()
      .executeTakeFirst();
    // Asked behind the lock: it may have been erased while this waited.
    if (found === undefined || (await isErased(transaction, hashes.erased))) {
      throw new CloudProblem('ERASED', 'Whose that was is erased: give out another one.');
    }
    if (key.store !== null && found.store !== key.store) throw notFound();
    if (found.currency !== currency) throw new CloudProblem('BAD_REQUEST', `It is in ${found.currency}.`);
    const before = await transaction
      .selectFrom('balance_movements')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (before !== undefined) {
      if (before.balance_id !== found.id || before.amount !== amount) {
        throw new CloudProblem('IDEMPOTENCY_CONFLICT', 'That id stands for another credit.');
      }
      return { balance: found.balance, currency };
    }
    const balance = found.balance + amount;
    if (!Number.isSafeInteger(balance)) throw new CloudProblem('BAD_REQUEST', 'That is too much for one.');
    await transaction.updateTable('balances').set({ balance }).where('id', '=', found.id).execute();
    await transaction
      .insertInto('balance_movements')
      .values(movementOf(found, id, amount, key.name, now))
      .execute();
    return { balance, currency };
  });
}
