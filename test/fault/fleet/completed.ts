import { storedEntries } from '../../fixtures/sales.ts';

/** The sales that a journal file says are completed, each with what was paid. */
export function completedIn(path: string): Map<string, number> {
  const completed = storedEntries(path).filter(({ kind }) => kind === 'TransactionCompleted');
  return new Map(
    completed.map(({ bytes }): [string, number] => {
      const { transactionId, tenders } = JSON.parse(Buffer.from(bytes).toString()).body as Completion;
      return [transactionId, tenders.reduce((sum, { amount }) => sum + amount, 0)];
    }),
  );
}

interface Completion {
  readonly transactionId: string;
  readonly tenders: readonly { readonly amount: number }[];
}
