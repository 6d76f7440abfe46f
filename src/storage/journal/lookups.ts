import { TAG_ENTRY_KINDS } from '../../domain/gate/ledger-entry.ts';
import type { JournalRecord } from '../../domain/journal/record.ts';
import { paymentAlarmBoundary } from '../../domain/tender/alarm.ts';
import { type TransactionEventKind, transactionBoundary } from '../../domain/transaction/events.ts';
import { setAsideBoundary } from '../../domain/transaction/set-aside.ts';
import type { JournalDraft } from '../../workstation/ports/journal.ts';
import type { JournalTables } from './tables.ts';

/** What the tables beside the entries are filled from: open transactions, sales by receipt, returns. */
export type Lookups = Pick<JournalDraft, 'transactionId' | 'transaction' | 'receiptNumber' | 'returnOf'>;

/**
 * Refuses a draft whose look-ups could not be made again from its entry: the entry's bytes are all that is hashed, sent and
 * salvaged, so a receipt number or a returned sale must stand in the body too, under the same name.
 * @throws TypeError.
 */
export function checkLookups({ kind, body, transactionId, transaction, receiptNumber, returnOf }: JournalDraft): void {
  if (transaction !== undefined && transactionId === undefined) {
    throw new TypeError(`${kind} ${transaction} a transaction without naming it`);
  }
  if (receiptNumber !== undefined && (transactionId === undefined || body.receiptNumber !== receiptNumber)) {
    throw new TypeError(`${kind} has a receipt number that its body or its transaction does not name`);
  }
  if (returnOf !== undefined && (transactionId === undefined || body.returnOf !== returnOf)) {
    throw new TypeError(`${kind} returns a sale that its body or its transaction does not name`);
  }
}

/** True for an entry that says what became of tags. */
export function isAboutTags(kind: string): boolean {
  return (TAG_ENTRY_KINDS as readonly string[]).includes(kind);
}

/**
 * Refuses an entry about tags that does not name the one before it: whoever reads them over the network goes by these numbers, and
 * a wrong one is a gap that nothing ever fills. @throws TypeError.
 */
export function checkTagSeq({ kind, body }: Pick<JournalDraft, 'kind' | 'body'>, last: () => number): void {
  if (isAboutTags(kind) && body.prevSaleSeq !== last()) {
    throw new TypeError(`${kind} names ${String(body.prevSaleSeq)} as the entry before it`);
  }
}

/** Writes the look-ups of the entry written last, in the same transaction. */
export function writeLookups(tables: JournalTables, lookups: Lookups): void {
  const { transactionId, transaction, receiptNumber, returnOf } = lookups;
  if (transactionId === undefined) return;
  if (transaction === 'opens') tables.open(transactionId);
  if (transaction === 'closes') tables.close(transactionId);
  if (receiptNumber !== undefined) tables.nameReceipt(receiptNumber, transactionId);
  if (returnOf !== undefined) tables.nameReturn(returnOf, transactionId);
}

/** The look-ups of a recorded entry, from the entry alone. `named` is its transaction where the body does not say. */
export function lookupsOf({ kind, body }: JournalRecord, named: string | null): Lookups {
  const transactionId = text(body.transactionId) ?? text(body.alarmId) ?? named ?? undefined;
  if (transactionId === undefined) return {};
  const transaction =
    transactionBoundary(kind as TransactionEventKind) ?? paymentAlarmBoundary(kind) ?? setAsideBoundary(kind);
  const receiptNumber = kind === 'TransactionCompleted' ? text(body.receiptNumber) : undefined;
  const returnOf = text(body.returnOf);
  return {
    transactionId,
    ...(transaction === undefined ? {} : { transaction }),
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    ...(returnOf === undefined ? {} : { returnOf }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
