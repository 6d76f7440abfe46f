import type { LaneCore } from './lane-core.ts';
import type { Stage } from './lane-state.ts';

/** A basket that no payment has touched, or whose payments took nothing: it can be put aside. */
const MAY_BE_PUT_ASIDE: ReadonlySet<Stage['kind']> = new Set([
  'basket',
  'review',
  'declined',
  'cancelled',
  'unreachable',
]);
/** Money has moved or should: nothing is put aside, someone is called. */
const NEEDS_SOMEONE: ReadonlySet<Stage['kind']> = new Set(['partial', 'refundFailed']);

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
    const { kind } = this.#core.state.stage;
    if (!MAY_BE_PUT_ASIDE.has(kind) && !NEEDS_SOMEONE.has(kind)) return;
    this.#later(this.#core.on.settings.idleSeconds, () => this.#idle());
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #idle(): void {
    if (!MAY_BE_PUT_ASIDE.has(this.#core.state.stage.kind)) return this.#core.update({ helpCalled: true });
    const { settings, clock } = this.#core.on;
    this.#core.update({ idleUntil: clock.monotonic() + settings.idleWarningSeconds * 1000 });
    this.#later(settings.idleWarningSeconds, () => {
      if (MAY_BE_PUT_ASIDE.has(this.#core.state.stage.kind)) this.#core.run(Promise.resolve().then(this.#putAside));
    });
  }

  #later(seconds: number, run: () => void): void {
    this.#cancel = this.#core.on.timers.after(seconds * 1000, run);
  }
}
