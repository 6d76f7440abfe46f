import type { Looks } from './ask.ts';
import type { Master, Wish } from './master.ts';
import { contested, type SearchNode, shelfOf, supplyOf } from './node.ts';
import type { Offer } from './offer.ts';
import { effortOf, price } from './price.ts';
import type { Realised } from './problem.ts';
import { realise } from './realise.ts';
import { type PricingWork, relax } from './relax.ts';
import { type Answer, netOf } from './repair.ts';
import { tolerance } from './search.ts';
import type { Steps } from './sweep.ts';

/** What all parts of one component share: its units' worth, how it counts money, and the work that is left. */
export interface Shared {
  readonly base: Float64Array;
  /** Most minor units that a worth allows for. */
  money(worth: number): number;
  /** The most that an answer of so many minor units is worth. */
  worth(money: number): number;
  readonly sets: { left: number };
  readonly prices: PricingWork;
  readonly looks: Looks;
  readonly steps: Steps;
  readonly nodes: { left: number; seen: number };
  readonly ties: { left: number };
}

/** Where a search begins: what may be done, and what is known of its prices and plans. */
export interface Start {
  readonly node: SearchNode;
  readonly duals: Float64Array;
  /** Plans that may still be part of something better. */
  readonly wishes: readonly Wish[];
  /** A linear program to go on from. */
  readonly master: Master | null;
}

/** The best found, and what is not ruled out: no answer is worth more than the greater of both (0: all is ruled out). */
export interface Explored {
  readonly best: Answer;
  readonly unresolved: number;
}

/** Searches offers for an answer worth more than `known`; `besides` is what all else is worth at most. */
export type Explore = (
  shared: Shared,
  offers: readonly Offer[],
  start: Start,
  known: number,
  besides: number,
) => Explored;

/** One part with fewer of a node's offers than this share is looked at by itself. */
const SMALLER = 0.7;

/** Offers that may still want each other's units, apart from those that they don't; and those that nobody disputes. */
export interface Parts {
  readonly parts: readonly (readonly number[])[];
  readonly alone: readonly number[];
}

/** Cuts a node's offers into parts that share no open unit. */
export function partsOf(node: SearchNode, offers: readonly Offer[]): Parts {
  const disputed = new Set(contested(node, offers));
  const root = Int32Array.from(offers, (_, index) => index);
  const find = (from: number): number => {
    let at = from;
    while (root[at] !== at) at = root[at]!;
    root[from] = at;
    return at;
  };
  const taker = new Int32Array(node.open.length).fill(-1);
  const fights = new Uint8Array(offers.length);
  offers.forEach((offer, index) => {
    if (node.high[index] === 0) return;
    offer.classes.forEach((id, local) => {
      if (!disputed.has(id) || node.most[index]![local] === 0) return;
      fights[index] = 1;
      if (taker[id]! < 0) taker[id] = index;
      else root[find(index)] = find(taker[id]!);
    });
  });
  const parts = new Map<number, number[]>();
  const alone: number[] = [];
  offers.forEach((_, index) => {
    if (fights[index] === 0) alone.push(index);
    else if (parts.get(find(index))?.push(index) === undefined) parts.set(find(index), [index]);
  });
  return { parts: [...parts.values()].sort((a, b) => a.length - b.length || a[0]! - b[0]!), alone };
}

/** A node of some offers alone, with the open units that one of them may take. */
export function within(node: SearchNode, offers: readonly Offer[], part: readonly number[]): SearchNode {
  const open = new Int32Array(node.open.length);
  for (const index of part) {
    offers[index]!.classes.forEach((id, local) => {
      if (node.most[index]![local]! > 0) open[id] = node.open[id]!;
    });
  }
  return {
    open,
    own: part.map((index) => node.own[index]!),
    most: part.map((index) => node.most[index]!),
    low: Int32Array.from(part, (index) => node.low[index]!),
    high: Float64Array.from(part, (index) => node.high[index]!),
  };
}

/**
 * Solves a node part by part where it falls into some: what one part may do is nothing to the others, so each is only asked
 * for what, with the most that the others are worth, still beats `known`. `whole` where it is one part; `none` where nothing does.
 */
export function solveApart(
  shared: Shared,
  offers: readonly Offer[],
  { node, duals, wishes, master }: Start,
  known: number,
  besides: number,
  explore: Explore,
): Explored | 'whole' | 'none' {
  const { parts, alone } = partsOf(node, offers);
  if (parts.length === 1 && parts[0]!.length >= SMALLER * offers.length) return 'whole';
  const slack = tolerance(offers[0]!);
  const chosen: (Realised | null)[] = offers.map(() => null);
  const none = new Float64Array(duals.length);
  const open = [...parts];
  let most = 0;
  let value = 0;
  for (const index of alone) {
    const offer = offers[index]!;
    const plan = price(offer, supplyOf(node, offer, index, shared.base, none), node.low[index]!, node.high[index]!);
    if (plan === null) continue;
    if (plan.bound === Number.NEGATIVE_INFINITY) return 'none';
    const realised = realise(offer, plan);
    const net = netOf(offer, realised, shared.base);
    if (plan.bound > net + slack) {
      // What its bound promises is not what it does: it is searched like a part of many.
      if (offers.length === 1) return 'whole';
      open.unshift([index]);
      continue;
    }
    chosen[index] = realised;
    most += plan.bound;
    value += net;
  }
  const pieces = open.map((part) => pieceOf(shared, offers, { node, duals, wishes, master }, part));
  for (const { bound } of pieces) most += bound;
  let sure = true;
  for (const { part, mine, start, bound } of pieces) {
    if (most <= known + 0.01) return 'none';
    const others = most - bound;
    const least = known - others;
    const { best, unresolved } = explore(shared, mine, start, least, besides + others);
    if (unresolved > Math.max(best.value, least)) sure = false;
    value += best.value;
    best.chosen.forEach((each, at) => {
      chosen[part[at]!] = each;
    });
    most = others + Math.min(bound, Math.max(best.value, least, unresolved));
  }
  return { best: { value, chosen }, unresolved: sure ? 0 : most };
}

function pieceOf(shared: Shared, offers: readonly Offer[], { node, duals, wishes }: Start, part: readonly number[]) {
  const { base, money, prices } = shared;
  const mine = part.map((index) => offers[index]!);
  const place = new Map(part.map((index, at) => [index, at]));
  const inside = within(node, offers, part);
  const own = wishes.flatMap((wish) => {
    const at = place.get(wish.offer);
    return at === undefined ? [] : [{ ...wish, offer: at }];
  });
  const work = { left: prices.left, each: mine.reduce((sum, offer) => sum + effortOf(offer), 1) };
  const seen = relax(inside, mine, base, own, duals, Number.NEGATIVE_INFINITY, mine.map(shelfOf), work);
  prices.left = work.left;
  // A part alone is an answer too, so its savings are whole minor units.
  const bound = Math.min(seen.bound, shared.worth(money(seen.bound)));
  return { part, mine, start: { node: inside, duals: seen.duals, wishes: seen.wishes, master: seen.master }, bound };
}
