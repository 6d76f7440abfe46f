import { type Direction, smoothLevel, UNHEARD, UNTOLD } from './direction.ts';
import type { DirectionRule, Side, StrayFilter } from './gate-settings.ts';

/**
 * One tag in front of the gate. It is changed in place, a thousand times a second, and holds numbers only. What one report said is
 * gathered first and counted when the report is at its end, so that the order of reads within it can't matter. Levels are hundredths
 * of dBm.
 */
export interface TagTrack<Tag> {
  readonly key: string;
  readonly tag: Tag;
  /** Monotonic milliseconds of the first and the last read of this passage. */
  begunAt: number;
  lastAt: number;
  reads: number;
  /** Whether it was told to go out in this passage. */
  told: boolean;
  /** When it was last ruled on. */
  ruledAt: number;
  /** How loud either side hears it, and which have: 1 inside, 2 outside. */
  inside: number;
  outside: number;
  heardBy: number;
  /** The side that it is on: -1 inside, 1 outside, 0 not known yet; and how many answers in a row say that it is on the other. */
  zone: -1 | 0 | 1;
  zoneReads: number;
  /** A crossing that has not been told: it may not have answered for long enough yet. */
  crossed: Direction | null;
  furniture: boolean;
  /** Answers in a row that say that furniture is not where it was. */
  moved: number;
  /** Where it is as furniture: its usual level, and how much louder outside than inside. */
  usualLevel: number;
  usualLead: number;
  /** Of the report at hand: answers, and the best level of either side and of all. */
  nowReads: number;
  nowInside: number;
  nowOutside: number;
  nowBest: number;
}

/** How much one report counts against what is usual. */
const FAST = 1 / 16;
const SLOW = 1 / 256;

/** A side that hears nothing of a tag is taken to hear it this much below the floor. */
const BELOW_FLOOR = 500;

export function newTrack<Tag>(key: string, tag: Tag, at: number): TagTrack<Tag> {
  return {
    ...{ key, tag, begunAt: at, lastAt: at, reads: 0, told: false, ruledAt: Number.NEGATIVE_INFINITY },
    ...{ inside: UNHEARD, outside: UNHEARD, heardBy: 0, zone: 0, zoneReads: 0, crossed: null },
    ...{ furniture: false, moved: 0, usualLevel: UNHEARD, usualLead: 0 },
    ...{ nowReads: 0, nowInside: UNHEARD, nowOutside: UNHEARD, nowBest: UNHEARD },
  };
}

/** Gathers one read of the report at hand. */
export function gather(track: TagTrack<unknown>, side: Side | null, rssi: number | null, count: number): void {
  track.nowReads += count;
  const level = rssi === null ? UNTOLD : Math.round(rssi * 100);
  if (side === 'inside' && level > track.nowInside) track.nowInside = level;
  if (side === 'outside' && level > track.nowOutside) track.nowOutside = level;
  if (rssi !== null && level > track.nowBest) track.nowBest = level;
}

/** Counts what the report that ended said of the tag; in a gate that tells by antennas, whether it crossed. */
export function countReport(track: TagTrack<unknown>, at: number, filter: StrayFilter, rule: DirectionRule): void {
  const elapsed = at - track.lastAt;
  if (track.reads === 0 || elapsed > filter.passageGapMs) beginPassage(track, at);
  track.reads += track.nowReads;
  track.lastAt = at;
  const floor = floorOf(filter);
  track.heardBy |= (track.nowInside === UNHEARD ? 0 : 1) | (track.nowOutside === UNHEARD ? 0 : 2);
  track.inside = smoothLevel(track.inside, track.nowInside, elapsed, floor);
  track.outside = smoothLevel(track.outside, track.nowOutside, elapsed, floor);
  // A side that has not heard it yet may have missed an answer or two: it is not far away before it has been silent for a while.
  if (track.inside === UNHEARD) track.inside = track.outside;
  if (track.outside === UNHEARD) track.outside = track.inside;
  const lead = leadOf(track, floor);
  if (track.furniture) watchFurniture(track, lead, filter);
  else learnPlace(track, lead);
  if (rule.kind === 'antennas' && !track.furniture) changeSide(track, lead, rule);
  track.nowReads = 0;
  track.nowInside = UNHEARD;
  track.nowOutside = UNHEARD;
  track.nowBest = UNHEARD;
}

/** Whether it answered often and long enough to be more than a stray. */
export function isThere(track: TagTrack<unknown>, { minReads, minDwellMs }: StrayFilter): boolean {
  return track.reads >= minReads && track.lastAt - track.begunAt >= minDwellMs;
}

/** How much louder the street hears it than the shop. */
export function leadOf(track: TagTrack<unknown>, floor: number): number {
  return Math.max(track.outside, floor) - Math.max(track.inside, floor);
}

/** The level that a side has which hears nothing of a tag. */
export function floorOf({ rssiFloor }: StrayFilter): number {
  return rssiFloor * 100 - BELOW_FLOOR;
}

/** From here on it counts as part of the shop, wherever it hangs: that is where it is taken from. One whose reader tells no level can't be seen to move, so it never is. */
export function becomeFurniture(track: TagTrack<unknown>): void {
  if (track.usualLevel === UNHEARD) return;
  track.furniture = true;
  track.moved = 0;
  track.zone = -1;
  track.zoneReads = 0;
}

function watchFurniture(track: TagTrack<unknown>, lead: number, { staticDeltaDb, minReads }: StrayFilter): void {
  const louder = track.nowBest - track.usualLevel >= 100 * staticDeltaDb;
  const elsewhere = Math.abs(lead - track.usualLead) >= 100 * staticDeltaDb;
  if (!louder && !elsewhere) {
    track.moved = 0;
    return learnPlace(track, lead);
  }
  track.moved += track.nowReads;
  if (track.moved < minReads) return;
  track.furniture = false;
  beginPassage(track, track.lastAt);
  track.reads = track.moved;
}

function changeSide(
  track: TagTrack<unknown>,
  lead: number,
  { marginDb, steadyReads }: Extract<DirectionRule, { kind: 'antennas' }>,
): void {
  const side = lead >= 100 * marginDb ? 1 : lead <= -100 * marginDb ? -1 : 0;
  if (side === 0 || side === track.zone) {
    track.zoneReads = 0;
    return;
  }
  // Counted with its sign, so that answers for one side don't add to those for the other.
  track.zoneReads = side * Math.max(0, side * track.zoneReads) + side * track.nowReads;
  if (Math.abs(track.zoneReads) < steadyReads) return;
  if (track.zone !== 0) track.crossed = side === 1 ? 'out' : 'in';
  track.zone = side;
  track.zoneReads = 0;
}

function beginPassage(track: TagTrack<unknown>, at: number): void {
  track.begunAt = at;
  track.reads = 0;
  track.told = false;
  track.crossed = null;
  track.moved = 0;
}

function learnPlace(track: TagTrack<unknown>, lead: number): void {
  if (track.nowBest === UNHEARD) return;
  const first = track.usualLevel === UNHEARD;
  // Furniture is learned slowly, so that it can't be carried away step by step.
  const weight = first ? 1 : track.furniture ? SLOW : FAST;
  track.usualLevel += weight * (track.nowBest - track.usualLevel);
  track.usualLead += weight * (lead - track.usualLead);
}
