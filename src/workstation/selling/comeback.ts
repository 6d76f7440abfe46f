import { Fault } from '../ports/fault.ts';
import type { LaneCore } from './lane-core.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * Brings a lane back that a fault of its disk has closed, as a restart would: once there is room again, or once the journal could be
 * opened anew. Until then it stays out of service and says why; it tries for as long as it stands.
 */
export class Comeback {
  readonly #core: LaneCore;
  readonly #resume: () => void;
  /** Ends the attempt that is to come; null while none is. */
  #cancel: (() => void) | null = null;
  #tries = 0;
  #stopped = false;

  /** `resume` reads the lane's state back from the journal; what it throws is another failure. */
  constructor(core: LaneCore, resume: () => void) {
    this.#core = core;
    this.#resume = resume;
    core.onFailed((code) => this.#failed(code));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #failed(code: string): void {
    // Whatever else meets the same disk meanwhile, a terminal that tells of an approval again and again say, puts nothing off.
    if (this.#cancel !== null || this.#stopped || !code.startsWith('STORAGE_')) return;
    const wait = Math.min(FIRST_MS * 2 ** Math.min(this.#tries, 10), LONGEST_MS);
    this.#tries += 1;
    this.#cancel = this.#core.on.timers.after(wait, () => this.#attempt(code));
  }

  #attempt(code: string): void {
    this.#cancel = null;
    const { stage } = this.#core.state;
    if (stage.kind !== 'unavailable') return;
    if (this.#core.checkSpace() === 'low' && code === 'STORAGE_DISK_FULL') return this.#failed(code);
    try {
      this.#core.on.journal.reopen();
    } catch (error) {
      return this.#failed(error instanceof Fault ? error.code : code);
    }
    try {
      this.#resume();
    } catch (error) {
      // Recording while resuming has already closed the lane again, and this has been called for it.
      if (this.#core.state.stage.kind !== 'unavailable') this.#core.fail(error);
      return;
    }
    this.#core.cameBack();
    this.#core.on.log.info('lane.cameBack', { code, tries: this.#tries });
    this.#tries = 0;
  }
}
