/**
 * Prices tiny baskets by looking at everything the rules allow. Written from the specification alone, unit by unit; of the
 * engine it knows only the shape of a promotion. Where equal answers lead on to different ones, it follows them all.
 */
import type { Promotion } from '../../src/domain/promotion/shape.ts';
import { type Application, applicationsOf } from './brute-applications.ts';
import { retailerStep } from './brute-retailer.ts';
import { thresholdStep } from './brute-threshold.ts';
import { allowed, isThreshold, type Unit } from './brute-unit.ts';

/** What a basket may end as: discount in all, and how many applications. */
export interface Ending {
  readonly discount: number;
  readonly applications: number;
}

export interface State {
  readonly units: readonly Unit[];
  readonly discount: number;
  readonly applications: number;
}

/** Too many equal answers to follow. */
export class TooMany extends Error {}

const MOST_STATES = 60;

/** All endings that the specification leaves open between answers that it calls equal. */
export function bruteForce(units: readonly Unit[], promotions: readonly Promotion[]): Ending[] {
  const shared = promotions.filter((promotion) => promotion.exclusive !== true);
  const together = layers(units, shared);
  const alone = promotions.filter((each) => each.exclusive === true).flatMap((each) => layers(units, [each]));
  const most = Math.max(0, ...alone.map((each) => each.discount));
  const former = together.filter((each) => each.discount >= most);
  const beaten = together.length > former.length;
  const best = beaten ? [...former, ...alone.filter((each) => each.discount === most)] : former;
  return best.map(({ discount, applications }) => ({ discount, applications }));
}

function layers(units: readonly Unit[], promotions: readonly Promotion[]): State[] {
  const layerOf = (promotion: Promotion) => promotion.layer ?? (isThreshold(promotion) ? 100 : 0);
  const numbers = [...new Set(promotions.map(layerOf))].sort((a, b) => a - b);
  let states: State[] = [{ units, discount: 0, applications: 0 }];
  for (const layer of numbers) {
    const inLayer = promotions.filter((promotion) => layerOf(promotion) === layer);
    const families = inLayer.filter((promotion) => !isThreshold(promotion));
    const best = families.filter((promotion) => promotion.choice !== 'priority');
    if (best.length > 0) states = follow(states, (state) => bestStep(state, best, layer, 'saving'));
    for (const promotion of byPriority(families.filter((each) => each.choice === 'priority'))) {
      const retailer = 'favour' in promotion && promotion.favour === 'retailer';
      states = follow(states, (state) =>
        retailer ? [retailerStep(state, promotion, layer)] : bestStep(state, [promotion], layer, 'applications'),
      );
    }
    const thresholds = inLayer.filter(isThreshold);
    if (thresholds.length > 0) states = follow(states, (state) => thresholdStep(state, byPriority(thresholds), layer));
  }
  return states;
}

export function byPriority(promotions: readonly Promotion[]): Promotion[] {
  return [...promotions].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0) || (a.id < b.id ? -1 : 1));
}

function follow(states: readonly State[], step: (state: State) => State[]): State[] {
  const next = new Map<string, State>();
  for (const state of states) {
    for (const after of step(state)) {
      const units = after.units.map((unit) => `${unit.item},${unit.price},${unit.grams},${unit.net},${unit.takenIn}`);
      next.set(`${units.sort().join(';')}#${after.applications}`, after);
      if (next.size > MOST_STATES) throw new TooMany('more equal answers than can be followed');
    }
  }
  return [...next.values()];
}

/** Every set of disjoint applications; of them the best ones, all of those that are equal. */
function bestStep(
  state: State,
  promotions: readonly Promotion[],
  layer: number,
  aim: 'saving' | 'applications',
): State[] {
  const all = promotions.flatMap((promotion) => applicationsOf(state.units, promotion, layer));
  const startingAt = state.units.map((_, unit) => all.filter((each) => Math.min(...each.units) === unit));
  const chosen: Application[] = [];
  let best: { first: number; second: number; all: Application[][] } = { first: 0, second: 0, all: [[]] };

  const visit = (unit: number, busy: number) => {
    if (unit === state.units.length) {
      const money = savedBy(chosen);
      const [first, second] = aim === 'saving' ? [money, -chosen.length] : [chosen.length, money];
      if (first < best.first || (first === best.first && second < best.second)) return;
      if (first > best.first || second > best.second) best = { first, second, all: [] };
      if (best.all.length < 5000) best.all.push([...chosen]);
      return;
    }
    visit(unit + 1, busy);
    if ((busy & (1 << unit)) !== 0) return;
    for (const application of startingAt[unit]!) {
      if ((application.mask & busy) !== 0) continue;
      const { promotion } = application;
      const made = chosen.filter((each) => each.promotion === promotion).length;
      if (made >= allowed(promotion)) continue;
      chosen.push(application);
      visit(unit + 1, busy | application.mask);
      chosen.pop();
    }
  };
  visit(0, 0);
  return best.all.map((answer) => after(state, answer, layer));
}

function savedBy(chosen: readonly Application[]): number {
  const sums = new Map<Promotion, number>();
  for (const { promotion, saving } of chosen) sums.set(promotion, (sums.get(promotion) ?? 0) + saving);
  let total = 0;
  for (const [promotion, sum] of sums) total += Math.min(sum, promotion.maxDiscount ?? sum);
  return total;
}

/** The state after some applications: a promotion's amounts above its cap shrink in proportion. */
export function after(state: State, chosen: readonly Application[], layer: number): State {
  const units = state.units.map((unit) => ({ ...unit }));
  for (const promotion of new Set(chosen.map((each) => each.promotion))) {
    const mine = chosen.filter((each) => each.promotion === promotion);
    const amounts = new Map<number, number>();
    for (const { units: taken, amounts: each } of mine)
      for (const unit of taken) amounts.set(unit, each.get(unit) ?? 0);
    const total = [...amounts.values()].reduce((a, b) => a + b, 0);
    const cap = promotion.maxDiscount ?? total;
    const order = [...amounts.keys()].sort((a, b) => canonical(state.units[a]!, state.units[b]!));
    const cut =
      total > cap
        ? proportion(
            cap,
            order.map((unit) => amounts.get(unit)!),
          )
        : order.map((unit) => amounts.get(unit)!);
    order.forEach((unit, at) => {
      units[unit]!.net -= cut[at]!;
      units[unit]!.takenIn = layer;
    });
  }
  return {
    units,
    discount: state.discount + savedBy(chosen),
    applications: state.applications + chosen.length,
  };
}

/** Price descending, item id, grams, line. */
export function canonical(a: Unit, b: Unit): number {
  if (a.net !== b.net) return b.net - a.net;
  if (a.price !== b.price) return b.price - a.price;
  if (a.item !== b.item) return a.item < b.item ? -1 : 1;
  return (a.grams ?? 0) - (b.grams ?? 0) || a.line - b.line;
}

/** Largest remainder, ties to the earlier. */
export function proportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map((_, at) => (at === 0 ? total : 0));
  const parts = weights.map((weight) => Math.floor((total * weight) / sum));
  const rests = weights.map((weight, at) => ({ at, rest: (total * weight) % sum }));
  rests.sort((a, b) => b.rest - a.rest || a.at - b.at);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (const { at } of rests.slice(0, missing)) parts[at]! += 1;
  return parts;
}
