import { MOST_EXIT_TEXT } from '../../domain/gate/exit-claim.ts';
import type { ExitAnswer } from './exit-desk.ts';
import type { GateSetup } from './gate-setup.ts';

/** How long an answer is shown; whoever it is for stands there. */
const SHOWN_MS = 10_000;
/** A receipt that is held still is read again and again. */
const HELD_STILL_MS = 5_000;

/** What the gate has said to whoever showed a receipt last. */
export interface ShownExit {
  /** Counts answers: the same one twice is two. */
  readonly number: number;
  readonly answer: ExitAnswer;
}

/**
 * Says what became of a receipt: on the page, by the light, and to staff where the policy is to call them. A door that stays shut and says
 * nothing is a shopper who stands before it.
 */
export class ExitAnswers {
  readonly #on: GateSetup;
  readonly #call: () => void;
  #held = { text: '', until: Number.NEGATIVE_INFINITY };
  #shown: (ShownExit & { readonly until: number }) | null = null;

  /** `call` raises the alarm that brings somebody to the exit. */
  constructor(on: GateSetup, call: () => void) {
    this.#on = on;
    this.#call = call;
  }

  /** The answer that is shown now; null where the last one is over. */
  get shown(): ShownExit | null {
    if (this.#shown === null || this.#shown.until <= this.#on.clock.monotonic()) return null;
    const { number, answer } = this.#shown;
    return { number, answer };
  }

  /** A receipt is before the scanner. @returns whether it is the one that was there just now. */
  presented(scanned: string): boolean {
    const now = this.#on.clock.monotonic();
    const text = scanned.slice(0, MOST_EXIT_TEXT);
    const still = text === this.#held.text && now < this.#held.until;
    if (!still) this.#held = { text, until: now + HELD_STILL_MS };
    return still;
  }

  /** Says the answer. `still`: as `presented` told; that the receipt has been used is no news then, its answer has been given. */
  say(answer: ExitAnswer, still: boolean): void {
    if (still && answer.kind === 'refused' && answer.reason === 'used') return;
    const { clock, signals, exit } = this.#on;
    this.#shown = { number: (this.#shown?.number ?? 0) + 1, answer, until: clock.monotonic() + SHOWN_MS };
    if (answer.kind === 'granted') return;
    signals.refuse();
    if (exit.whenRefused === 'call' && bringsStaff(answer)) this.#call();
  }
}

/** Staff who hold the exit are there; and a gate that had too much to do is asked again. */
function bringsStaff({ reason }: Extract<ExitAnswer, { kind: 'refused' }>): boolean {
  return reason !== 'held' && reason !== 'busy';
}
