import type { Discount, Promotion } from '../../src/domain/promotion/shape.ts';
import { canonical, proportion } from './brute-force.ts';
import { matchesUnit, mayTake, offSet, offUnit, type Unit } from './brute-unit.ts';

/** One way to apply a promotion once. */
export interface Application {
  readonly promotion: Promotion;
  readonly units: readonly number[];
  readonly mask: number;
  readonly saving: number;
  /** What comes off each unit. */
  readonly amounts: ReadonlyMap<number, number>;
}

/** Every application of a promotion of the unit families that saves something. */
export function applicationsOf(units: readonly Unit[], promotion: Promotion, layer: number): Application[] {
  const open = units.map((unit) => mayTake(promotion, unit, layer));
  const matching = promotion.groups.map(({ match }) =>
    units.map((_, at) => at).filter((at) => open[at] === true && matchesUnit(match, units[at]!)),
  );
  const found: Application[] = [];
  const make = (taken: readonly number[], amounts: Map<number, number>) => {
    const saving = [...amounts.values()].reduce((a, b) => a + b, 0);
    const mask = taken.reduce((bits, at) => bits | (1 << at), 0);
    if (saving > 0) found.push({ promotion, units: taken, mask, saving, amounts });
  };
  switch (promotion.family) {
    case 'multibuy':
    case 'bundle':
      for (const groups of picks(
        matching,
        promotion.groups.map((group) => group.quantity),
      )) {
        const all = groups.flat();
        make(all, reduced(units, all, promotion.discount));
      }
      break;
    case 'lines':
      for (const groups of picks(
        matching,
        promotion.groups.map((group) => group.quantity),
      )) {
        const amounts = new Map<number, number>();
        groups.forEach((group, at) => {
          for (const each of group) amounts.set(each, offUnit(promotion.groups[at]!.discount, units[each]!));
        });
        make(groups.flat(), amounts);
      }
      break;
    case 'bulk': {
      const [group] = promotion.groups;
      for (let k = group.quantity; k <= Math.min(group.max ?? Number.POSITIVE_INFINITY, matching[0]!.length); k += 1) {
        const tier = promotion.tiers?.filter((each) => each.quantity <= k).at(-1);
        const discount = promotion.discount ?? tier?.discount;
        if (discount === undefined) continue;
        const whole = tier?.quantity ?? group.quantity;
        for (const taken of subsets(matching[0]!, k)) make(taken, reduced(units, taken, discount, k, whole));
      }
      break;
    }
    case 'buyGet':
    case 'spread': {
      const [buy, get] = promotion.groups;
      for (const [buyers, rewarded] of pairs(units, promotion, matching, buy.quantity, get.quantity)) {
        const amounts = reduced(units, rewarded, promotion.discount);
        const all = [...buyers, ...rewarded];
        make(
          all,
          promotion.family === 'spread' ? spreadOver(units, all, amounts, promotion.split === 'equal') : amounts,
        );
      }
      break;
    }
    default:
      throw new Error(`${promotion.family} is no unit family`);
  }
  return found;
}

function reduced(
  units: readonly Unit[],
  taken: readonly number[],
  discount: Discount,
  k = 1,
  q = 1,
): Map<number, number> {
  if (discount.per === 'unit') return new Map(taken.map((at) => [at, offUnit(discount, units[at]!)]));
  const order = [...taken].sort((a, b) => canonical(units[a]!, units[b]!));
  const total = offSet(
    discount,
    order.map((at) => units[at]!),
    k,
    q,
  );
  const parts = proportion(
    total,
    order.map((at) => units[at]!.net),
  );
  return new Map(order.map((at, n) => [at, parts[n]!]));
}

function spreadOver(units: readonly Unit[], all: readonly number[], amounts: Map<number, number>, equally: boolean) {
  const total = [...amounts.values()].reduce((a, b) => a + b, 0);
  const order = [...all].sort((a, b) => canonical(units[a]!, units[b]!));
  if (!equally) {
    const parts = proportion(
      total,
      order.map((at) => units[at]!.net),
    );
    return new Map(order.map((at, n) => [at, parts[n]!]));
  }
  const given = new Map(order.map((at) => [at, 0]));
  let open = order.filter((at) => units[at]!.net > 0);
  let left = total;
  while (left > 0) {
    const parts = proportion(
      left,
      open.map(() => 1),
    );
    const full = open.filter((at, n) => parts[n]! >= units[at]!.net);
    if (full.length === 0) {
      open.forEach((at, n) => {
        given.set(at, parts[n]!);
      });
      break;
    }
    for (const at of full) {
      given.set(at, units[at]!.net);
      left -= units[at]!.net;
    }
    open = open.filter((at) => !full.includes(at));
  }
  return given;
}

/** Buyers and rewarded. Where both groups say the same, the cheapest of a set are rewarded, of equally cheap ones the best. */
function pairs(
  units: readonly Unit[],
  promotion: Promotion & { family: 'buyGet' | 'spread' },
  matching: readonly number[][],
  buy: number,
  get: number,
): [number[], number[]][] {
  const same = JSON.stringify(sorted(promotion.groups[0].match)) === JSON.stringify(sorted(promotion.groups[1].match));
  if (!same) return picks(matching, [buy, get]).map(([a, b]) => [a!, b!]);
  const found: [number[], number[]][] = [];
  for (const set of subsets(matching[0]!, buy + get)) {
    let best = -1;
    let ways: [number[], number[]][] = [];
    for (const rewarded of subsets(set, get)) {
      const buyers = set.filter((at) => !rewarded.includes(at));
      const dearest = Math.max(...rewarded.map((at) => units[at]!.net));
      if (buyers.some((at) => units[at]!.net < dearest)) continue;
      const saving = [...reduced(units, rewarded, promotion.discount).values()].reduce((a, b) => a + b, 0);
      if (saving > best) ways = [];
      if (saving >= best) ways.push([buyers, rewarded]);
      best = Math.max(best, saving);
    }
    found.push(...ways);
  }
  return found;
}

function sorted(match: Promotion['groups'][number]['match']) {
  const list = (names: string[] | undefined) => [...new Set(names ?? [])].sort();
  return [
    match.all === true ? 'all' : [list(match.items), list(match.categories)],
    list(match.except?.items),
    list(match.except?.categories),
  ];
}

/** Disjoint choices of so many of each group. */
function picks(groups: readonly number[][], quantities: readonly number[], busy: readonly number[] = []): number[][][] {
  const [first, ...rest] = groups;
  if (first === undefined) return [[]];
  const free = first.filter((at) => !busy.includes(at));
  return subsets(free, quantities[0]!).flatMap((taken) =>
    picks(rest, quantities.slice(1), [...busy, ...taken]).map((more) => [taken, ...more]),
  );
}

export function subsets(from: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return from.flatMap((first, at) => subsets(from.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}
