import { identify } from '../../domain/gs1/identify.ts';
import type { Scan } from '../../domain/gs1/identity.ts';

/** Two symbols of one pack are read well within this; the next pack takes a hand longer. */
const MOMENT_MS = 500;

interface Seen {
  readonly gtin: string;
  readonly symbology: string;
  readonly at: number;
}

/**
 * Tells the second symbol of one pack: many carry a linear and a 2D symbol of the same item, and a scanner may read both as it passes. Two
 * of the same symbology are two packs: a scanner does not read one symbol twice. The first read counts, since someone waits for it; a
 * model that can be set to prefer 2D symbols should be, for they say more.
 */
export class TwinSymbols {
  #last: Seen | null = null;

  /** Whether this scan, at `at` monotonic milliseconds, is the twin of the one before. */
  isTwin(scan: Scan, at: number): boolean {
    const identity = identify(scan, []);
    const before = this.#last;
    this.#last = null;
    if (identity.kind !== 'gtin') return false;
    const seen = { gtin: identity.gtin, symbology: symbologyOf(scan), at };
    if (before?.gtin === seen.gtin && before.symbology !== seen.symbology && at - before.at <= MOMENT_MS) return true;
    this.#last = seen;
    return false;
  }
}

/** The AIM identifier without its modifier; without one, whether it can be a linear symbol at all. */
function symbologyOf({ aim, data }: Scan): string {
  return aim?.slice(0, 2) ?? (/^\d{8,14}$/.test(data) ? 'linear' : 'other');
}
