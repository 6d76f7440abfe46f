import { BLUR } from './alternatives.ts';
import { asking } from './ask.ts';
import { contested, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import { EFFORT } from './price.ts';
import type { PricingWork, Relaxed } from './relax.ts';

/** Goods of an offer over more than so many are not looked at one by one: each look reads all of them. */
const MOST_CLASSES = 512;

/** A node without what no better answer does, and its relaxation as it stands there. */
export interface Narrowed {
  readonly node: SearchNode;
  readonly relaxed: Relaxed;
}

/**
 * A node without what no answer better than `known` does: an offer that took just so many units of a class would alone lose
 * more, at the node's prices, than its bound is above `known`. Null where that leaves too few units for all.
 */
export function narrow(
  node: SearchNode,
  offers: readonly Offer[],
  base: Float64Array,
  relaxed: Relaxed,
  known: number,
  work: PricingWork,
): Narrowed | null {
  const room = relaxed.bound - known + BLUR;
  const fought = new Set(contested(node, offers));
  const open = node.open.slice();
  const own = [...node.own];
  const most = [...node.most];
  const worths = relaxed.worth.slice();
  offers.forEach((offer, index) => {
    if (node.high[index] === 0 || work.left <= 0 || offer.classes.length > MOST_CLASSES) return;
    const looks = { left: Number.POSITIVE_INFINITY };
    const worth = relaxed.worth[index]!;
    const plan = relaxed.plans[index]!;
    const asked = asking(node, offer, index, base, relaxed.duals, looks);
    const kept = own[index]!.slice();
    const limits = most[index]!.slice();
    const loses = (local: number, v: number) => {
      work.left -= EFFORT;
      asked.fix(local, v);
      const seen = asked.reply();
      return seen === null || worth - seen.worth > room;
    };
    let changed = false;
    offer.classes.forEach((id, local) => {
      const count = asked.counts[local]!;
      if (count === 0 || !fought.has(id)) return;
      const best = asked.taken(plan, local);
      let low = 0;
      while (low < best && loses(local, low)) low += 1;
      let top = count;
      while (top > best && loses(local, top)) top -= 1;
      asked.release(local);
      if (low === 0 && top === limits[local]) return;
      changed = true;
      kept[local]! += low;
      open[id]! -= low;
      // What is set aside for it has no price to it any more.
      worths[index]! += low * relaxed.duals[id]!;
      limits[local] = top - low;
    });
    if (!changed) return;
    own[index] = kept;
    most[index] = limits;
  });
  if (open.some((count) => count < 0)) return null;
  return { node: { ...node, open, own, most }, relaxed: { ...relaxed, worth: worths } };
}
