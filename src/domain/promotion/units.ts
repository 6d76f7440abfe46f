import type { Minor } from '../money/money.ts';
import type { PromotableLine } from './engine.ts';
import { type Known, NOWHERE, namesOf, type Reach, type ReachIndex } from './reach.ts';
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
 * Merges the promotable lines of a basket that some rule can reach into kinds, in canonical order; what none can is nothing to
 * any of them.
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
    const item = index.of(line.itemId, line.categories);
    if (item.reach === NOWHERE) continue;
    order.push(at);
    known.push(item);
  }
  if (units > MOST_UNITS) throw new RangeError(`a basket has at most ${MOST_UNITS} units, not ${units}`);
  return merged(lines, order, known);
}

/** `order`: the lines that count, by index; `known`: their items. */
function merged(lines: readonly PromotableLine[], order: number[], known: Known[]): Pool[] {
  sortLines(lines, order, known);
  const pools: Pool[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const line = lines[order[from]!]!;
    const item = known[from]!;
    const at: { index: number; quantity: number }[] = [];
    let count = 0;
    for (; to < order.length; to += 1) {
      const next = lines[order[to]!]!;
      if (to > from && compareLines(line, next, item, known[to]!) !== 0) break;
      at.push({ index: order[to]!, quantity: next.quantity });
      count += next.quantity;
    }
    const { itemId, unitPrice: price } = line;
    const kind = { place: pools.length, itemId, price, grams: line.grams ?? null, reach: item.reach, lines: at };
    pools.push({ kind, count, net: price, takenIn: null, cuts: NO_CUTS });
  }
  return pools;
}

/** Up to so many lines are put in order one by one, which needs no call per comparison. */
const FEW_LINES = 60;

/** Sorts lines canonically, and their items with them; lines that are alike stay as they came. */
function sortLines(lines: readonly PromotableLine[], order: number[], known: Known[]): void {
  if (order.length > FEW_LINES) {
    const places = Array.from(order.keys()).sort((a, b) =>
      compareLines(lines[order[a]!]!, lines[order[b]!]!, known[a]!, known[b]!),
    );
    const before = { order: [...order], known: [...known] };
    for (let n = 0; n < places.length; n += 1) {
      order[n] = before.order[places[n]!]!;
      known[n] = before.known[places[n]!]!;
    }
    return;
  }
  for (let n = 1; n < order.length; n += 1) {
    const index = order[n]!;
    const line = lines[index]!;
    const item = known[n]!;
    let at = n;
    for (; at > 0; at -= 1) {
      const other = lines[order[at - 1]!]!;
      if (other.unitPrice > line.unitPrice) break;
      if (other.unitPrice === line.unitPrice && compareLines(other, line, known[at - 1]!, item) <= 0) break;
      order[at] = order[at - 1]!;
      known[at] = known[at - 1]!;
    }
    order[at] = index;
    known[at] = item;
  }
}

const NO_CUTS: readonly Cut[] = [];

/** Canonical order. One item is remembered under one list of categories, unless its lines say different ones. */
function compareLines(a: PromotableLine, b: PromotableLine, known: Known, other: Known): number {
  return (
    b.unitPrice - a.unitPrice ||
    compare(a.itemId, b.itemId) ||
    (a.grams ?? -1) - (b.grams ?? -1) ||
    (known === other ? 0 : compare(namesOf(known.categories), namesOf(other.categories)))
  );
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

/**
 * Pools in canonical order with others that came of them: those that have become equal again are put together, empty ones are
 * dropped.
 */
export function mergePools(standing: readonly Pool[], others: readonly Pool[]): Pool[] {
  const settled = [...others].sort(byNet);
  const merged: Pool[] = [];
  let run = 0;
  for (let at = 0, next = 0; at < standing.length || next < settled.length; ) {
    // Of units that cost the same, those that stood there go first.
    const before = at < standing.length && (next === settled.length || byNet(standing[at]!, settled[next]!) <= 0);
    const pool = before ? standing[at]! : settled[next]!;
    if (before) at += 1;
    else next += 1;
    if (pool.count === 0) continue;
    // Only units of one kind and price can be equal, and these stand together.
    if (run < merged.length && byNet(merged[run]!, pool) !== 0) run = merged.length;
    let same = run;
    while (same < merged.length && !alike(merged[same]!, pool)) same += 1;
    if (same === merged.length) merged.push(pool);
    else merged[same] = counting(merged[same]!, merged[same]!.count + pool.count);
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
