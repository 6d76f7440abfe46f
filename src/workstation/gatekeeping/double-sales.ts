import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { JournalPort } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { DoubleSale } from '../ports/sold-ledger.ts';
import type { Clock } from '../ports/time.ts';
import { Hourly } from './hourly.ts';

/** Tags that are remembered as told. */
const MOST_TOLD = 1_000;
/** Tags told within an hour: a lane gone mad must not fill the journal. What is beyond is counted in the log. */
const MOST_AN_HOUR = 100;
/** Sales named of one tag. */
const MOST_SALES = 8;

interface Setup {
  readonly journal: Pick<JournalPort, 'latest'>;
  readonly clock: Clock;
  readonly log: Log;
}

export type SoldTwice = Extract<WorkstationEvent, { kind: 'TagSoldTwice' }>;

/** Tags that this box found to stand under two sales: each is told once, over a restart too. */
export class DoubleSales {
  readonly #on: Setup;
  readonly #told = new Set<string>();
  readonly #hourly = new Hourly(MOST_AN_HOUR);

  /** @throws Fault STORAGE_* when the journal can't be read. */
  constructor(on: Setup) {
    this.#on = on;
    for (const { body } of on.journal.latest(['TagSoldTwice'], MOST_TOLD)) this.#remember(String(body.key));
  }

  /** What the journal and staff are to be told of these. */
  news(doubles: readonly DoubleSale[]): SoldTwice[] {
    const { clock, log } = this.#on;
    const fresh = doubles.filter(({ key }) => !this.#told.has(key));
    const told = fresh.filter(() => this.#hourly.take(clock.monotonic()));
    if (fresh.length > 0)
      log.error('ledger.soldTwice', { code: 'SYNC_SOLD_TWICE', tags: fresh.length, told: told.length });
    for (const { key } of told) this.#remember(key);
    const at = new Date(clock.now()).toISOString();
    return told.map(({ key, sales }) => {
      const named = sales.slice(0, MOST_SALES).map(({ workstation, epoch, seq, transaction }) => {
        return { workstation, epoch, seq, transaction };
      });
      return { kind: 'TagSoldTwice', body: { at, key, sales: named } };
    });
  }

  #remember(key: string): void {
    this.#told.add(key);
    if (this.#told.size <= MOST_TOLD) return;
    const [oldest] = this.#told;
    if (oldest !== undefined) this.#told.delete(oldest);
  }
}
