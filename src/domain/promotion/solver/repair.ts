import { type SearchNode, type Shelf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { price } from './price.ts';
import type { Plan, Realised, Supply } from './problem.ts';
import { realise } from './realise.ts';

/** A feasible answer: what each offer does, and what that is worth beyond what its units are worth anyway. */
export interface Answer {
  readonly value: number;
  readonly chosen: readonly (Realised | null)[];
}

export const NO_ANSWER: Answer = { value: 0, chosen: [] };

/** Worth of what an offer does, less what its units would be worth without it. */
export function netOf(offer: Offer, realised: Realised, base: Float64Array): number {
  let net = realised.worth;
  for (let local = 0; local < realised.use.length; local += 1) {
    if (realised.use[local]! > 0) net -= realised.use[local]! * base[offer.classes[local]!]!;
  }
  return net;
}

/** An answer made of given realisations; those that are not worth their units are left out. */
export function answerOf(offers: readonly Offer[], realised: readonly (Realised | null)[], base: Float64Array): Answer {
  let value = 0;
  const chosen = realised.map((each, index) => {
    const net = each === null ? 0 : netOf(offers[index]!, each, base);
    if (net <= 0) return null;
    value += net;
    return each;
  });
  return { value, chosen };
}

const MOST_LAPS = 4;

/**
 * Repairs a relaxation to a feasible answer: offers take in turn, in `order`, what is best for them of what is left at the
 * given prices; then each in turn gives back what it took and chooses anew at no price, while that helps.
 */
export function repair(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  duals: Float64Array,
  order: readonly number[],
  wanted: readonly (Plan | null)[],
  shelves: readonly Shelf[],
): Answer {
  const left = node.open.slice();
  for (let index = 0; index < offers.length; index += 1) {
    node.own[index]!.forEach((count, local) => {
      left[offers[index]!.classes[local]!]! += count;
    });
  }
  // One may use all that the node's root had: setting aside is a way of searching, not a rule of the shop.
  const free: Float64Array = new Float64Array(base.length);
  const chosen: (Realised | null)[] = offers.map(() => null);
  const nets = new Float64Array(offers.length);
  const take = (index: number, at: Float64Array, wish: Plan | null) => {
    const offer = offers[index]!;
    const plan = wish !== null && fits(offer, wish) ? wish : price(offer, supplyLeft(offer, index, at));
    const realised = plan === null ? null : realise(offer, plan);
    const net = realised === null ? 0 : netOf(offer, realised, base);
    chosen[index] = net > 0 ? realised : null;
    nets[index] = Math.max(0, net);
    shift(index, -1);
  };
  const shift = (index: number, sign: number) => {
    chosen[index]?.use.forEach((count, local) => {
      left[offers[index]!.classes[local]!]! += sign * count;
    });
  };
  const fits = (offer: Offer, plan: Plan) => plan.use.every((count, local) => count <= left[offer.classes[local]!]!);
  const nothing = offers.map((offer) => new Int32Array(offer.classes.length));
  const supplyLeft = (offer: Offer, index: number, at: Float64Array): Supply => {
    const most = Int32Array.from(offer.classes, (id) => left[id]!);
    const whole = { open: left, own: [nothing[index]!], most: [most] };
    return supplyOf(whole, offer, 0, base, at, shelves[index]);
  };
  for (const index of order) take(index, duals, wanted[index] ?? null);
  for (let lap = 0; lap < MOST_LAPS; lap += 1) {
    let better = false;
    for (const index of order) {
      const before = chosen[index]!;
      const was = nets[index]!;
      shift(index, 1);
      take(index, free, null);
      if (nets[index]! > was) better = true;
      else if (nets[index]! < was) {
        shift(index, 1);
        chosen[index] = before;
        nets[index] = was;
        shift(index, -1);
      }
    }
    if (!better) break;
  }
  return { value: nets.reduce((a, b) => a + b, 0), chosen };
}
