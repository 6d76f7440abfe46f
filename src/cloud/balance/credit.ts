import { z } from 'zod';
import { uuid } from '../../sync/wire/names.ts';
import {
  balanceAmountSchema,
  balanceCodeSchema,
  balanceCurrencySchema,
  balanceKindSchema,
} from '../../sync/wire/reservation.ts';
import type { Database } from '../database/connect.ts';
import type { OfficeKey } from '../office/keys.ts';
import { CloudProblem, notFound } from '../problem.ts';

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

/** @throws CloudProblem IDEMPOTENCY_CONFLICT for an id that stands for another credit; NOT_FOUND for another store's card. */
export function credit(
  { journal }: Database,
  key: OfficeKey,
  order: Credit,
  codeHash: Buffer,
  now: number,
): Promise<CreditReply> {
  const store = order.store ?? key.store;
  if (key.store !== null && store !== key.store) throw notFound();
  const { id, kind, currency, amount, validUntil = null } = order;
  return journal.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('balances')
      .values({ kind, code_hash: codeHash, store, currency, balance: 0, valid_until: validUntil, blocked: false })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const found = await transaction
      .selectFrom('balances')
      .select(['id', 'balance', 'currency', 'store'])
      .where('kind', '=', kind)
      .where('code_hash', '=', codeHash)
      .forUpdate()
      .executeTakeFirstOrThrow();
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
      .values({ id, balance_id: found.id, amount, by: key.name, at: new Date(now) })
      .execute();
    return { balance, currency };
  });
}
