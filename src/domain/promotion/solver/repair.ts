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

/** What an offer takes for now. */
interface Taken {
  readonly plan: Plan;
  readonly use: Int32Array;
}

/** Worth of what an offer does, less what its units would be worth without it. */
export function netOf(offer: Offer, realised: Pick<Realised, 'use' | 'worth'>, base: Float64Array): number {
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
 * given prices; then each in turn gives back what it took and chooses anew at no price, while that helps; at last each plan of
 * `tries` is put in others' place.
 */
export function repair(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  duals: Float64Array,
  order: readonly number[],
  wanted: readonly (Plan | null)[],
  shelves: readonly Shelf[],
  takers: readonly (readonly number[])[],
  tries: readonly { readonly index: number; readonly plan: Plan }[] = [],
): Answer {
  const left = node.open.slice();
  for (let index = 0; index < offers.length; index += 1) {
    node.own[index]!.forEach((count, local) => {
      left[offers[index]!.classes[local]!]! += count;
    });
  }
  // One may use all that the node's root had: setting aside is a way of searching, not a rule of the shop.
  const free: Float64Array = new Float64Array(base.length);
  const chosen: (Taken | null)[] = offers.map(() => null);
  const nets = new Float64Array(offers.length);
  const take = (index: number, at: Float64Array, wish: Plan | null) => {
    const offer = offers[index]!;
    const wished = wish !== null && fits(offer, wish);
    const plan = wished ? wish : price(offer, supplyLeft(offer, index, at));
    let taken: Taken | null = null;
    let net = 0;
    if (plan !== null && offer.exact && !wished) {
      // Its price is what it does, so it need not be cut into sets to be valued.
      net = plan.bound;
      for (let local = 0; local < plan.use.length; local += 1) net += plan.use[local]! * at[offer.classes[local]!]!;
      taken = { plan, use: plan.use };
    } else if (plan !== null) {
      const { use, worth } = realised(offer, plan);
      net = netOf(offer, { use, worth }, base);
      taken = { plan, use };
    }
    chosen[index] = net > 0 ? taken : null;
    nets[index] = Math.max(0, net);
    shift(index, -1);
  };
  const made = new Map<Plan, Realised>();
  const realised = (offer: Offer, plan: Plan): Realised => {
    const known = made.get(plan) ?? realise(offer, plan);
    made.set(plan, known);
    return known;
  };
  const shift = (index: number, sign: number) => {
    const use = chosen[index]?.use;
    if (use === undefined) return;
    const { classes } = offers[index]!;
    for (let local = 0; local < use.length; local += 1) left[classes[local]!]! += sign * use[local]!;
  };
  const fits = (offer: Offer, plan: Plan) => plan.use.every((count, local) => count <= left[offer.classes[local]!]!);
  const nothing = offers.map((offer) => new Int32Array(offer.classes.length));
  const supplyLeft = (offer: Offer, index: number, at: Float64Array): Supply => {
    const most = Int32Array.from(offer.classes, (id) => left[id]!);
    const whole = { open: left, own: [nothing[index]!], most: [most] };
    return supplyOf(whole, offer, 0, base, at, shelves[index]);
  };
  for (const index of order) take(index, duals, wanted[index] ?? null);
  for (let lap = 0; lap < MOST_LAPS && order.filter(anew).length > 0; lap += 1);
  for (let lap = 0; lap < MOST_LAPS; lap += 1) {
    let better = false;
    for (const { index, plan } of tries) better = instead(index, plan) || better;
    if (!better) break;
  }
  return answerOf(
    offers,
    chosen.map((each, index) => (each === null ? null : realised(offers[index]!, each.plan))),
    base,
  );

  /** One gives back what it took and chooses anew; whether that helped. */
  function anew(index: number): boolean {
    const before = chosen[index]!;
    const was = nets[index]!;
    shift(index, 1);
    take(index, free, null);
    if (nets[index]! < was) {
      shift(index, 1);
      chosen[index] = before;
      nets[index] = was;
      shift(index, -1);
    }
    return nets[index]! > was;
  }

  /** One does as `plan` says, whoever is in its way gives way and chooses anew, and so do all it meets; undone unless that helps. */
  function instead(index: number, plan: Plan): boolean {
    const before = { left: left.slice(), chosen: [...chosen], nets: nets.slice() };
    const { classes } = offers[index]!;
    const met = new Set<number>();
    shift(index, 1);
    chosen[index] = null;
    for (let local = 0; local < classes.length; local += 1) {
      const id = classes[local]!;
      for (const other of takers[id]!) {
        if (other === index) continue;
        if (before.chosen[index] !== null || plan.use[local]! > 0) met.add(other);
        if (plan.use[local]! <= left[id]! || (takenBy(other, id) ?? 0) === 0) continue;
        shift(other, 1);
        chosen[other] = null;
        nets[other] = 0;
      }
    }
    take(index, free, plan);
    for (const other of order) if (met.has(other)) anew(other);
    const value = (list: Float64Array) => list.reduce((a, b) => a + b, 0);
    if (value(nets) > value(before.nets) + 1e-3) return true;
    left.set(before.left);
    nets.set(before.nets);
    before.chosen.forEach((each, n) => {
      chosen[n] = each;
    });
    return false;
  }

  function takenBy(index: number, id: number): number | undefined {
    return chosen[index]?.use[offers[index]!.classes.indexOf(id)];
  }
}

/** Who may take units of each class. */
export function takersOf(classes: number, offers: readonly Offer[]): readonly (readonly number[])[] {
  const takers: number[][] = Array.from({ length: classes }, () => []);
  offers.forEach(({ classes: mine }, index) => {
    for (const id of mine) takers[id]!.push(index);
  });
  return takers;
}
