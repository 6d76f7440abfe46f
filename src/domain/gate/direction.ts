import type { DirectionRule } from './gate-settings.ts';

export type Direction = 'out' | 'in';

/** Levels are hundredths of dBm. */
export const UNHEARD = -100_000;
/** What a reader that tells no level is taken to mean. */
export const UNTOLD = -5_000;

/** A new answer counts this much against what was known. */
const WEIGHT = 0.3;
/** A side that no longer hears a tag forgets its level in this time: longer than a reader dwells on its other antenna. */
const FORGET_MS = 1_000;

/**
 * The level at which a side hears a tag, smoothed: single answers scatter by six decibels and one in four is missing. `heard` is the
 * best of this report, or UNHEARD; `floor` is where a side ends up that hears nothing any more. A side that has never heard it stays so.
 */
export function smoothLevel(level: number, heard: number, elapsedMs: number, floor: number): number {
  const forgotten = 1 - Math.exp(-elapsedMs / FORGET_MS);
  if (level === UNHEARD) return heard;
  if (heard === UNHEARD) return level + forgotten * (floor - level);
  return level + Math.max(WEIGHT, forgotten) * (heard - level);
}

/** Two light barriers, as they were last broken: monotonic milliseconds, null for not since the last crossing. */
export interface Barriers {
  readonly insideAt: number | null;
  readonly outsideAt: number | null;
}

export const UNBROKEN: Barriers = { insideAt: null, outsideAt: null };

export interface Crossing {
  readonly barriers: Barriers;
  readonly crossed: Direction | null;
}

/** What it means that one of the barriers was broken: the other one just before makes it a crossing. */
export function breakBarrier(
  barriers: Barriers,
  side: 'inside' | 'outside',
  at: number,
  { crossingMs }: Pick<Extract<DirectionRule, { kind: 'barriers' }>, 'crossingMs'>,
): Crossing {
  const other = side === 'inside' ? barriers.outsideAt : barriers.insideAt;
  if (other !== null && at - other <= crossingMs && at >= other) {
    return { barriers: UNBROKEN, crossed: side === 'outside' ? 'out' : 'in' };
  }
  const next = side === 'inside' ? { insideAt: at, outsideAt: null } : { insideAt: null, outsideAt: at };
  return { barriers: next, crossed: null };
}
