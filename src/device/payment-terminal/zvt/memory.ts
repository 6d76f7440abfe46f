import type { TransactionNumbers } from '../../../workstation/ports/payment-terminal.ts';
import type { TerminalFields } from './bitmaps.ts';
import { numbersOf } from './numbers.ts';
import { localAsUtc } from './terminal-time.ts';

const MOST_REMEMBERED = 100;

/**
 * What this process has seen of a terminal's transactions: whatever it repeats later that is among them is not new. And how its
 * clock runs against ours, so that a wrong zone or a drifting clock does not keep a payment from being recognised.
 */
export class TransactionMemory {
  readonly #seen: TransactionNumbers[] = [];
  #clockOffset: number | null = null;

  /** Numbers seen so far, oldest first, at most a hundred. */
  get seen(): readonly TransactionNumbers[] {
    return [...this.#seen];
  }

  /** Milliseconds to take off the terminal's local time, read as UTC, to have the instant; null before anything was measured. */
  get clockOffset(): number | null {
    return this.#clockOffset;
  }

  see(status: TerminalFields): void {
    const numbers = numbersOf(status);
    if (
      numbers === null ||
      this.#seen.some(
        (each) => each.receiptNumber === numbers.receiptNumber && each.traceNumber === numbers.traceNumber,
      )
    )
      return;
    this.#seen.push(numbers);
    if (this.#seen.length > MOST_REMEMBERED) this.#seen.shift();
  }

  /** Measures the clock by a transaction that ended just now. */
  measure(status: TerminalFields, now: number): void {
    const local = localAsUtc(status, now);
    if (local !== null) this.#clockOffset = local - now;
  }
}
