import type { Unsubscribe } from './device.ts';

/**
 * What a scale says. Only `stable` is a weight; the others say why there is none, and whatever was said before is void with each of
 * them. `below`: lighter than nothing, the platform wants zeroing. `unset`: it has not found its zero since it was switched on.
 */
export type ScaleIndication =
  | { readonly kind: 'stable'; readonly grams: number }
  | { readonly kind: 'moving' }
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

export type ZeroOutcome = 'zeroed' | 'refused' | 'unreachable';

/** UnifiedPOS: Scale. */
export interface ScalePort {
  /** Asks the scale again and again for as long as anybody watches; nothing is told while it does not answer. */
  watch(listener: (reading: ScaleReading) => void): Unsubscribe;
  /** Sets the empty platform to zero (EN 45501: before each sale). Never rejects. */
  zero(): Promise<ZeroOutcome>;
  /** Milliseconds after which a reading is too old to be sold by. */
  readonly freshMs: number;
}
