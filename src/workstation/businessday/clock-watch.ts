import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { Clock } from '../ports/time.ts';

/** A wall clock that runs this far off the steady one between two looks was set, not slow. */
const JUMP_MS = 2_000;

/** Notices when the wall clock was set. The clock orders nothing here; whoever reads the journal's dates should know. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #jumped: (event: WorkstationEvent) => void;
  #offset: number;

  constructor(clock: Clock, jumped: (event: WorkstationEvent) => void) {
    this.#clock = clock;
    this.#jumped = jumped;
    this.#offset = clock.now() - clock.monotonic();
  }

  look(): void {
    const now = this.#clock.now();
    const offset = now - this.#clock.monotonic();
    const jump = offset - this.#offset;
    if (Math.abs(jump) < JUMP_MS) return;
    this.#offset = offset;
    const from = new Date(now - jump).toISOString();
    this.#jumped({ kind: 'ClockJumped', body: { from, to: new Date(now).toISOString() } });
  }
}
