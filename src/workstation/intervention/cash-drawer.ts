import type { DrawerOutcome } from '../ports/device.ts';
import type { Operator } from '../ports/operators.ts';
import type { LaneCore } from '../selling/lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from '../selling/lane-state.ts';
import { workstationDraft } from '../selling/recorder.ts';

/** How long the printer may take before the pulse must not be given any more: nobody may stand there who asked for it. */
const PULSE_EXPIRY_MS = 5_000;

/**
 * The cash drawer that hangs on the lane's printer. Who had it opened is on disk before the printer is told to, and what came of it
 * after; it is never told twice for one order.
 */
export class CashDrawer {
  readonly #core: LaneCore;
  #stopped = false;

  constructor(core: LaneCore) {
    this.#core = core;
  }

  /** Has it opened in the name of a staff member. */
  open(operator: Operator): LaneAnswer {
    const drawer = this.#core.on.printer?.drawer ?? null;
    if (drawer === null || this.#core.state.drawer === 'opening') return NOT_NOW;
    this.#core.update({ drawer: 'opening' });
    this.#core.run(this.#open(drawer.open.bind(drawer), operator));
    return ACCEPTED;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #open(
    open: (request: { id: string; expiresAt: number }, started: () => void) => Promise<DrawerOutcome>,
    operator: Operator,
  ): Promise<void> {
    const { identifiers, clock, log } = this.#core.on;
    const pulseId = identifiers.uuid();
    let begun = false;
    const started = () => {
      if (this.#stopped) throw new Error('the lane has been taken up anew');
      this.#core.recordDrafts([workstationDraft({ kind: 'DrawerOpened', body: { operatorId: operator.id, pulseId } })]);
      begun = true;
    };
    const request = { id: pulseId, expiresAt: clock.monotonic() + PULSE_EXPIRY_MS };
    const outcome = await open(request, started).catch((error: unknown): DrawerOutcome => {
      log.error('drawer.fault', { error: error instanceof Error ? error.message : String(error) });
      return begun ? { kind: 'unknown', cause: 'timeout' } : { kind: 'notOpened', cause: 'offline' };
    });
    if (this.#stopped) return;
    const settled = outcome.kind === 'unknown' ? 'unsure' : outcome.kind;
    const cause = outcome.kind === 'pulsed' ? {} : { cause: outcome.cause };
    if (begun)
      this.#core.recordDrafts([
        workstationDraft({ kind: 'DrawerSettled', body: { pulseId, outcome: settled, ...cause } }),
      ]);
    this.#core.update({ drawer: settled });
  }
}
