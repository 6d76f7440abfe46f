import type { Offer } from './offer.ts';
import { everySet } from './patterns.ts';
import { EFFORT, effortOf, price } from './price.ts';
import { costOfUse, type Realised, type Supply } from './problem.ts';
import { fundOf, type SetOfUnits, savingOf, valued } from './realise.ts';

/** What an exhaustive look at one offer found. `bound` is what no answer exceeds, costs taken off. */
export interface Alone {
  readonly best: Realised | null;
  readonly value: number;
  readonly bound: number;
}

/** So many patterns (as a power of two) cost as much to list as a set to look at. */
const PATTERNS_SHIFT = 3;

interface Pattern {
  readonly set: SetOfUnits;
  readonly use: readonly (readonly [number, number])[];
  readonly saving: number;
  readonly fund: number;
}

/**
 * Solves one offer by itself exactly, set by set: for what the linear model only bounds (rounding per set, amounts above a
 * set's price, caps). Counts nodes; out of `budget.left` it says what it has and the bound.
 */
export function searchAlone(
  offer: Offer,
  supply: Supply,
  start: Realised | null,
  budget: { left: number },
  least = 0,
  mostSets = offer.limit,
): Alone {
  const root = price(offer, supply, least, mostSets);
  const spare = Int32Array.from(supply.own, (own, c) => own + supply.shared[c]!);
  const nothing = least > 0 ? Number.NEGATIVE_INFINITY : 0;
  const started = start !== null && setsOf(start) >= least ? start : null;
  let best = started;
  let value = started === null ? nothing : started.worth - costOfUse(started.use, supply);
  if (value < nothing) {
    best = null;
    value = nothing;
  }
  const bound = root?.bound ?? 0;
  if (root === null || bound <= value + tolerance(offer)) return { best, value, bound: Math.max(value, bound) };
  const patterns = patternsOf(offer, spare);
  if (patterns === null) return { best, value, bound };
  budget.left -= patterns.length >> PATTERNS_SHIFT;
  const effort = effortOf(offer);
  const chosen: Pattern[] = [];
  let complete = true;
  let done = false;
  descend(0, 0, offer.fund?.total ?? 0);
  return { best, value, bound: complete ? value : bound };

  function descend(from: number, money: number, left: number): void {
    for (let at = from; at < patterns!.length && !done; at += 1) {
      const pattern = patterns![at]!;
      if (pattern.fund > left || pattern.use.some(([c, count]) => spare[c]! < count)) continue;
      if (budget.left <= 0) {
        complete = false;
        done = true;
        return;
      }
      budget.left -= 1 + Math.floor(effort / EFFORT);
      for (const [c, count] of pattern.use) spare[c]! -= count;
      chosen.push(pattern);
      const total = money + pattern.saving;
      consider(total);
      if (chosen.length < mostSets && !done && promising(total)) descend(at, total, left - pattern.fund);
      chosen.pop();
      for (const [c, count] of pattern.use) spare[c]! += count;
    }
  }

  function consider(money: number): void {
    if (chosen.length < least) return;
    const used = usedOf(chosen, spare.length);
    const worth = Math.min(money, offer.rule.cap) * offer.scale.money + chosen.length * offer.application;
    const net = worth - costOfUse(used, supply);
    if (net <= value) return;
    value = net;
    best = valued(
      offer,
      chosen.map((pattern) => pattern.set),
    );
    if (net + tolerance(offer) >= bound) done = true;
  }

  function promising(money: number): boolean {
    const used = usedOf(chosen, spare.length);
    const rest = price(offer, remaining(supply, used), Math.max(0, least - chosen.length), mostSets - chosen.length);
    const saved = Math.min(money, offer.rule.cap) * offer.scale.money;
    const most = saved + chosen.length * offer.application - costOfUse(used, supply) + (rest?.bound ?? 0);
    return most > value;
  }
}

/** How many sets were made. */
export function setsOf(realised: Realised): number {
  return realised.applications.reduce((sum, each) => sum + each.times, 0);
}

/** Below this two values differ by the rounding of the linear model alone, not by money or an application. */
export function tolerance(offer: Offer): number {
  return offer.scale.application === 0 ? 0.5 : offer.scale.application / 2;
}

function usedOf(chosen: readonly Pattern[], classes: number): Int32Array {
  const used = new Int32Array(classes);
  for (const pattern of chosen) for (const [c, count] of pattern.use) used[c]! += count;
  return used;
}

function remaining(supply: Supply, used: Int32Array): Supply {
  const own = Int32Array.from(supply.own, (count, c) => Math.max(0, count - used[c]!));
  const shared = Int32Array.from(supply.shared, (count, c) => count - Math.max(0, used[c]! - supply.own[c]!));
  return { ...supply, own, shared };
}

/** Every set that could be made, most saving first; null where there are too many to look at. */
function patternsOf(offer: Offer, spare: Int32Array): Pattern[] | null {
  const sets = everySet(offer, spare);
  if (sets === null) return null;
  const patterns = sets.map((set) => ({
    set,
    use: useOf(set),
    saving: savingOf(offer, set),
    fund: offer.fund === null ? 0 : fundOf(offer.fund, set),
  }));
  const saving = patterns.filter((pattern) => pattern.saving > 0);
  return saving
    .map((pattern, at) => ({ pattern, at }))
    .sort((a, b) => b.pattern.saving - a.pattern.saving || a.at - b.at)
    .map(({ pattern }) => pattern);
}

function useOf(set: SetOfUnits): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const units of set) for (const local of units) counts.set(local, (counts.get(local) ?? 0) + 1);
  return [...counts];
}
