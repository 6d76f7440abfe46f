import type { DirectionRule } from './gate-settings.ts';

export type Direction = 'out' | 'in';

/**
 * The way that a tag goes, by the middle of the times at which either side heard it. One stray answer of the far antenna, early or
 * late, moves a middle little; who is first to hear a tag alone says nothing in a portal where both sides hear most of the time.
 * Sums are of milliseconds since any one instant. Null while it can't be told.
 */
export function directionOf(
  inside: number,
  insideSum: number,
  outside: number,
  outsideSum: number,
  leastReads: number,
  minSeparationMs: number,
): Direction | null {
  if (inside < leastReads || outside < leastReads) return null;
  const lead = outsideSum / outside - insideSum / inside;
  if (lead >= minSeparationMs) return 'out';
  return lead <= -minSeparationMs ? 'in' : null;
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
