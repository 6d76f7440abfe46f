import { candidatesOf, classesOf, type PoolClass, type Step } from './classes.ts';
import type { Wanted } from './draw.ts';
import type { Rule } from './rule.ts';
import { offerOf } from './solver/offer.ts';
import { price } from './solver/price.ts';
import type { Candidate, Supply } from './solver/problem.ts';
import { realise, savingOf } from './solver/realise.ts';
import { searchAlone } from './solver/search.ts';
import { BUDGET } from './solver/solve.ts';
import type { Pool } from './units.ts';

export interface ByPriority {
  readonly classes: readonly PoolClass[];
  readonly wanted: readonly Wanted[];
  readonly gap: number;
}

/** A rule chosen by priority: as many applications as possible, and of those the most saved. */
export function takeByPriority(pools: readonly Pool[], rule: Rule, step: Step): ByPriority {
  const alone: Step = { ...step, takesPart: (rank) => rank === rule.rank, slot: null };
  const classes = classesOf(pools, alone);
  const [candidate] = candidatesOf(classes, step, true);
  if (candidate === undefined) return { classes, wanted: [], gap: 0 };
  const { promotion } = rule;
  if ((promotion.family === 'buyGet' || promotion.family === 'spread') && promotion.favour === 'retailer') {
    return { classes, wanted: retailerSets(classes, rule, candidate.groups), gap: 0 };
  }
  const left = classes.map((each) => each.count);
  return { classes, ...chooseMost(candidate, classes, left) };
}

/** As many applications as what is left of the classes allows, and of those the most saved. */
export function chooseMost(
  candidate: Candidate,
  classes: readonly PoolClass[],
  left: readonly number[],
): Pick<ByPriority, 'wanted' | 'gap'> {
  const most = classes.reduce((sum, unit) => sum + unit.price * unit.count, 0);
  const offer = offerOf(candidate, 0, 0, classes, { money: 1, application: 0, penalty: 0 }, most + 1);
  const supply = openSupply(offer.classes.length, (local) => left[offer.classes[local]!]!);
  const plan = price(offer, supply);
  if (plan === null) return { wanted: [], gap: 0 };
  const found = searchAlone(offer, supply, realise(offer, plan), { left: BUDGET.sets });
  const wanted = (found.best?.applications ?? []).map(({ takes, times }) => ({ rule: candidate.rule, takes, times }));
  return { wanted, gap: Math.min(most, Math.max(0, Math.ceil(found.bound - found.value - 1e-6))) };
}

/** All units of an offer at no cost. */
function openSupply(size: number, count: (local: number) => number): Supply {
  const none = new Float64Array(size);
  const shared = Int32Array.from({ length: size }, (_, local) => count(local));
  return { own: new Int32Array(size), ownCost: none, shared, sharedCost: none };
}

/** As many sets as fit; the cheapest units of all are rewarded, the dearest left open the door. */
function retailerSets(classes: readonly PoolClass[], rule: Rule, groups: readonly (readonly number[])[]): Wanted[] {
  const [buy = 1, get = 1] = rule.quantities;
  const count = (ids: readonly number[]) => ids.reduce((sum, id) => sum + classes[id]!.count, 0);
  const possible = Math.min(Math.floor(count(groups[0]!) / buy), Math.floor(count(groups[1]!) / get), rule.limit);
  for (let sets = possible; sets > 0; sets -= 1) {
    const left = classes.map((each) => each.count);
    const rewarded = takeFrom([...groups[1]!].reverse(), sets * get, left);
    const buyers = takeFrom(groups[0]!, sets * buy, left);
    if (rewarded === null || buyers === null) continue;
    rewarded.reverse();
    const offer = offerOf({ rule, groups }, 0, 0, classes, { money: 1, application: 0, penalty: 0 });
    const local = new Map(Array.from(offer.classes, (id, at) => [id, at]));
    const saves = ({ takes }: Wanted) =>
      savingOf(
        offer,
        takes.map((group) => group.flatMap(([id, n]) => Array<number>(n).fill(local.get(id)!))),
      ) > 0;
    return Array.from({ length: sets }, (_, s) => ({
      rule,
      takes: [tally(buyers.slice(s * buy, (s + 1) * buy)), tally(rewarded.slice(s * get, (s + 1) * get))],
      times: 1,
    })).filter(saves);
  }
  return [];
}

/** Unit by unit from the first class on; null where there are too few. */
export function takeFrom(ids: readonly number[], wanted: number, left: number[]): number[] | null {
  const taken: number[] = [];
  for (const id of ids) {
    const count = Math.min(left[id]!, wanted - taken.length);
    for (let n = 0; n < count; n += 1) taken.push(id);
    left[id]! -= count;
  }
  return taken.length === wanted ? taken : null;
}

/** Pairs of class and count, ascending. */
export function tally(units: readonly number[]): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const id of units) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}
