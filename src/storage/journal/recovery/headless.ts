import {
  type TransactionEventKind,
  transactionBoundary,
  transactionEventBodies,
} from '../../../domain/transaction/events.ts';
import { TRANSACTION_SET_ASIDE } from '../../../domain/transaction/set-aside.ts';
import type { Connection } from '../../database/connection.ts';

const KINDS = Object.keys(transactionEventBodies) as TransactionEventKind[];
const STARTS = KINDS.filter((kind) => transactionBoundary(kind) === 'opens');
const ENDS = [...KINDS.filter((kind) => transactionBoundary(kind) === 'closes'), TRANSACTION_SET_ASIDE];

/**
 * Counts as open what lost its first entry and has none that ends it: a restart finds only what is open, and its payments may hold
 * money. To be called once all entries are in the new file.
 */
export function openHeadless(connection: Connection): void {
  connection
    .prepare<[string, string, string]>(
      `INSERT INTO open_transaction (transaction_id, position)
       SELECT transaction_id, min(position) FROM entries WHERE transaction_id IS NOT NULL GROUP BY transaction_id
       HAVING sum(kind IN (SELECT value FROM json_each(?))) > 0
         AND sum(kind IN (SELECT value FROM json_each(?))) = 0
         AND sum(kind IN (SELECT value FROM json_each(?))) = 0
       ON CONFLICT DO NOTHING`,
    )
    .run(JSON.stringify(KINDS), JSON.stringify(STARTS), JSON.stringify(ENDS));
}
