import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { LaneCore } from './lane-core.ts';
import { MORE_TIME_MS, MOST_EXTENSIONS } from './lane-settings.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW, type Stage } from './lane-state.ts';

type Thanks = Extract<Stage, { kind: 'thanks' }>;

/** The end of a visit: the thank-you screen for a while, then nothing of the shopper is left on the lane. */
export class Farewell {
  readonly #core: LaneCore;
  #cancel: () => void = () => {};
  #unanswered: (sold: Transaction) => void = () => {};

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** Thanks for a completed sale for so many milliseconds. */
  thank(sold: Transaction, receipt: Thanks['receipt'], milliseconds: number): void {
    const { clock } = this.#core.on;
    this.#core.update({
      transaction: sold,
      notice: null,
      helpCalled: false,
      idleUntil: null,
      found: null,
      lastCompleted: sold,
      stage: { kind: 'thanks', receipt, closesAt: clock.monotonic() + milliseconds, extensions: 0 },
    });
    this.#goodbyeIn(milliseconds);
  }

  /** Called for a sale whose shopper leaves without having said whether their receipt came. */
  onUnanswered(unanswered: (sold: Transaction) => void): void {
    this.#unanswered = unanswered;
  }

  /** "I need more time". */
  moreTime(): LaneAnswer {
    const { stage } = this.#core.state;
    if (stage.kind !== 'thanks' || stage.extensions >= MOST_EXTENSIONS) return NOT_NOW;
    this.extend(MORE_TIME_MS);
    return ACCEPTED;
  }

  /** Lets the thanks stay this long from now, unless they stay longer anyway. */
  extend(milliseconds: number): void {
    const { stage } = this.#core.state;
    if (stage.kind !== 'thanks') return;
    const closesAt = Math.max(stage.closesAt, this.#core.on.clock.monotonic() + milliseconds);
    this.#core.stage({ ...stage, closesAt, extensions: stage.extensions + 1 });
    this.#goodbyeIn(closesAt - this.#core.on.clock.monotonic());
  }

  /** The shopper is done. */
  finish(): LaneAnswer {
    if (this.#core.state.stage.kind !== 'thanks') return NOT_NOW;
    this.goodbye();
    return ACCEPTED;
  }

  /** Back to the attract screen, with nothing of this shopper left. */
  goodbye(): void {
    this.#cancel();
    const { stage, transaction, pad } = this.#core.state;
    if (stage.kind === 'thanks' && stage.receipt === 'asked' && transaction !== null) this.#unanswered(transaction);
    this.#core.update({
      stage: { kind: 'idle' },
      transaction: null,
      priced: null,
      notice: null,
      helpCalled: false,
      idleUntil: null,
      found: null,
      locale: this.#core.on.settings.locale,
      // What the pad refused is still for staff to look at; who missed an item has gone.
      pad: pad === null ? null : { ...pad, missing: false },
    });
  }

  stop(): void {
    this.#cancel();
  }

  #goodbyeIn(milliseconds: number): void {
    this.#cancel();
    this.#cancel = this.#core.on.timers.after(milliseconds, () => {
      if (this.#core.state.stage.kind === 'thanks') this.#core.run(Promise.resolve().then(() => this.goodbye()));
    });
  }
}
