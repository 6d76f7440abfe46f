import type { ReadableTag } from '../../domain/gate/gate-tag.ts';
import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';

/** Names of tags that are sent at once; a gate that sees more sends sooner. */
const MOST_NAMED = 500;

export interface PassageCounts {
  readonly sold: number;
  readonly foreign: number;
  readonly unreadable: number;
  readonly inward: number;
  readonly codesRefused: number;
}

const NONE: PassageCounts = { sold: 0, foreign: 0, unreadable: 0, inward: 0, codesRefused: 0 };

/** What a count stood at when it was last told: filters count from the start. */
export interface RunningCounts {
  readonly weak: number;
  readonly dropped: number;
}

/** Counts what passes silently, for one record and one event an interval, and keeps the names of tags that are told in groups. */
export class PassageTally {
  #counts = { ...NONE };
  #totals = { ...NONE };
  #uris: string[] = [];
  #joined: string[] = [];
  #from: number;
  #told: RunningCounts = { weak: 0, dropped: 0 };

  /** `now` is the wall clock. */
  constructor(now: number) {
    this.#from = now;
  }

  /** Since the start. */
  totals(): PassageCounts {
    return { ...this.#totals };
  }

  count(what: keyof PassageCounts): void {
    this.#counts[what] += 1;
    this.#totals[what] += 1;
  }

  /** @returns whether the names should be sent now. */
  sold({ uri }: ReadableTag): boolean {
    this.count('sold');
    this.#uris.push(uri);
    return this.#uris.length >= MOST_NAMED;
  }

  /** Sold tags since the last call. */
  takeSold(): readonly string[] {
    const uris = this.#uris;
    this.#uris = [];
    return uris;
  }

  /** A tag joined an alarm. @returns whether the names should be sent now. */
  joined({ uri }: ReadableTag): boolean {
    this.#joined.push(uri);
    return this.#joined.length >= MOST_NAMED;
  }

  /** Tags that joined alarms since the last call. */
  takeJoined(): readonly string[] {
    const uris = this.#joined;
    this.#joined = [];
    return uris;
  }

  /** The record of the interval that ends now; null when nothing happened in it. */
  takeRecord(now: number, { weak, dropped }: RunningCounts): WorkstationEvent | null {
    const weakReads = weak - this.#told.weak;
    const newlyDropped = dropped - this.#told.dropped;
    const from = this.#from;
    this.#from = now;
    this.#told = { weak, dropped };
    const counts = this.#counts;
    this.#counts = { ...NONE };
    if (Object.values(counts).every((each) => each === 0) && newlyDropped === 0) return null;
    const instants = { from: new Date(Math.min(from, now)).toISOString(), to: new Date(now).toISOString() };
    return { kind: 'GatePassages', body: { ...instants, ...counts, weakReads, dropped: newlyDropped } };
  }
}
