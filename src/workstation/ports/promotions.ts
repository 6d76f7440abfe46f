import { noPromotions, type PromotionEngine } from '../../domain/promotion/engine.ts';

/** A set of promotions ready to price with. */
export interface PromotionSet {
  readonly engine: PromotionEngine;
  /** How many promotions are in it, whether their windows are open or not. */
  readonly count: number;
  /** What a scan has to say to present a coupon that one of them requires. */
  readonly coupons: ReadonlySet<string>;
}

/** The promotions of a store. Every call is local and synchronous; a set is compiled once, whoever asks for it. */
export interface PromotionsPort {
  /** The set in force: what a basket that begins now is pinned to. */
  current(): PromotionSet;
  /** A set that a basket was pinned to; null when it is gone. */
  byHash(setHash: string): PromotionSet | null;
}

/** One set that is always in force. */
export function onlySet(engine: PromotionEngine, coupons: readonly string[] = []): PromotionsPort {
  const set = { engine, count: engine === noPromotions ? 0 : 1, coupons: new Set(coupons) };
  return { current: () => set, byHash: (setHash) => (setHash === engine.setHash ? set : null) };
}

/** A store without promotions. */
export const WITHOUT_PROMOTIONS = onlySet(noPromotions);
