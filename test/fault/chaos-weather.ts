import type { Chance } from './chance.ts';

/** How foul a wire is: shares of chunks to which each thing happens; the rest passes. */
export interface Weather {
  readonly delay: number;
  readonly pieces: number;
  readonly coalesce: number;
  readonly cut: number;
  readonly halfClose: number;
  readonly stall: number;
  /** TCP itself neither repeats nor loses bytes; a device server on a serial line may. */
  readonly duplicate: number;
  readonly lose: number;
}

/** What becomes of one chunk. `at` is where in it, counted modulo its length; milliseconds are bounded. */
export type Fate =
  | { readonly kind: 'pass' | 'pieces' | 'duplicate' }
  | { readonly kind: 'delay' | 'coalesce' | 'halfClose' | 'stall'; readonly ms: number }
  | { readonly kind: 'cut' | 'lose'; readonly at: number };

/** A network with everything that TCP lets through: lines that end anywhere, bytes that come late, alone or all at once. */
export const ROUGH: Weather = {
  delay: 0.15,
  pieces: 0.12,
  coalesce: 0.1,
  cut: 0.02,
  halfClose: 0.01,
  stall: 0.004,
  duplicate: 0,
  lose: 0,
};

/** The same before a device server on a serial line, which also repeats and loses bytes. */
export const GARBLED: Weather = { ...ROUGH, duplicate: 0.06, lose: 0.06 };

const FAR = 1 << 16;

/** Draws a chunk's fate. */
export function fateOf(weather: Weather, chance: Chance): Fate {
  const { delay, pieces, coalesce, cut, halfClose, stall, duplicate, lose } = weather;
  const rest = Math.max(0, 1 - delay - pieces - coalesce - cut - halfClose - stall - duplicate - lose);
  return chance.weighted<() => Fate>([
    [rest, () => ({ kind: 'pass' })],
    [delay, () => ({ kind: 'delay', ms: chance.int(1, 60) })],
    [pieces, () => ({ kind: 'pieces' })],
    [coalesce, () => ({ kind: 'coalesce', ms: chance.int(2, 30) })],
    [cut, () => ({ kind: 'cut', at: chance.int(0, FAR) })],
    [halfClose, () => ({ kind: 'halfClose', ms: chance.int(5, 300) })],
    [stall, () => ({ kind: 'stall', ms: chance.int(200, 1_200) })],
    [duplicate, () => ({ kind: 'duplicate' })],
    [lose, () => ({ kind: 'lose', at: chance.int(0, FAR) })],
  ])();
}
