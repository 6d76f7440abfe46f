import { buildReceipt } from '../../domain/receipt/build.ts';
import type { ReceiptDocument } from '../../domain/receipt/document.ts';
import { readTransactionEvent } from '../../domain/transaction/events.ts';
import { evolve } from '../../domain/transaction/evolve.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { Database } from '../database/connect.ts';
import { sha256 } from '../digest.ts';
import { isErased, receiptKey } from '../erasure/keys.ts';
import { onceEach } from '../projection/order.ts';
import { recordsOf } from '../projection/records.ts';

/** 128 bits, base64url. */
export const TOKEN = /^[\w-]{22}$/;

/** The sale that a token opens. */
export interface Sale {
  readonly workstationId: number;
  readonly transactionId: string;
}

export type FoundReceipt =
  | { readonly kind: 'receipt'; readonly sale: Sale; readonly document: ReceiptDocument }
  /** Not uploaded yet, or never: nobody is told which. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'erased' };

/** The receipt that a token opens, made from the journal as the lane made its paper. */
export async function receiptByToken(database: Database, token: string): Promise<FoundReceipt> {
  if (!TOKEN.test(token)) return { kind: 'unknown' };
  const hash = sha256(token);
  const [row, other] = await database.passing
    .selectFrom('receipts')
    .select(['workstation_id', 'transaction_id'])
    .where('token_hash', '=', hash)
    .limit(2)
    .execute();
  if (row === undefined && (await isErased(database.passing, receiptKey(hash)))) return { kind: 'erased' };
  // One that two sales claim opens neither: chance makes no two alike, so one of them is a forgery.
  if (row === undefined || other !== undefined) return { kind: 'unknown' };
  return receiptOf(database, { workstationId: row.workstation_id, transactionId: row.transaction_id });
}

export async function receiptOf({ passing }: Database, sale: Sale): Promise<FoundReceipt> {
  const { workstationId, transactionId } = sale;
  const erased = await passing
    .selectFrom('erased_receipts')
    .select('erased_at')
    .where('workstation_id', '=', workstationId)
    .where('transaction_id', '=', transactionId)
    .executeTakeFirst();
  if (erased !== undefined) return { kind: 'erased' };
  const box = await passing
    .selectFrom('workstations as w')
    .leftJoin('store_headings as s', 's.store', 'w.store')
    .select(['w.store', 'w.name as workstation', 's.name', 's.address', 's.tax_id', 's.timezone'])
    .where('w.id', '=', workstationId)
    .executeTakeFirst();
  const transaction = completedOf(transactionId, await recordsOf(passing, workstationId, transactionId));
  if (box === undefined || transaction === null) return { kind: 'unknown' };
  const heading = {
    storeName: box.name ?? box.store,
    address: box.address ?? [],
    ...(box.tax_id === null ? {} : { taxId: box.tax_id }),
    laneLabel: box.workstation,
    timezone: box.timezone ?? 'UTC',
    workstation: box.workstation,
    epochCode: transaction.completion?.receiptNumber.split('-', 1)[0] ?? '',
    receiptUrl: null,
  };
  const document = buildReceipt(transaction, heading, false);
  return document === null ? { kind: 'unknown' } : { kind: 'receipt', sale, document };
}

/** The transaction as it stood when it was completed, which is final. */
function completedOf(transactionId: string, epochs: Parameters<typeof onceEach>[0]): Transaction | null {
  let state: Transaction | null = null;
  for (const { kind, v, body } of onceEach(epochs)) {
    const read = readTransactionEvent(kind, v, body);
    if (read.kind !== 'event') return null;
    state = evolve(state, transactionId, read.event);
    if (read.event.kind === 'TransactionCompleted') return state;
  }
  return null;
}
