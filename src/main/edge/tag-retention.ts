import type { EntryArchive, SoldLedgerStore } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Tags or entries of one step, a few milliseconds with its commit: whoever comes meanwhile does not notice. */
const AT_ONCE = 20;
const NEXT_STEP_MS = 1_000;
/** After a step that found nothing more, and after one that failed. */
const NEXT_LOOK_MS = 60 * 60_000;
const NOT_QUIET_MS = 5_000;
/** A hub passes on what lanes that are off said lately; what is older, others have long heard. */
const ARCHIVE_DAYS = 90;

export interface RetentionParts {
  readonly ledger: Pick<SoldLedgerStore, 'forgetBefore' | 'newestSale'>;
  readonly archive: Pick<EntryArchive, 'forgetBefore'> | null;
  /** Days that a sale of a tag is known. */
  readonly keptDays: number;
  /** True while nobody is served here. */
  readonly quiet: () => boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly timers: Timers;
  readonly log: Log;
}

/**
 * Lets go of old sales of tags while nobody is served, a few at a time: in a second, then by the hour. @returns what ends it.
 */
export function retainTags({ ledger, archive, keptDays, quiet, clock, timers, log }: RetentionParts): () => void {
  let cancel = timers.after(NEXT_STEP_MS, step);

  function step(): void {
    cancel = timers.after(quiet() ? forget() : NOT_QUIET_MS, step);
  }

  /** One step; how long until the next. */
  function forget(): number {
    try {
      const newest = ledger.newestSale();
      if (newest === null) return NEXT_LOOK_MS;
      // A clock that has jumped ahead must not make what was paid for sound: no later than the newest sale that was heard of.
      const now = Math.min(clock.now(), newest);
      const { more } = ledger.forgetBefore(now - keptDays * DAY_MS, AT_ONCE);
      const archived = archive?.forgetBefore(now - Math.min(keptDays, ARCHIVE_DAYS) * DAY_MS, AT_ONCE) ?? false;
      return more || archived ? NEXT_STEP_MS : NEXT_LOOK_MS;
    } catch (error) {
      log.warn('ledger.notForgotten', { code: error instanceof Fault ? error.code : 'UNEXPECTED' });
      return NEXT_LOOK_MS;
    }
  }

  return () => cancel();
}

/** Whether it is between two and five at night in a time zone. */
export function isNight(at: number, timezone: string): boolean {
  const hour = new Intl.DateTimeFormat('en', { timeZone: timezone, hour: 'numeric', hourCycle: 'h23' }).format(at);
  return Number(hour) >= 2 && Number(hour) < 5;
}
