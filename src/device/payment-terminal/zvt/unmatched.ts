import type {
  KnownTransaction,
  RecoveryContext,
  TransactionNumbers,
  UnmatchedApproval,
} from '../../../workstation/ports/payment-terminal.ts';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';
import type { DeviceLog } from '../../log.ts';
import type { TerminalFields } from './bitmaps.ts';
import { currencyLetters, numericCurrency } from './currency.ts';
import type { Heard } from './exchange.ts';
import { isNumberedBefore, numbersOf } from './numbers.ts';
import { evidenceOf } from './outcome.ts';
import { type ClockReading, readingsOf } from './terminal-time.ts';

const MOST_ACCOUNTED = 200;
const MOST_WAITING = 50;
const MOST_CANDIDATES = 20;

export interface UnmatchedOptions {
  readonly id: string;
  readonly log: DeviceLog;
  readonly clockToleranceMs: number;
  readonly now: () => number;
  readonly reading: () => ClockReading;
  readonly terminalId: () => string | null;
}

/** Books what belongs to whom, so that an approval which nobody waited for is told once and no other ever is. */
export class UnmatchedApprovals {
  readonly #options: UnmatchedOptions;
  readonly #listeners = new Set<(approval: UnmatchedApproval) => void>();
  readonly #waiting: UnmatchedApproval[] = [];
  /** Transactions that a payment of this register, or something told before, accounts for; oldest first. */
  readonly #accounted: KnownTransaction[] = [];
  #open: readonly RecoveryContext[] = [];
  /** Approvals that nothing accounts for and that may still be the open attempt's. */
  #candidates: Heard[] = [];
  readonly #metListeners = new Set<(last: TransactionNumbers | null) => void>();
  /** False until something is known of the terminal: what it had done before that is none of ours. */
  #acquainted = false;
  /** True where the last thing that it had done when it was met was no approval: every approval that it comes to have is new. */
  #blank = false;

  constructor(options: UnmatchedOptions) {
    this.#options = options;
  }

  /** Attempts whose outcome is not known yet. */
  get open(): readonly RecoveryContext[] {
    return this.#open;
  }

  listen(listener: (approval: UnmatchedApproval) => void): () => void {
    this.#listeners.add(listener);
    this.flush();
    return () => this.#listeners.delete(listener);
  }

  /** Tells what a terminal of which nothing was known had done last: nothing that was approved, or these numbers. */
  onMet(listener: (last: TransactionNumbers | null) => void): () => void {
    this.#metListeners.add(listener);
    return () => this.#metListeners.delete(listener);
  }

  /**
   * What the journal accounts for, instead of all that was believed to be: an outcome that was given and could not be written down is
   * nobody's again. `met`: the terminal had been met before, and whatever it had approved until then is among these.
   */
  recall(transactions: readonly KnownTransaction[], met: boolean): void {
    this.#accounted.splice(0);
    this.#acquainted = met;
    for (const { at, ...numbers } of transactions) this.account(numbers, at);
    this.#blank = met && this.#accounted.length === 0;
    // What waits to be heard has been told.
    for (const { evidence } of this.#waiting) this.account(evidence);
  }

  /** Transactions accounted for that were recorded before an instant, oldest first. */
  before(instant: number): readonly TransactionNumbers[] {
    return this.#accounted.filter(({ at }) => at < instant);
  }

  /** A transaction that belongs to something: it is never told. */
  account(transaction: TransactionNumbers, at = this.#options.now()): void {
    const numbers = numbersOf(transaction);
    if (numbers === null || this.#accounts(numbers)) return;
    this.#acquainted = true;
    this.#accounted.push({ ...numbers, at });
    if (this.#accounted.length > MOST_ACCOUNTED) this.#accounted.shift();
  }

  /** The attempts that are open from now on. With none left, every approval that nothing accounts for is told. */
  await(open: readonly RecoveryContext[]): void {
    const [since] = this.#open;
    this.#open = open;
    if (open.length > 0) return;
    for (const candidate of this.#candidates.splice(0)) {
      const { status } = candidate;
      if (status !== null && !this.#accounts(status) && this.#isNew(status, since?.sentAt))
        this.#tell(candidate, 'standing');
    }
  }

  /** Whether an approval may be the answer of an open attempt. */
  mayBeOpen({ amount, currency }: TerminalFields): boolean {
    return this.#open.some(
      (attempt) =>
        amount === attempt.amount && (currency === undefined || currency === numericCurrency(attempt.currency)),
    );
  }

  /** What the terminal says that it did last; null where it says nothing or nothing was approved. */
  found(last: Heard | null): void {
    const acquainted = this.#acquainted;
    this.#acquainted = true;
    const numbers = last === null || last.status === null ? null : numbersOf(last.status);
    if (!acquainted) {
      this.#blank = last === null;
      // What an open attempt has done by now is not of before.
      this.#tellMet(this.#mayBeOpens(last) ? null : numbers);
    }
    // Without a number one approval can't be told from another, and would be told again each time.
    if (last === null || last.status === null || numbers === null || this.#accounts(numbers)) return;
    if (this.#open.length > 0) this.mayBelong(last);
    else if (acquainted && this.#isNew(last.status)) this.#tell(last, 'standing');
    else this.account(last.status);
  }

  /** An approval that may be the open attempt's: kept until it is known whose it is. */
  mayBelong(approval: Heard): void {
    const { status } = approval;
    if (status === null || this.#candidates.length >= MOST_CANDIDATES) return;
    if (!this.#candidates.some((each) => each.status !== null && isSameTransaction(each.status, status)))
      this.#candidates.push(approval);
  }

  /** An approval that was answered with 84 66; `confirmed` where the terminal said that it took it back. */
  refused(approval: Heard, confirmed: boolean): void {
    if (approval.status !== null && !this.#accounts(approval.status))
      this.#tell(approval, confirmed ? 'refused' : 'standing');
  }

  /**
   * Transactions that the terminal counted while nobody could hear it, and that it repeats no more: one may be an approval, of the same
   * attempt that was answered twice for instance.
   */
  skipped(between: readonly TransactionNumbers[], amount: number): void {
    for (const numbers of between) {
      if (this.#accounts(numbers)) continue;
      this.#options.log.warn('ZVT_TRANSACTION_SKIPPED', { id: this.#options.id });
      const evidence = { ...numbers, receiptText: [] };
      this.#queue({ amount, currency: null, disposition: 'unclear', evidence });
    }
  }

  /** Tells what could not be told before. */
  flush(): void {
    while (this.#listeners.size > 0) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      try {
        for (const listener of this.#listeners) listener(next);
      } catch (error) {
        // Whoever listens could not record it, a full disk say: it is told again with the next heartbeat.
        const name = error instanceof Error ? error.name : 'unknown';
        this.#options.log.warn('ZVT_UNMATCHED_UNTOLD', { id: this.#options.id, error: name });
        return;
      }
      this.#waiting.shift();
    }
  }

  #tellMet(last: TransactionNumbers | null): void {
    try {
      for (const listener of this.#metListeners) listener(last);
    } catch (error) {
      // It could not be recorded: the terminal is met anew after the next start.
      const name = error instanceof Error ? error.name : 'unknown';
      this.#options.log.warn('ZVT_MET_UNTOLD', { id: this.#options.id, error: name });
    }
  }

  #tell(approval: Heard, disposition: UnmatchedApproval['disposition']): void {
    const { log, id, terminalId } = this.#options;
    const { amount, currency } = approval.status ?? {};
    log.warn('ZVT_UNMATCHED_APPROVAL', { id, disposition });
    this.#queue({
      amount: amount ?? 0,
      currency: currency === undefined ? null : currencyLetters(currency),
      disposition,
      evidence: evidenceOf(approval, terminalId()),
    });
  }

  #queue(approval: UnmatchedApproval): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#options.log.warn('ZVT_UNMATCHED_DROPPED', { id: this.#options.id });
      return;
    }
    this.account(approval.evidence);
    this.#waiting.push(approval);
    this.flush();
  }

  #accounts(numbers: TransactionNumbers): boolean {
    return this.#accounted.some((each) => isSameTransaction(each, numbers));
  }

  #mayBeOpens(last: Heard | null): boolean {
    const since = this.#open[0]?.sentAt;
    return since !== undefined && last !== null && last.status !== null && this.#isNew(last.status, since);
  }

  /** After all that is accounted for: by its numbers, or by its time where the terminal counts anew. */
  #isNew(status: TerminalFields, since = 0): boolean {
    const newest = this.#accounted.at(-1);
    if (newest === undefined && this.#blank) return true;
    if (newest !== undefined && numbersOf(newest) !== null && !isNumberedBefore(status, newest)) return true;
    const floor = newest?.at ?? since;
    const instants = readingsOf(status, this.#options.reading(), this.#options.now());
    return instants.some((instant) => instant >= floor - this.#options.clockToleranceMs) && floor > 0;
  }
}
