import { overlap } from '../../domain/gate/coverage.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import type { MissingSales } from '../../workstation/ports/store-bus-watch.ts';

/** How long a gap is waited for: a lane that restarts, or a hub that is swapped, is back by then. Milliseconds. */
export const GAP_PATIENCE_MS = 10 * 60_000;
/** Gaps of one box that were waited for in vain, after which no further one of it is waited for longer than one round of questions. */
export const MOST_WAITED_FOR = 8;

interface Seen {
  readonly gap: LedgerGap;
  /** Monotonic milliseconds at which any of its numbers was first missed. */
  readonly since: number;
}

/**
 * How long what is missing is waited for. A gap that nobody can fill (a lane whose disk died, a number that was made up) must not keep a
 * ledger behind for good: it is given up once everyone who can know was asked since it was seen, and `GAP_PATIENCE_MS` have passed.
 */
export class GapPatience {
  #seen: readonly Seen[] = [];
  /** Monotonic instant at which the last whole round of questions began. */
  #asked = Number.NEGATIVE_INFINITY;

  /** Everyone who can know was asked for what was missing at the instant `began`, or later. */
  asked(began: number): void {
    this.#asked = began;
  }

  /** Takes what is missing at the instant `at`. What is left of a gap that was filled in part is as old as that gap. */
  look(gaps: readonly LedgerGap[], at: number): MissingSales {
    const before = Map.groupBy(this.#seen, ({ gap }) => journalOf(gap));
    this.#seen = gaps.map((gap) => {
      const same = (before.get(journalOf(gap)) ?? []).filter((seen) => overlap(seen.gap, gap));
      return { gap, since: Math.min(at, ...same.map(({ since }) => since)) };
    });
    const waited: LedgerGap[] = [];
    const givenUp: LedgerGap[] = [];
    for (const ofBox of Map.groupBy(this.#seen, ({ gap }) => gap.workstation).values()) {
      const isOver = ({ since }: Seen) => this.#asked >= since && at - since >= GAP_PATIENCE_MS;
      const tooMany = ofBox.filter(isOver).length >= MOST_WAITED_FOR;
      for (const seen of ofBox) {
        const over = isOver(seen) || (tooMany && this.#asked >= seen.since);
        (over ? givenUp : waited).push(seen.gap);
      }
    }
    return { waited, givenUp };
  }
}

const journalOf = ({ workstation, epoch }: LedgerGap) => `${workstation} ${epoch}`;
