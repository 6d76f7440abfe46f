import { randomUUID } from 'node:crypto';
import type { BalanceMovementsTable } from './tables.ts';

/**
 * A change of a balance as the books have it. Of an account that was erased it says day and store and no more, as those before it do: what
 * was held for a sale when it was erased is still taken.
 */
export function movementOf(
  account: { readonly id: number; readonly erased: boolean },
  id: string,
  amount: number,
  by: string,
  now: number,
): BalanceMovementsTable {
  const { erased } = account;
  const day = now - (now % 86_400_000);
  return {
    id: erased ? randomUUID() : id,
    balance_id: account.id,
    amount,
    by: erased ? (by.split('/', 1)[0] ?? '') : by,
    at: new Date(erased ? day : now),
    erased,
  };
}
