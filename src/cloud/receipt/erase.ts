import type { Database } from '../database/connect.ts';

/**
 * A receipt is shown to nobody any more, and the addresses that it was to be sent to are gone. The sale itself stays in the journal, which
 * holds nothing that names a person. @returns false when the store has no such receipt.
 */
export async function eraseReceipt(
  { journal }: Database,
  store: string,
  receiptNumber: string,
  now: number,
): Promise<boolean> {
  return journal.transaction().execute(async (transaction) => {
    const sales = await transaction
      .selectFrom('orders as o')
      .innerJoin('workstations as w', 'w.id', 'o.workstation_id')
      .select(['o.workstation_id', 'o.transaction_id'])
      .where('w.store', '=', store)
      .where('o.receipt_number', '=', receiptNumber)
      .execute();
    for (const sale of sales) {
      await transaction
        .insertInto('erased_receipts')
        .values({ ...sale, erased_at: new Date(now) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction
        .updateTable('receipt_mails')
        .set({ address: null })
        .where('workstation_id', '=', sale.workstation_id)
        .where('transaction_id', '=', sale.transaction_id)
        .execute();
    }
    return sales.length > 0;
  });
}

/** Forgets an e-mail address wherever it still waits. @returns how many mails are not sent by that. */
export async function eraseAddress({ journal }: Database, address: string): Promise<number> {
  const erased = await journal
    .updateTable('receipt_mails')
    .set({ address: null })
    .where((row) => row(row.fn('lower', ['address']), '=', address.toLowerCase()))
    .executeTakeFirst();
  return Number(erased.numUpdatedRows);
}
