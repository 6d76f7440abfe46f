import type { Promotion } from '../../src/domain/promotion/shape.ts';
import { type Application, subsets } from './brute-applications.ts';
import { after, canonical, proportion, type State } from './brute-force.ts';
import { allowed, matchesUnit, mayTake, offSet, offUnit, type Unit } from './brute-unit.ts';

/** Thresholds on what came before; of those that share a unit one applies, so that together they save most. */
export function thresholdStep(state: State, promotions: readonly Promotion[], layer: number): State[] {
  const best = promotions.filter((each) => each.choice !== 'priority');
  const ways = best.map((promotion) => [[], ...waysOf(state.units, promotion, layer)]);
  let most = { saving: 0, count: 0, all: [[]] as Application[][] };
  const visit = (at: number, chosen: Application[], busy: number) => {
    if (at === ways.length) {
      const saving = totalOf(chosen);
      if (saving < most.saving || (saving === most.saving && chosen.length > most.count)) return;
      if (saving > most.saving || chosen.length < most.count) most = { saving, count: chosen.length, all: [] };
      most.all.push(chosen);
      return;
    }
    for (const way of ways[at]!) {
      const mask = way.reduce((bits, each) => bits | each.mask, 0);
      if ((mask & busy) === 0) visit(at + 1, [...chosen, ...way], busy | mask);
    }
  };
  visit(0, [], 0);
  let answers = most.all;
  for (const promotion of promotions.filter((each) => each.choice === 'priority')) {
    answers = answers.flatMap((chosen) => {
      const busy = chosen.reduce((bits, each) => bits | each.mask, 0);
      const fitting = waysOf(state.units, promotion, layer).filter((way) =>
        way.every((each) => (each.mask & busy) === 0),
      );
      const count = Math.max(0, ...fitting.map((way) => way.length));
      const most = fitting.filter((way) => way.length === count);
      const top = Math.max(0, ...most.map(totalOf));
      return most.length === 0
        ? [chosen]
        : most.filter((way) => totalOf(way) === top).map((way) => [...chosen, ...way]);
    });
  }
  return answers.map((chosen) => after(state, chosen, layer));
}

function totalOf(chosen: readonly Application[]): number {
  const sums = new Map<Promotion, number>();
  for (const { promotion, saving } of chosen) sums.set(promotion, (sums.get(promotion) ?? 0) + saving);
  return [...sums].reduce((total, [promotion, sum]) => total + Math.min(sum, promotion.maxDiscount ?? sum), 0);
}

/** Every way to apply one threshold: for a reward, every choice of rewarded sets that the spend allows. */
function waysOf(units: readonly Unit[], promotion: Promotion, layer: number): Application[][] {
  if (promotion.family === 'threshold') return wholeWay(units, promotion, layer);
  if (promotion.family !== 'thresholdGet') throw new Error('no threshold');
  const [spending, get] = promotion.groups;
  const value = (unit: Unit) => (promotion.gross === true ? unit.price : unit.net);
  const counts = units.map((unit) => matchesUnit(spending.match, unit));
  const open = units
    .map((_, at) => at)
    .filter((at) => matchesUnit(get.match, units[at]!) && mayTake(promotion, units[at]!, layer));
  const found: Application[][] = [];
  const visit = (chosen: Application[], from: number[]) => {
    if (chosen.length > 0) {
      const mask = chosen.reduce((bits, each) => bits | each.mask, 0);
      const spent = units.reduce(
        (sum, unit, at) => sum + (counts[at] === true && (mask & (1 << at)) === 0 ? value(unit) : 0),
        0,
      );
      if (Math.floor(spent / spending.spend) >= chosen.length) found.push(chosen);
    }
    if (chosen.length >= allowed(promotion)) return;
    for (const taken of subsets(from, get.quantity)) {
      const amounts = cutOf(units, taken, promotion);
      const saving = [...amounts.values()].reduce((a, b) => a + b, 0);
      const last = chosen.at(-1);
      if (saving === 0 || (last !== undefined && taken[0]! < last.units[0]!)) continue;
      const mask = taken.reduce((bits, at) => bits | (1 << at), 0);
      visit(
        [...chosen, { promotion, units: taken, mask, saving, amounts }],
        from.filter((at) => !taken.includes(at)),
      );
    }
  };
  visit([], open);
  return found;
}

function wholeWay(
  units: readonly Unit[],
  promotion: Promotion & { family: 'threshold' },
  layer: number,
): Application[][] {
  const [group] = promotion.groups;
  const matching = units.map((_, at) => at).filter((at) => matchesUnit(group.match, units[at]!));
  const spent = matching.reduce((sum, at) => sum + (promotion.gross === true ? units[at]!.price : units[at]!.net), 0);
  const discount = promotion.discount ?? promotion.tiers?.filter((tier) => tier.spend <= spent).at(-1)?.discount;
  if (spent < group.spend || discount === undefined) return [];
  const taken = matching.filter((at) => mayTake(promotion, units[at]!, layer));
  const amounts = cutOf(units, taken, { ...promotion, discount });
  const saving = [...amounts.values()].reduce((a, b) => a + b, 0);
  if (saving === 0) return [];
  return [[{ promotion, units: taken, mask: taken.reduce((bits, at) => bits | (1 << at), 0), saving, amounts }]];
}

function cutOf(
  units: readonly Unit[],
  taken: readonly number[],
  { discount }: Pick<Promotion & { family: 'thresholdGet' }, 'discount'>,
) {
  if (discount.per === 'unit') return new Map(taken.map((at) => [at, offUnit(discount, units[at]!)]));
  const order = [...taken].sort((a, b) => canonical(units[a]!, units[b]!));
  const parts = proportion(
    offSet(
      discount,
      order.map((at) => units[at]!),
    ),
    order.map((at) => units[at]!.net),
  );
  return new Map(order.map((at, n) => [at, parts[n]!]));
}
