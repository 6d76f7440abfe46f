import type { CatalogueStore, JournalStore } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Lane } from '../../workstation/selling/lane.ts';
import type { EdgePromotions } from './promotions.ts';

/** After goodbye, so that the attract screen is painted first. */
const REST_MS = 250;

export interface UpkeepParts {
  readonly lane: Pick<Lane, 'state' | 'subscribe'>;
  readonly journal: Pick<JournalStore, 'checkpoint'>;
  readonly catalogue: Pick<CatalogueStore, 'refresh'>;
  readonly promotions: Pick<EdgePromotions, 'refresh' | 'tidy'>;
  readonly timers: Timers;
  readonly log: Log;
}

/** What is done between two shoppers. */
export interface Upkeep {
  /** Does it at once where nobody is at the lane, else after the shopper who is: something new lies on the disk. */
  soon(): void;
  /** Does this too, each time, behind everything else. */
  also(run: () => void): void;
  stop(): void;
}

/** Does between two shoppers what none of them should wait for: moves the write-ahead log, looks for a new catalogue and new promotions. */
export function betweenSales({ lane, journal, catalogue, promotions, timers, log }: UpkeepParts): Upkeep {
  let before = lane.state().stage.kind;
  let cancel: () => void = () => {};
  const others: (() => void)[] = [];

  const attempt = (what: string, step: () => void): void => {
    try {
      step();
    } catch (error) {
      // The journal keeps its log and the catalogue its old file; the next pause tries again.
      log.warn('edge.upkeepFailed', { what, code: error instanceof Fault ? error.code : 'UNEXPECTED' });
    }
  };
  const work = (): void => {
    if (lane.state().stage.kind !== 'idle') return;
    attempt('checkpoint', () => void journal.checkpoint());
    attempt('catalogue', () => void catalogue.refresh());
    attempt('promotions', () => {
      promotions.refresh();
      promotions.tidy();
    });
    for (const run of others) attempt('other', run);
  };

  const unsubscribe = lane.subscribe(({ stage }) => {
    if (stage.kind === before) return;
    before = stage.kind;
    cancel();
    if (stage.kind === 'idle') cancel = timers.after(REST_MS, work);
  });
  return {
    soon() {
      if (lane.state().stage.kind !== 'idle') return;
      cancel();
      cancel = timers.after(0, work);
    },
    also(run) {
      others.push(run);
    },
    stop() {
      unsubscribe();
      cancel();
    },
  };
}
