/**
 * Erasing a person by what names them. The journal is left as it is: it holds nothing that names a shopper, and of staff their number
 * (domain/journal/register.test.ts). All that does is beside it, and goes.
 */
import type { BalanceKind } from '../../sync/wire/reservation.ts';
import { codeHasher } from '../balance/code-hash.ts';
import type { Database } from '../database/connect.ts';
import { sharedSecret } from '../database/secret.ts';
import { type AccountName, countAccount, eraseAccount } from './account.ts';
import { countAddress, eraseAddress } from './address.ts';
import { accountKey } from './keys.ts';
import { countOperator, eraseOperator } from './operator.ts';
import { addCounts, type ErasureCounts, type ErasureOrder, type ErasureReply, NOTHING_ERASED } from './order.ts';
import type { Reach } from './reach.ts';
import { countSales, eraseSales, type SaleId, salesByNumber, salesByToken } from './sales.ts';

/** Sales that one transaction closes. */
const SOME = 200;

/**
 * Erases, or with `dryRun` counts, and notes who did so, when, and how much it was. Ordered again it erases what has come since: nothing, as
 * a rule. Null: within reach is nobody of that name, and never was.
 * @param by a key's name, or a user's. @param now milliseconds since 1970.
 */
export async function erase(
  database: Database,
  reach: Reach,
  order: ErasureOrder,
  by: string,
  now: number,
): Promise<ErasureReply | null> {
  const { kind, dryRun } = order;
  const { id } = await database.journal
    .insertInto('erasures')
    .values({ at: new Date(now), by, ...reach, kind, dry_run: dryRun, finished_at: null, counts: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  const counts = await reached(database, reach, order, now);
  await database.journal
    .updateTable('erasures')
    .set({ finished_at: new Date(now), counts: counts === null ? null : JSON.stringify(counts) })
    .where('id', '=', id)
    .execute();
  return counts === null ? null : { id, dryRun, counts };
}

async function reached(
  database: Database,
  reach: Reach,
  { kind, value, dryRun }: ErasureOrder,
  now: number,
): Promise<ErasureCounts | null> {
  switch (kind) {
    case 'receipt':
    case 'link': {
      const { sales, erased } =
        kind === 'receipt'
          ? { sales: await salesByNumber(database, reach, value), erased: false }
          : await salesByToken(database, reach, value);
      if (sales.length === 0) return erased ? NOTHING_ERASED : null;
      return dryRun ? countSales(database, sales) : inParts(database, sales, now);
    }
    case 'address':
      return dryRun ? countAddress(database, reach, value) : eraseAddress(database, reach, value);
    case 'operator':
      return dryRun ? countOperator(database, reach, value) : eraseOperator(database, reach, value, now);
    default: {
      const account = await accountName(database, reach, kind, value);
      return dryRun ? countAccount(database, reach, account) : eraseAccount(database, reach, account, now);
    }
  }
}

async function inParts(database: Database, sales: readonly SaleId[], now: number): Promise<ErasureCounts> {
  const parts: ErasureCounts[] = [];
  for (let at = 0; at < sales.length; at += SOME) {
    parts.push(await eraseSales(database, sales.slice(at, at + SOME), now));
  }
  return parts.reduce(addCounts, NOTHING_ERASED);
}

async function accountName(
  database: Database,
  { retailer }: Reach,
  kind: BalanceKind,
  code: string,
): Promise<AccountName> {
  const codeHash = await codeHasher(database)(kind, code);
  return { kind, codeHash, key: accountKey(await sharedSecret(database, 'erasure'), retailer, kind, code) };
}
