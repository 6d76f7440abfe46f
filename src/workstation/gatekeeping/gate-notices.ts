import { overlap } from '../../domain/gate/coverage.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import { gateEventBodies } from '../../domain/journal/gate-events.ts';
import { workstationEventBodies } from '../../domain/journal/workstation-events.ts';
import type { DoubleSale, LedgerGap } from '../ports/sold-ledger.ts';
import { DoubleSales, type SoldTwice } from './double-sales.ts';
import type { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';
import { Hourly } from './hourly.ts';

/** Tags sold twice that are shown, and for how long: until the shift is over that has the receipts. */
const MOST_SHOWN = 10;
const SHOWN_MS = 12 * 3_600_000;
/** Gaps that are remembered as told, and told within an hour. */
const MOST_TOLD = 1_000;
const MOST_AN_HOUR = 100;

/** What staff should know of the store's ledger. `code` has its sentence among the words of faults. */
export interface GateNotice {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly code: 'SYNC_SALES_MISSING' | 'SYNC_SOLD_TWICE';
  /** The tag that it is about, where it is about one. */
  readonly tag: GateTag | null;
  /** Lanes that it is about. */
  readonly boxes: readonly string[];
}

type Setup = Pick<GateSetup, 'journal' | 'clock' | 'log'>;

/** What the gate finds out about the ledger that staff have to see to: in the journal once, and on its page. */
export class GateNotices {
  readonly #on: Setup;
  readonly #records: Pick<GateRecords, 'add'>;
  /** The tag behind a key; keys of more than 16 bytes are hashes, and say nothing. */
  readonly #read: (key: string) => GateTag;
  readonly #doubles: DoubleSales;
  readonly #hourly = new Hourly(MOST_AN_HOUR);
  #soldTwice: readonly GateNotice[] = [];
  #told: readonly LedgerGap[] = [];
  #missing: readonly GateNotice[] = [];

  /** Reads back what was told. @throws Fault STORAGE_* when the journal can't be read. */
  constructor(on: Setup, records: Pick<GateRecords, 'add'>, read: (key: string) => GateTag) {
    this.#on = on;
    this.#records = records;
    this.#read = read;
    this.#doubles = new DoubleSales(on);
    for (const { kind, body } of on.journal.latest(['TagSoldTwice', 'LedgerGapGivenUp'], MOST_TOLD)) {
      if (kind === 'TagSoldTwice') {
        const { data } = workstationEventBodies.TagSoldTwice.safeParse(body);
        if (data !== undefined) this.#show(data);
      } else {
        const { data } = gateEventBodies.LedgerGapGivenUp.safeParse(body);
        if (data !== undefined) this.#told = [...this.#told, data];
      }
    }
  }

  /** What is missing, then what was sold twice, newest first. */
  latest(): readonly GateNotice[] {
    const since = this.#on.clock.now() - SHOWN_MS;
    return [...this.#missing, ...this.#soldTwice.filter(({ at }) => at > since)];
  }

  /** The ledger found tags that two sales claim. */
  soldTwice(doubles: readonly DoubleSale[]): void {
    for (const event of this.#doubles.news(doubles)) {
      this.#records.add(event);
      this.#show(event.body);
    }
  }

  /** What is missing of the ledger and no longer waited for: all of it, each time. */
  missing(givenUp: readonly LedgerGap[]): void {
    for (const gap of givenUp) if (!this.#told.some((old) => isSame(old, gap))) this.#tell(gap);
    const before = new Map(this.#missing.map((notice) => [notice.id, notice]));
    this.#missing = [...new Set(givenUp.map(({ workstation }) => workstation))].map((box) => {
      const id = `missing ${box}`;
      const notice = { id, at: this.#on.clock.now(), code: 'SYNC_SALES_MISSING', tag: null, boxes: [box] } as const;
      return before.get(id) ?? notice;
    });
  }

  #tell(gap: LedgerGap): void {
    const { clock, log } = this.#on;
    this.#told = [...this.#told, gap].slice(-MOST_TOLD);
    if (!this.#hourly.take(clock.monotonic())) return;
    log.error('ledger.gapGivenUp', { code: 'SYNC_SALES_MISSING', box: gap.workstation });
    this.#records.add({ kind: 'LedgerGapGivenUp', body: { at: new Date(clock.now()).toISOString(), ...gap } });
  }

  #show({ at, key, sales }: SoldTwice['body']): void {
    const boxes = [...new Set(sales.map(({ workstation }) => workstation))];
    const notice = { id: `twice ${key}`, at: Date.parse(at), tag: this.#read(key), boxes };
    this.#soldTwice = [{ ...notice, code: 'SYNC_SOLD_TWICE' } as const, ...this.#soldTwice].slice(0, MOST_SHOWN);
  }
}

const isSame = (old: LedgerGap, gap: LedgerGap) =>
  old.workstation === gap.workstation && old.epoch === gap.epoch && overlap(old, gap);
