import type { GateTag } from '../../domain/gate/gate-tag.ts';
import type { TagTracks } from '../../domain/gate/tag-tracks.ts';
import type { ExitDesk } from './exit-desk.ts';
import type { GateNotices } from './gate-notices.ts';
import type { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';
import type { LedgerWatch } from './ledger-watch.ts';
import type { PassageTally } from './passage-tally.ts';
import type { StaffOrders } from './staff-orders.ts';

/** How often tags are swept. */
const TICK_MS = 250;
/** Every so many ticks: the ledger is looked at, names of tags are sent, the hub is told, silence is recorded. */
const LEDGER_TICKS = 4;
const NAME_TICKS = 8;
const REPORT_TICKS = 120;
const RECORD_TICKS = 240;

interface Parts {
  readonly tracks: TagTracks<GateTag>;
  readonly ledger: LedgerWatch;
  readonly tally: PassageTally;
  readonly orders: StaffOrders;
  readonly exits: ExitDesk;
  readonly records: GateRecords;
  readonly notices: GateNotices;
  /** Shows what holds now; the same again is no order to the lights. */
  readonly light: () => void;
}

/** What the gate does by the clock, off the path from a read to its verdict. */
export class Housekeeping {
  readonly #on: GateSetup;
  readonly #parts: Parts;
  #ticks = 0;
  #cancel: () => void = () => {};

  constructor(on: GateSetup, parts: Parts) {
    this.#on = on;
    this.#parts = parts;
  }

  start(): void {
    const { orders, ledger, exits } = this.#parts;
    orders.started(ledger.check(this.#on.clock.monotonic()).condition);
    void exits.report();
    this.#wait();
  }

  stop(): void {
    this.#cancel();
    this.sendNames();
    this.#recordSilence();
  }

  /** Sends the names of sold tags that left, and of tags that joined alarms. */
  sendNames(): void {
    const at = this.#on.clock.now();
    const joined = this.#parts.tally.takeJoined();
    if (joined.length > 0) this.#on.events.publish({ kind: 'joined', at, uris: joined });
    const uris = this.#parts.tally.takeSold();
    if (uris.length > 0) this.#on.events.publish({ kind: 'sold', at, uris });
  }

  #wait(): void {
    this.#cancel = this.#on.timers.after(TICK_MS, () => {
      this.#wait();
      this.#tick();
    });
  }

  #tick(): void {
    const { tracks, exits, light } = this.#parts;
    const at = this.#on.clock.monotonic();
    this.#ticks += 1;
    tracks.sweep(at);
    light();
    if (this.#ticks % LEDGER_TICKS === 0) this.#checkLedger(at);
    if (this.#ticks % NAME_TICKS === 0) this.sendNames();
    if (this.#ticks % REPORT_TICKS === 0) void exits.report();
    if (this.#ticks % RECORD_TICKS === 0) this.#recordSilence();
  }

  #checkLedger(at: number): void {
    const { ledger, orders, notices } = this.#parts;
    const { condition, givenUp } = ledger.check(at);
    orders.check(condition);
    notices.missing(givenUp);
  }

  #recordSilence(): void {
    const { tally, tracks, records } = this.#parts;
    const record = tally.takeRecord(this.#on.clock.now(), tracks);
    if (record !== null) records.add(record);
  }
}
