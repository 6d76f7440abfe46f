import type { Side, StrayFilter } from './gate-settings.ts';

/**
 * One tag in front of the gate. It is changed in place, a thousand times a second, and holds numbers only. What one report said is
 * gathered first and counted when the report is at its end, so that the order of reads within it can't matter: levels are whole
 * hundredths of dBm and times whole milliseconds, whose sums are exact.
 */
export interface TagTrack<Tag> {
  readonly key: string;
  readonly tag: Tag;
  /** Monotonic milliseconds of the first and the last read of this passage. */
  begunAt: number;
  lastAt: number;
  reads: number;
  insideReads: number;
  insideSum: number;
  outsideReads: number;
  outsideSum: number;
  /** What has been told of this passage; `in` can still turn out to be `out`. */
  told: 'nothing' | 'in' | 'out';
  /** When it was last ruled on. */
  ruledAt: number;
  furniture: boolean;
  /** Reads since it last was where it stands as furniture. */
  moved: number;
  /** Usual level as furniture; 0 for not known. */
  baseline: number;
  /** Sides that heard it in this passage, or as furniture: 1 inside, 2 outside, 4 neither. */
  sides: number;
  /** Of the report at hand. */
  nowReads: number;
  nowInside: number;
  nowOutside: number;
  nowBest: number;
  nowSides: number;
}

/** No level: quieter than any tag. */
const SILENCE = -100_000;

export function newTrack<Tag>(key: string, tag: Tag, at: number): TagTrack<Tag> {
  return {
    ...{ key, tag, begunAt: at, lastAt: at, reads: 0, insideReads: 0, insideSum: 0, outsideReads: 0, outsideSum: 0 },
    ...{ told: 'nothing', ruledAt: Number.NEGATIVE_INFINITY, furniture: false, moved: 0, baseline: 0, sides: 0 },
    ...{ nowReads: 0, nowInside: 0, nowOutside: 0, nowBest: SILENCE, nowSides: 0 },
  };
}

/** Gathers one read of the report at hand. */
export function gather(track: TagTrack<unknown>, side: Side | null, rssi: number | null, count: number): void {
  track.nowReads += count;
  if (side === 'inside') track.nowInside += count;
  if (side === 'outside') track.nowOutside += count;
  track.nowSides |= side === 'inside' ? 1 : side === 'outside' ? 2 : 4;
  const level = rssi === null ? SILENCE : Math.round(rssi * 100);
  if (level > track.nowBest) track.nowBest = level;
}

/** Counts what the report that ended said of the tag. */
export function countReport(track: TagTrack<unknown>, at: number, filter: StrayFilter): void {
  if (at - track.lastAt > filter.passageGapMs) beginPassage(track, at);
  if (track.furniture) watchFurniture(track, at, filter);
  if (track.reads === 0) track.begunAt = at;
  const since = Math.round(at - track.begunAt);
  track.reads += track.nowReads;
  track.insideReads += track.nowInside;
  track.insideSum += track.nowInside * since;
  track.outsideReads += track.nowOutside;
  track.outsideSum += track.nowOutside * since;
  track.sides |= track.nowSides;
  track.lastAt = at;
  if (track.nowBest > SILENCE) learnLevel(track);
  track.nowReads = 0;
  track.nowInside = 0;
  track.nowOutside = 0;
  track.nowBest = SILENCE;
  track.nowSides = 0;
}

/** Whether it answered often and long enough to be more than a stray. */
export function isThere(track: TagTrack<unknown>, { minReads, minDwellMs }: StrayFilter): boolean {
  return track.reads >= minReads && track.lastAt - track.begunAt >= minDwellMs;
}

/** From here on it counts as part of the shop. One whose reader tells no level can't be seen to move, so it never is. */
export function becomeFurniture(track: TagTrack<unknown>): void {
  if (track.baseline === 0) return;
  track.furniture = true;
  track.moved = 0;
}

function watchFurniture(track: TagTrack<unknown>, at: number, { staticDeltaDb, minReads }: StrayFilter): void {
  const louder = track.nowBest >= track.baseline + 100 * staticDeltaDb;
  const elsewhere = (track.nowSides & ~track.sides) !== 0;
  track.moved = louder || elsewhere ? track.moved + track.nowReads : 0;
  if (track.moved < minReads) {
    // A side that it has not been heard from stays news until it is believed.
    track.nowSides &= track.sides;
    if (louder) track.nowBest = SILENCE;
    return;
  }
  const { moved, sides } = track;
  beginPassage(track, at);
  // It stood inside, and that is where it comes from.
  if ((sides & 1) !== 0 && track.nowInside === 0) track.insideReads = moved;
  track.furniture = false;
}

function beginPassage(track: TagTrack<unknown>, at: number): void {
  track.begunAt = at;
  track.reads = 0;
  track.insideReads = 0;
  track.insideSum = 0;
  track.outsideReads = 0;
  track.outsideSum = 0;
  track.told = 'nothing';
  track.moved = 0;
  if (!track.furniture) track.sides = 0;
}

function learnLevel(track: TagTrack<unknown>): void {
  track.baseline = track.baseline === 0 ? track.nowBest : Math.round((7 * track.baseline + track.nowBest) / 8);
}
