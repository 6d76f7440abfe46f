import { storedEntries } from '../../fixtures/sales.ts';

/** The sales that a journal file says are completed. */
export function completedIn(path: string): Set<string> {
  const completed = storedEntries(path).filter(({ kind }) => kind === 'TransactionCompleted');
  return new Set(completed.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).body.transactionId));
}
