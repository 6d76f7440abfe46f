import type { LedgerAnswer } from '../../domain/gate/verdict.ts';
import { Fault } from '../ports/fault.ts';
import type { LedgerGap, SoldLedgerPort } from '../ports/sold-ledger.ts';
import type { MissingSales, StoreBusWatch } from '../ports/store-bus-watch.ts';

export type LedgerCondition = 'fresh' | 'stale' | 'unavailable';

export interface LedgerFreshness {
  readonly condition: LedgerCondition;
  /** Milliseconds since a lane or the hub was heard; null where there is no bus. */
  readonly heardAgoMs: number | null;
  /** Stretches of lanes' journals that are known to be missing and may still come. */
  readonly gaps: number;
  /** Those that nobody was able to fill; they make it no less fresh. */
  readonly givenUp: readonly LedgerGap[];
}

/**
 * The sold ledger as the gate asks it, and how far it can be believed. It is stale when the bus has been silent for longer than the
 * limit, or when entries are missing that may still come; unavailable from a failed look-up until one that works.
 */
export class LedgerWatch {
  readonly #ledger: SoldLedgerPort;
  readonly #bus: StoreBusWatch | null;
  readonly #staleAfterMs: number;
  readonly #startedAt: number;
  #fault: string | null = null;
  #missing: MissingSales = { waited: [], givenUp: [] };

  /** `bus` is null on a box that is a whole store: what its lane sells is in the ledger at once. */
  constructor(ledger: SoldLedgerPort, bus: StoreBusWatch | null, staleAfterMs: number, startedAt: number) {
    this.#ledger = ledger;
    this.#bus = bus;
    this.#staleAfterMs = staleAfterMs;
    this.#startedAt = startedAt;
  }

  /** Code of the fault that the last look-up met; null when it met none. */
  get fault(): string | null {
    return this.#fault;
  }

  ask(key: string): LedgerAnswer {
    try {
      const answer = this.#ledger.standing(key).length > 0 ? 'sold' : 'unsold';
      this.#fault = null;
      return answer;
    } catch (error) {
      this.#fault = error instanceof Fault ? error.code : 'WORKSTATION_UNEXPECTED';
      return 'unavailable';
    }
  }

  isStale(at: number): boolean {
    return this.#missing.waited.length > 0 || this.#silence(at) > this.#staleAfterMs;
  }

  /** Looks for gaps, and whether a ledger that failed is back: not for the hot path. */
  check(at: number): LedgerFreshness {
    try {
      this.#missing = this.#bus?.missing() ?? { waited: this.#ledger.gaps(), givenUp: [] };
      if (this.#fault !== null) this.#ledger.standing('00');
      this.#fault = null;
    } catch (error) {
      this.#fault = error instanceof Fault ? error.code : 'WORKSTATION_UNEXPECTED';
    }
    const condition = this.#fault !== null ? 'unavailable' : this.isStale(at) ? 'stale' : 'fresh';
    const { waited, givenUp } = this.#missing;
    return { condition, heardAgoMs: this.#bus === null ? null : this.#silence(at), gaps: waited.length, givenUp };
  }

  #silence(at: number): number {
    return this.#bus === null ? 0 : at - (this.#bus.lastHeard() ?? this.#startedAt);
  }
}
