import type { Minor } from '../money/money.ts';
import type { PromotableLine } from './engine.ts';
import { type Known, namesOf, type Reach, type ReachIndex } from './reach.ts';
import type { Rule } from './rule.ts';

/** Most units that one basket is priced for; more is refused rather than left to run. */
export const MOST_UNITS = 1_000_000;

/** Units that no rule can tell apart, on whatever lines they stand. */
export interface Kind {
  /** Canonical place: price descending, item id, grams, categories. */
  readonly place: number;
  readonly itemId: string;
  readonly price: Minor;
  readonly grams: number | null;
  readonly reach: Reach;
  readonly lines: readonly { readonly index: number; readonly quantity: number }[];
}

/** One reduction that a unit carries: which rule and how much. */
export interface Cut {
  readonly rule: Rule;
  readonly amount: Minor;
}

/** `count` units of one kind with one history, so equal in everything. */
export interface Pool {
  readonly kind: Kind;
  readonly count: number;
  readonly net: Minor;
  /** Layer that took these units; null while nothing has. */
  readonly takenIn: number | null;
  readonly cuts: readonly Cut[];
}

/**
 * Merges the promotable lines of a basket into kinds, in canonical order.
 * @throws RangeError on a negative or fractional price or quantity, or more than MOST_UNITS units.
 */
export function poolsOf(lines: readonly PromotableLine[], index: ReachIndex): Pool[] {
  const order: number[] = [];
  const known: Known[] = [];
  let units = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    check(line);
    if (!line.promotable || line.quantity === 0) continue;
    units += line.quantity;
    order.push(at);
    known[at] = index.of(line.itemId, line.categories);
  }
  if (units > MOST_UNITS) throw new RangeError(`a basket has at most ${MOST_UNITS} units, not ${units}`);
  order.sort((a, b) => canonical(lines[a]!, lines[b]!) || byCategories(known[a]!, known[b]!));
  const pools: Pool[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const first = order[from]!;
    const line = lines[first]!;
    const item = known[first]!;
    const at: { index: number; quantity: number }[] = [];
    let count = 0;
    for (; to < order.length; to += 1) {
      const next = order[to]!;
      if (to > from && (canonical(line, lines[next]!) !== 0 || byCategories(item, known[next]!) !== 0)) break;
      const { quantity } = lines[next]!;
      at.push({ index: next, quantity });
      count += quantity;
    }
    const { itemId, unitPrice: price } = line;
    const kind = { place: pools.length, itemId, price, grams: line.grams ?? null, reach: item.reach, lines: at };
    pools.push({ kind, count, net: price, takenIn: null, cuts: NO_CUTS });
  }
  return pools;
}

const NO_CUTS: readonly Cut[] = [];

function canonical(a: PromotableLine, b: PromotableLine): number {
  return b.unitPrice - a.unitPrice || compare(a.itemId, b.itemId) || (a.grams ?? -1) - (b.grams ?? -1);
}

/** One item is remembered under one list of categories, unless its lines say different ones. */
function byCategories(a: Known, b: Known): number {
  return a === b ? 0 : compare(namesOf(a.categories), namesOf(b.categories));
}

/** Canonical order of what is left of units: what they cost now, then as they came. */
export function byNet(a: Pool, b: Pool): number {
  return b.net - a.net || a.kind.place - b.kind.place;
}

function check(line: PromotableLine): void {
  const { unitPrice, quantity, grams } = line;
  if (!Number.isSafeInteger(unitPrice) || unitPrice < 0) throw bad(line, 'price', unitPrice);
  if (!Number.isSafeInteger(quantity) || quantity < 0) throw bad(line, 'quantity', quantity);
  if (grams !== undefined && (!Number.isSafeInteger(grams) || grams < 0)) throw bad(line, 'weight', grams);
}

function bad(line: PromotableLine, what: string, value: number): RangeError {
  return new RangeError(`line ${line.lineId}: no ${what}: ${value}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts together pools that have become equal again, in canonical order, and drops empty ones. */
export function mergePools(pools: readonly Pool[]): Pool[] {
  const sorted = pools.filter((pool) => pool.count > 0).sort(byNet);
  const merged: Pool[] = [];
  let run = 0;
  for (const pool of sorted) {
    // Only units of one kind and price can be equal, and these stand together.
    if (run < merged.length && byNet(merged[run]!, pool) !== 0) run = merged.length;
    let at = run;
    while (at < merged.length && !alike(merged[at]!, pool)) at += 1;
    if (at === merged.length) merged.push(pool);
    else merged[at] = counting(merged[at]!, merged[at]!.count + pool.count);
  }
  return merged;
}

/** The same pool with another number of units. */
export function counting({ kind, net, takenIn, cuts }: Pool, count: number): Pool {
  return { kind, count, net, takenIn, cuts };
}

function alike(a: Pool, b: Pool): boolean {
  if (a.takenIn !== b.takenIn || a.cuts.length !== b.cuts.length) return false;
  for (let n = 0; n < a.cuts.length; n += 1) {
    if (a.cuts[n]!.amount !== b.cuts[n]!.amount || a.cuts[n]!.rule.rank !== b.cuts[n]!.rule.rank) return false;
  }
  return true;
}
