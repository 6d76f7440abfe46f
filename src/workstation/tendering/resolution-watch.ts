import type { Minor } from '../../domain/money/money.ts';
import type { PaymentAttempt } from '../../domain/tender/attempt.ts';
import type { RecoveryOutcome, TransactionNumbers } from '../ports/payment-terminal.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { isBookedElsewhere } from './booked-numbers.ts';
import type { PaymentAlarms } from './payment-alarms.ts';
import { numbersOf } from './recovery-context.ts';
import { MOST_VERIFICATIONS, recoveryDelay } from './recovery-schedule.ts';
import { isOvertaken, isToldSince, lastResolved } from './resolved-payments.ts';

/**
 * Asks the terminal on about a payment that staff have resolved, only to hear whether it says otherwise: that is an alarm. It is asked
 * until it has answered, for some minutes and once more before the next payment; once it has been sent something else it can't be asked any
 * more. A restart takes this up from the journal.
 */
export class ResolutionWatch {
  readonly #core: LaneCore;
  readonly #alarms: PaymentAlarms;
  readonly #ask: (attempt: PaymentAttempt, read: TransactionNumbers) => Promise<RecoveryOutcome>;
  #watched: { readonly attempt: PaymentAttempt; tries: number } | null = null;
  #stopped = false;
  #cancelTimer: () => void = () => {};

  /** `ask` asks the terminal about an attempt, whatever its state; `read`: what staff have entered of its numbers. */
  constructor(
    core: LaneCore,
    alarms: PaymentAlarms,
    ask: (attempt: PaymentAttempt, read: TransactionNumbers) => Promise<RecoveryOutcome>,
  ) {
    this.#core = core;
    this.#alarms = alarms;
    this.#ask = ask;
  }

  /** True while the terminal has not answered for what staff have entered. */
  get pending(): boolean {
    return this.#watched !== null;
  }

  begin(attempt: PaymentAttempt): void {
    this.#watched = { attempt, tries: 0 };
    this.#later();
  }

  /** Takes up what a restart interrupted. */
  resume(): void {
    const { journal, clock, log } = this.#core.on;
    const attempt = lastResolved(journal, clock.now(), log);
    if (attempt !== null) this.begin(attempt);
  }

  /** Asks at once: the next payment is about to be sent. Where the terminal does not answer, and is not sent it either, asking goes on. */
  async askNow(): Promise<void> {
    this.#cancelTimer();
    await this.#verify();
    this.#later();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  #later(): void {
    const watched = this.#watched;
    this.#cancelTimer();
    if (watched === null || this.#stopped) return;
    if (watched.tries >= MOST_VERIFICATIONS) return this.#unverified(watched.attempt, 'noAnswer');
    this.#cancelTimer = this.#core.on.timers.after(recoveryDelay(watched.tries), () => {
      // A payment that is about to be sent has the terminal; it says by itself when it has been.
      const busy = this.#core.state.stage.kind === 'paying';
      this.#core.run((busy ? Promise.resolve() : this.#verify()).then(() => this.#later()));
    });
  }

  async #verify(): Promise<void> {
    const watched = this.#watched;
    if (watched === null) return;
    const { attempt } = watched;
    if (isOvertaken(this.#core.on.journal, attempt.attemptId)) {
      this.#watched = null;
      return this.#unverified(attempt, 'overtaken');
    }
    watched.tries += 1;
    // Of a part that staff read the terminal is asked as such.
    const asked = attempt.approved > 0 ? { ...attempt, amount: attempt.approved } : attempt;
    const outcome = await this.#ask(asked, numbersOf(attempt.evidence ?? {}));
    if (this.#stopped || this.#watched !== watched) return;
    const took = tookOf(outcome);
    if (took === null || !('evidence' in outcome)) return;
    this.#watched = null;
    if (took === attempt.approved) return;
    // The terminal has told of it by itself, and somebody may have seen to it since: that is not to be done again.
    if (isToldSince(this.#core.on.journal, attempt.attemptId, outcome.evidence)) return;
    // Damage to the disk may have taken what was sent since: what it tells of is booked all the same, or stood in an alarm.
    const { journal, businessDay } = this.#core.on;
    if (took > 0 && isBookedElsewhere(journal, attempt, businessDay(), numbersOf(outcome.evidence)))
      return this.#unverified(attempt, 'overtaken');
    this.#alarms.raise({
      reason: 'contradiction',
      attemptId: attempt.attemptId,
      amount: took > 0 ? took : attempt.approved,
      disposition: took > 0 ? 'standing' : 'refused',
      evidence: outcome.evidence,
    });
  }

  /** What staff have entered is all there will be, unless the terminal still answers before the next payment. */
  #unverified({ attemptId }: PaymentAttempt, why: 'noAnswer' | 'overtaken'): void {
    this.#core.on.log.warn('payment.resolutionUnverified', { attemptId, why });
  }
}

/** How much the terminal says that it moved; null where it says nothing clear. */
function tookOf(outcome: RecoveryOutcome): Minor | null {
  switch (outcome.kind) {
    case 'approved':
      return outcome.amount;
    case 'declined':
      return 0;
    case 'ambiguous':
      return outcome.took ?? null;
    default:
      return null;
  }
}
