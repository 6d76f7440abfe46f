import type { Minor } from '../money/money.ts';
import type { PromotableLine } from './engine.ts';
import type { Reach, ReachIndex } from './reach.ts';
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
  const groups = new Map<
    string,
    { line: PromotableLine; categories: string[]; at: { index: number; quantity: number }[] }
  >();
  let units = 0;
  lines.forEach((line, position) => {
    check(line);
    if (!line.promotable || line.quantity === 0) return;
    units += line.quantity;
    const categories = line.categories.length < 2 ? [...line.categories] : [...new Set(line.categories)].sort();
    const key = keyOf(line, categories);
    const at = { index: position, quantity: line.quantity };
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { line, categories, at: [at] });
    else group.at.push(at);
  });
  if (units > MOST_UNITS) throw new RangeError(`a basket has at most ${MOST_UNITS} units, not ${units}`);
  const ordered = [...groups].sort(([keyA, a], [keyB, b]) => canonical(a.line, b.line) || compare(keyA, keyB));
  return ordered.map(([, { line, categories, at }], place) => {
    const reach = index.of(line.itemId, categories);
    const grams = line.grams ?? null;
    const kind = { place, itemId: line.itemId, price: line.unitPrice, grams, reach, lines: at };
    const count = at.reduce((sum, each) => sum + each.quantity, 0);
    return { kind, count, net: line.unitPrice, takenIn: null, cuts: [] };
  });
}

/** Names begin with their length, so that no two lists read alike. */
function keyOf({ unitPrice, itemId, grams }: PromotableLine, categories: readonly string[]): string {
  let key = `${unitPrice} ${grams ?? ''} ${itemId.length} ${itemId}`;
  for (let n = 0; n < categories.length; n += 1) key += `${categories[n]!.length} ${categories[n]!}`;
  return key;
}

function canonical(a: PromotableLine, b: PromotableLine): number {
  return b.unitPrice - a.unitPrice || compare(a.itemId, b.itemId) || (a.grams ?? 0) - (b.grams ?? 0);
}

/** Canonical order of what is left of units: what they cost now, then as they came. */
export function byNet(a: Pool, b: Pool): number {
  return b.net - a.net || a.kind.place - b.kind.place;
}

function check(line: PromotableLine): void {
  const bad = (what: string, value: number) => new RangeError(`line ${line.lineId}: no ${what}: ${value}`);
  if (!Number.isSafeInteger(line.unitPrice) || line.unitPrice < 0) throw bad('price', line.unitPrice);
  if (!Number.isSafeInteger(line.quantity) || line.quantity < 0) throw bad('quantity', line.quantity);
  if (line.grams !== undefined && (!Number.isSafeInteger(line.grams) || line.grams < 0))
    throw bad('weight', line.grams);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts together pools that have become equal again, in canonical order, and drops empty ones. */
export function mergePools(pools: readonly Pool[]): Pool[] {
  const merged = new Map<string, Pool>();
  for (const pool of pools) {
    if (pool.count === 0) continue;
    const history = pool.cuts.map((cut) => `${cut.rule.rank}:${cut.amount}`).join();
    const key = `${pool.kind.place}|${pool.net}|${pool.takenIn}|${history}`;
    const same = merged.get(key);
    merged.set(key, same === undefined ? pool : { ...same, count: same.count + pool.count });
  }
  return [...merged.values()].sort(byNet);
}
