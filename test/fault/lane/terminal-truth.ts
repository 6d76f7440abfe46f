import type { Payment } from '../../../src/emulator/index.ts';
import { isApproval, numbersOf } from '../books/laws-of-money.ts';
import type { Chance } from '../chance.ts';
import { alarmsIn, type Entry, salesIn } from '../product-journal.ts';

/** What a staff member who looks at the terminal enters about a payment in doubt. */
export type Reading =
  | {
      readonly outcome: 'approved';
      readonly amount: number;
      readonly receiptNumber: string;
      readonly traceNumber: string;
    }
  | { readonly outcome: 'declined' };

/**
 * Reads the terminal's own books as an honest person does: the newest approval of all of what was asked, or of a part, that stands and that
 * the journal has for nothing else.
 */
export function readTerminal(asked: number, ledger: readonly Payment[], entries: readonly Entry[]): Reading {
  const attempts = [...salesIn(entries).values()].flatMap((sale) => [...sale.attempts.values()]);
  const known = new Set([...attempts, ...alarmsIn(entries).values()].map(numbersOf));
  const found = ledger.findLast(
    (it) =>
      (it.outcome === 'approved' ? it.amount === asked : it.outcome === 'partial' && it.amount < asked) &&
      !it.reversed &&
      !known.has(numbersOf(it)),
  );
  if (found === undefined) return { outcome: 'declined' };
  const { amount, receiptNumber, traceNumber } = found;
  return { outcome: 'approved', amount, receiptNumber, traceNumber };
}

/** What a tired person reads: the newest approval of this amount or less that the journal has for an earlier payment; null where there is none. */
export function lastBooked(asked: number, ledger: readonly Payment[], entries: readonly Entry[]): Reading | null {
  const attempts = [...salesIn(entries).values()].flatMap((sale) => [...sale.attempts.values()]);
  const booked = new Set(attempts.filter(({ state }) => state !== 'open' && state !== 'notPaid').map(numbersOf));
  const found = ledger.findLast((it) => isApproval(it) && it.amount <= asked && booked.has(numbersOf(it)));
  if (found === undefined) return null;
  const { amount, receiptNumber, traceNumber } = found;
  return { outcome: 'approved', amount, receiptNumber, traceNumber };
}

/** The same payment with too small an amount, or as one that was not paid. What was not paid nobody reads as paid. */
export function misread(right: Reading, chance: Chance): Reading {
  if (right.outcome === 'declined') return right;
  if (right.amount === 1 || chance.happens(0.5)) return { outcome: 'declined' };
  return { ...right, amount: chance.int(1, right.amount - 1) };
}
