import { basketBarred } from '../../domain/transaction/decide-basket.ts';
import type { LaneCore } from './lane-core.ts';
import type { LaneState, Stage } from './lane-state.ts';

/** Screens that wait for the shopper. */
const WAITS: ReadonlySet<Stage['kind']> = new Set([
  'basket',
  'find',
  'weigh',
  'pad',
  'review',
  'declined',
  'cancelled',
  'unreachable',
  'partial',
  'refundFailed',
]);

/**
 * Notices a shopper who has gone: after a while they are asked, and after another the basket is put aside. Never while a payment may be
 * running; a payment left half done calls for staff instead.
 */
export class IdleWatch {
  readonly #core: LaneCore;
  readonly #putAside: () => void;
  readonly #unsubscribe: () => void;
  #stage: Stage['kind'];
  #cancel: () => void = () => {};

  /** `putAside` is called when nobody has answered the warning. */
  constructor(core: LaneCore, putAside: () => void) {
    this.#core = core;
    this.#putAside = putAside;
    this.#stage = core.state.stage.kind;
    this.#unsubscribe = core.subscribe(({ stage }) => {
      if (stage.kind === this.#stage) return;
      this.#stage = stage.kind;
      this.touched();
    });
  }

  /** Someone is there: a touch, a key, a scan. */
  touched(): void {
    this.#cancel();
    const { state } = this.#core;
    if (state.idleUntil !== null) this.#core.update({ idleUntil: null });
    if (!WAITS.has(this.#core.state.stage.kind)) return;
    this.#later(this.#core.on.settings.idleSeconds, () => this.#idle());
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #idle(): void {
    // Money has moved or should: nothing is put aside, someone is called.
    if (!mayBePutAside(this.#core.state)) return this.#core.update({ helpCalled: true });
    const { settings, clock } = this.#core.on;
    this.#core.update({ idleUntil: clock.monotonic() + settings.idleWarningSeconds * 1000 });
    this.#later(settings.idleWarningSeconds, () => {
      if (mayBePutAside(this.#core.state)) this.#core.run(Promise.resolve().then(this.#putAside));
    });
  }

  #later(seconds: number, run: () => void): void {
    this.#cancel = this.#core.on.timers.after(seconds * 1000, run);
  }
}

/** True for a basket that no payment has touched, or whose payments took nothing. */
export function mayBePutAside({ stage, transaction }: Pick<LaneState, 'stage' | 'transaction'>): boolean {
  return transaction !== null && WAITS.has(stage.kind) && basketBarred(transaction) === null;
}
