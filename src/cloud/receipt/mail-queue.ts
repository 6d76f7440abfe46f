import type { Transaction } from 'kysely';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { receiptOf, type Sale } from './find.ts';
import type { Deliver } from './mail.ts';

/** Mails that one receipt is good for: enough for a slip of the finger, too few to pester anyone with. */
const MOST_MAILS = 3;
/** Tries, the first at once and each next twice as long after, a minute being the first pause: two hours in all. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 60_000;

/** Has a receipt sent to an address. False where it was sent often enough. @param now milliseconds since 1970. */
export async function askMail({ journal }: Database, sale: Sale, address: string, now: number): Promise<boolean> {
  const { workstationId, transactionId } = sale;
  const at = new Date(now);
  return journal.transaction().execute(async (transaction) => {
    // Asked for twice at once, the second waits for the first.
    await transaction
      .selectFrom('orders')
      .select('transaction_id')
      .where('workstation_id', '=', workstationId)
      .where('transaction_id', '=', transactionId)
      .forUpdate()
      .execute();
    const { mails } = await transaction
      .selectFrom('receipt_mails')
      .select(({ fn }) => fn.countAll<number>().as('mails'))
      .where('workstation_id', '=', workstationId)
      .where('transaction_id', '=', transactionId)
      .executeTakeFirstOrThrow();
    if (mails >= MOST_MAILS) return false;
    const row = { workstation_id: workstationId, transaction_id: transactionId, address, asked_at: at, next_at: at };
    await transaction
      .insertInto('receipt_mails')
      .values({ ...row, attempts: 0, sent_at: null })
      .execute();
    return true;
  });
}

/**
 * Sends the next mail that is due. A copy that dies between the sending and the note of it sends once more: rather twice than never.
 * @returns how many were seen to, sent or not: 0 when none was due.
 */
export async function sendNext(database: Database, deliver: Deliver, now: number): Promise<number> {
  return database.journal.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('receipt_mails')
      .selectAll()
      .where('address', 'is not', null)
      .where('next_at', '<=', new Date(now))
      .orderBy('next_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (row === undefined || row.address === null) return 0;
    const found = await receiptOf(database, { workstationId: row.workstation_id, transactionId: row.transaction_id });
    if (found.kind !== 'receipt') await forget(transaction, row.id, null);
    else {
      const outcome = await deliver({ id: row.id, address: row.address, document: found.document });
      if (outcome === 'sent') await forget(transaction, row.id, new Date(now));
      else if (outcome === 'refused' || row.attempts + 1 >= MOST_TRIES) await forget(transaction, row.id, null);
      else {
        const next_at = new Date(now + FIRST_PAUSE_MS * 2 ** row.attempts);
        await transaction
          .updateTable('receipt_mails')
          .set({ attempts: row.attempts + 1, next_at })
          .where('id', '=', row.id)
          .execute();
      }
    }
    return 1;
  });
}

/** Sent or given up: the address is of no more use. */
async function forget(transaction: Transaction<Tables>, id: string, sentAt: Date | null): Promise<void> {
  await transaction.updateTable('receipt_mails').set({ address: null, sent_at: sentAt }).where('id', '=', id).execute();
}
