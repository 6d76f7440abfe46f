import type { Offer } from './offer.ts';
import type { Plan, Supply } from './problem.ts';

/**
 * A part of the search space: which units only one offer may take, and how many of the rest each may. Every answer of the
 * parent lies in one of two children: an offer takes at most k units of a class, or k + 1 are set aside for it alone.
 */
export interface SearchNode {
  /** Units of each class that are open to all. */
  readonly open: Int32Array;
  /** Per offer and local class: units set aside for it, and the most it may take of the open ones. */
  readonly own: readonly Int32Array[];
  readonly most: readonly Int32Array[];
  /** Per offer, the fewest and the most sets it makes. */
  readonly low: Int32Array;
  readonly high: Float64Array;
}

export function rootNode(counts: readonly number[], offers: readonly Offer[]): SearchNode {
  return {
    open: Int32Array.from(counts),
    own: offers.map((offer) => new Int32Array(offer.classes.length)),
    most: offers.map((offer) => Int32Array.from(offer.classes, (id) => counts[id]!)),
    low: new Int32Array(offers.length),
    high: Float64Array.from(offers, (offer) => offer.limit),
  };
}

/** Offer `index` makes at most `k` sets, or more. */
export function sets(
  node: SearchNode,
  index: number,
  k: number,
): { readonly fewer: SearchNode; readonly more: SearchNode } {
  const high = node.high.slice();
  const low = node.low.slice();
  high[index] = k;
  low[index] = k + 1;
  return { fewer: { ...node, high }, more: { ...node, low } };
}

/** Offer `index` takes at most `k` units of its local class. */
export function atMost(node: SearchNode, index: number, local: number, k: number): SearchNode {
  const most = [...node.most];
  const limits = most[index]!.slice();
  limits[local] = Math.max(0, k - node.own[index]![local]!);
  most[index] = limits;
  return { ...node, most };
}

/** `k` units of its local class are set aside for offer `index`. */
export function setAside(node: SearchNode, offer: Offer, index: number, local: number, k: number): SearchNode {
  const open = node.open.slice();
  const own = [...node.own];
  const kept = own[index]!.slice();
  open[offer.classes[local]!]! -= k - kept[local]!;
  kept[local] = k;
  own[index] = kept;
  return { ...node, open, own };
}

/** Room for an offer's supply, written anew for every question asked of it. */
export interface Shelf {
  readonly shared: Int32Array;
  readonly ownCost: Float64Array;
  readonly sharedCost: Float64Array;
}

export function shelfOf(offer: Offer): Shelf {
  const size = offer.classes.length;
  return { shared: new Int32Array(size), ownCost: new Float64Array(size), sharedCost: new Float64Array(size) };
}

/** What the node lets an offer take, at `base` cost for its own units and `base + dual` for those open to others. */
export function supplyOf(
  node: Pick<SearchNode, 'open' | 'own' | 'most'>,
  offer: Offer,
  index: number,
  base: Float64Array,
  duals: Float64Array,
  shelf: Shelf = shelfOf(offer),
): Supply {
  const { shared, ownCost, sharedCost } = shelf;
  const most = node.most[index]!;
  for (let local = 0; local < shared.length; local += 1) {
    const id = offer.classes[local]!;
    shared[local] = Math.min(most[local]!, node.open[id]!);
    ownCost[local] = base[id]!;
    sharedCost[local] = base[id]! + duals[id]!;
  }
  return { own: node.own[index]!, ownCost, shared, sharedCost };
}

/** Units of open classes that a plan takes: what it uses beyond its own. */
export function openUse(node: SearchNode, index: number, plan: Plan, local: number): number {
  return Math.max(0, plan.use[local]! - node.own[index]![local]!);
}

/** Whether the node allows a plan made elsewhere. */
export function allows(node: SearchNode, offer: Offer, index: number, plan: Plan): boolean {
  const own = node.own[index]!;
  const most = node.most[index]!;
  if (plan.sets < node.low[index]! || plan.sets > node.high[index]!) return false;
  for (let local = 0; local < plan.use.length; local += 1) {
    const id = offer.classes[local]!;
    if (plan.use[local]! > own[local]! + Math.min(most[local]!, node.open[id]!)) return false;
  }
  return true;
}

/** Classes that more than one offer may still take. */
export function contested(node: SearchNode, offers: readonly Offer[]): number[] {
  const takers = new Int32Array(node.open.length);
  for (let index = 0; index < offers.length; index += 1) {
    if (node.high[index] === 0) continue;
    const { classes } = offers[index]!;
    const most = node.most[index]!;
    for (let local = 0; local < classes.length; local += 1) if (most[local]! > 0) takers[classes[local]!]! += 1;
  }
  const ids: number[] = [];
  for (let id = 0; id < takers.length; id += 1) if (takers[id]! > 1 && node.open[id]! > 0) ids.push(id);
  return ids;
}
