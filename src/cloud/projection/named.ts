import type { JournalRecord } from '../../domain/journal/record.ts';
import { readTransactionEvent } from '../../domain/transaction/events.ts';
import { type Found, recordOf } from './records.ts';

const MOST_ID = 64;

/** An entry, and the transaction that it belongs to. */
export interface Named {
  readonly entry: Found;
  readonly record: JournalRecord;
  readonly read: ReturnType<typeof readTransactionEvent>;
  /** Null where it names none that could be one. */
  readonly transactionId: string | null;
}

/** Reads an entry once, for all that is asked of it. */
export function named(entry: Found): Named {
  const record = recordOf(entry);
  const { kind, v, body } = record;
  const read = readTransactionEvent(kind, v, body);
  const { transactionId } = body;
  const isOne =
    read.kind !== 'notOfTransaction' &&
    typeof transactionId === 'string' &&
    transactionId.length <= MOST_ID &&
    !transactionId.includes('\0');
  return { entry, record, read, transactionId: isOne ? transactionId : null };
}

/** Whether a transaction ends with it well. */
export function completes({ read, transactionId }: Named): boolean {
  return transactionId !== null && read.kind === 'event' && read.event.kind === 'TransactionCompleted';
}

/** A transaction among all workstations'. */
export function saleKey(workstationId: number, transactionId: string): string {
  return `${workstationId} ${transactionId}`;
}
