import type { Unsubscribe } from './device.ts';

/**
 * What a scale says. Only `stable` is a weight; the others say why there is none, and whatever was said before is void with each of
 * them. `newLoad`: the scale itself vouches that this load was laid on after the one it told before. `light`: less than may be weighed, or
 * nothing. `none`: the scale is there and was not asked for a weight. `busy`: it can't weigh now, and does not say why; it is told as a fault where
 * that goes on. `below`: lighter than nothing, the platform wants zeroing. `unset`:
 * it has not found its zero since it was switched on.
 */
export type ScaleIndication =
  | { readonly kind: 'stable'; readonly grams: number; readonly newLoad?: true }
  | { readonly kind: 'light' }
  | { readonly kind: 'none' }
  | { readonly kind: 'moving' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'above' }
  | { readonly kind: 'below' }
  | { readonly kind: 'unset' }
  | { readonly kind: 'fault'; readonly code: string };

/** One answer of a scale. */
export interface ScaleReading {
  readonly indication: ScaleIndication;
  /** Grows with every reading of this process, so that none is taken twice. */
  readonly sequence: number;
  /** Monotonic milliseconds when its last byte arrived. */
  readonly at: number;
}

/** Goods as a scale that computes prices wants to know them. */
export interface PricedGoods {
  /** Minor units per kilogram. */
  readonly unitPrice: number;
}

export type ZeroOutcome = 'zeroed' | 'refused' | 'unreachable';

/** UnifiedPOS: Scale. */
export interface ScalePort {
  /** The device's id on this box. */
  readonly id: string;
  /** Asks the scale again and again for as long as anybody watches; nothing is told while it does not answer. */
  watch(listener: (reading: ScaleReading) => void): Unsubscribe;
  /** Says what is being weighed, null for nothing; scales that compute no prices ignore it. */
  price(goods: PricedGoods | null): void;
  /** Sets the empty platform to zero (EN 45501: before each sale). Never rejects. */
  zero(): Promise<ZeroOutcome>;
  /** Milliseconds after which a reading is too old to be sold by. */
  readonly freshMs: number;
}
