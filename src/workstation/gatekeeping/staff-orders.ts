import type { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';
import type { LedgerCondition } from './ledger-watch.ts';
import { LONGEST_MUTE_MS, modeAt, WATCHING, type WatchMode } from './watch-mode.ts';

/** What staff have ordered at the gate, and the record of every policy that came to hold. */
export class StaffOrders {
  readonly #on: GateSetup;
  readonly #records: GateRecords;
  readonly #changed: () => void;
  #mode: WatchMode = WATCHING;
  #ledger: LedgerCondition = 'fresh';

  constructor(on: GateSetup, records: GateRecords, changed: () => void) {
    this.#on = on;
    this.#records = records;
    this.#changed = changed;
  }

  mode(): WatchMode {
    return modeAt(this.#mode, this.#on.clock.monotonic());
  }

  mute(milliseconds: number, operatorId: string): void {
    const length = Math.min(milliseconds, LONGEST_MUTE_MS);
    const until = this.#on.clock.monotonic() + length;
    this.#set(length > 0 ? { kind: 'muted', until, operatorId } : WATCHING, operatorId);
  }

  hold(held: boolean, operatorId: string): void {
    this.#set(held ? { kind: 'held', operatorId } : WATCHING, operatorId);
  }

  /** The gate begins to watch with a ledger in this condition. */
  started(ledger: LedgerCondition): void {
    this.#ledger = ledger;
    this.#record('started');
  }

  /** Looks whether a mute has lapsed or the ledger's condition is another. */
  check(ledger: LedgerCondition): void {
    if (this.mode() !== this.#mode) {
      this.#mode = this.mode();
      this.#record('lapsed');
      this.#changed();
    }
    if (ledger === this.#ledger) return;
    this.#on.log.warn('gate.ledger', { condition: ledger });
    this.#ledger = ledger;
    this.#record('ledger');
  }

  #set(mode: WatchMode, operatorId: string): void {
    this.#mode = mode;
    this.#changed();
    this.#record('staff', operatorId);
  }

  #record(because: 'started' | 'ledger' | 'staff' | 'lapsed', operatorId?: string): void {
    const { clock, settings } = this.#on;
    const now = clock.now();
    const mode = this.#mode;
    this.#records.add({
      kind: 'GatePolicyApplied',
      body: {
        at: new Date(now).toISOString(),
        because,
        ...settings.policy,
        ledger: this.#ledger,
        mode: mode.kind,
        ...(mode.kind === 'muted' ? { until: new Date(now + mode.until - clock.monotonic()).toISOString() } : {}),
        ...(operatorId === undefined ? {} : { operatorId }),
      },
    });
  }
}
