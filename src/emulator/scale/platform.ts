/** What a scale can say of its platform. Grams are indicated ones, rounded to the scale's interval; below zero they are negative. */
export type Weighed =
  | { readonly kind: 'weight'; readonly grams: number }
  | { readonly kind: 'moving' }
  | { readonly kind: 'over' }
  | { readonly kind: 'under' }
  | { readonly kind: 'unset' };

/** A checkout scale of class III: 15 kg, 2 g. */
export const MOST_GRAMS = 15_000;
export const INTERVAL_GRAMS = 2;
/** Twenty intervals: lighter goods may not be priced (EN 45501, minimum capacity). */
export const LEAST_GRAMS = 20 * INTERVAL_GRAMS;
/** How far from its zero a scale may be set to zero: 2 % of its range to either side (EN 45501, zero-setting). */
const ZEROABLE_GRAMS = MOST_GRAMS / 50;

/** What holds of a platform at once; a scale with a bit for each says them all. */
export interface PlatformBits {
  readonly moving: boolean;
  readonly over: boolean;
  readonly under: boolean;
  readonly unset: boolean;
}

/** The platform of a scale: what lies on it, whether it rests, and where its zero is. */
export class Platform {
  /** Grams that lie there; negative where something lifts the platform. */
  load = 0;
  /** It swings for as long as this says so, whatever lies there. */
  moving = false;
  /** It has found its zero since it was switched on. */
  set = true;
  #zero = 0;

  /** Tare that is taken off at the scale: what it shows then is net. */
  tare = 0;

  get weighed(): Weighed {
    const { over, unset, moving, under } = this.bits;
    if (over) return { kind: 'over' };
    if (unset) return { kind: 'unset' };
    if (moving) return { kind: 'moving' };
    // No minus nought: a scale shows none.
    return under ? { kind: 'under' } : { kind: 'weight', grams: Math.max(0, this.#indicated) };
  }

  get bits(): PlatformBits {
    return {
      moving: this.moving,
      over: this.load > MOST_GRAMS + 9 * INTERVAL_GRAMS,
      under: this.#indicated < 0,
      unset: !this.set,
    };
  }

  get #indicated(): number {
    return Math.round((this.load - this.#zero - this.tare) / INTERVAL_GRAMS) * INTERVAL_GRAMS;
  }

  /** Takes what lies there now as nothing, where it rests and is near enough to nothing. */
  zero(): boolean {
    if (this.moving || Math.abs(this.load) > ZEROABLE_GRAMS) return false;
    this.#zero = this.load;
    this.set = true;
    return true;
  }
}
