import { z } from 'zod';

const id = z.string().min(1).max(64);

/**
 * A transaction that can't be folded back out of the journal: damage to the disk took entries of it. It is over as it stands, and what
 * its payments hold is in alarms, recorded with this.
 */
export const transactionSetAsideBody = z.strictObject({
  transactionId: id,
  /** True where the sale had been completed: nothing of its money is open then. */
  completed: z.boolean(),
});

export const TRANSACTION_SET_ASIDE = 'TransactionSetAside';
export const TRANSACTION_SET_ASIDE_VERSION = 1;

/** Nobody takes up a transaction again that was set aside. */
export function setAsideBoundary(kind: string): 'closes' | undefined {
  return kind === TRANSACTION_SET_ASIDE ? 'closes' : undefined;
}
