/**
 * The unit families of one layer as a mixed-integer program for HiGHS, written from the specification: counts of units per
 * line and group, sets as integers. Says null of a rule whose sets it can't put into a linear form.
 */
import highs from 'highs';
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import type { Discount, Promotion } from '../../src/domain/promotion/shape.ts';
import { halfUp, matchesUnit, offSet, offUnit, type Unit } from './brute-unit.ts';

type Terms = [number, string][];

interface Model {
  readonly objective: Terms;
  readonly rows: string[];
  readonly bounds: string[];
  readonly integers: string[];
}

// The package declares itself as CommonJS; what Node imports is the loader itself.
const load = highs as unknown as typeof highs.default;
const engine = await load();

/** One line's units, all alike. */
interface Stack extends Unit {
  readonly count: number;
}

/** The most that can be saved, exactly. */
export function solveMilp(lines: readonly PromotableLine[], promotions: readonly Promotion[]): number {
  const text = milpText(lines, promotions);
  return text === null ? 0 : solveText(text);
}

/** Solves a program; the part a benchmark times. */
export function solveText(text: string): number {
  const answer = engine.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0.2, mip_feasibility_tolerance: 1e-7 });
  if (answer.Status !== 'Optimal') throw new Error(`HiGHS says ${answer.Status}`);
  return Math.round(answer.ObjectiveValue);
}

/** The program as text; null where no promotion reaches the basket. */
export function milpText(lines: readonly PromotableLine[], promotions: readonly Promotion[]): string | null {
  const stacks: Stack[] = lines
    .filter((line) => line.promotable)
    .map((line, at) => ({
      item: line.itemId,
      categories: line.categories,
      price: line.unitPrice,
      net: line.unitPrice,
      grams: line.grams ?? null,
      line: at,
      takenIn: null,
      count: line.quantity,
    }));
  const model: Model = { objective: [], rows: [], bounds: [], integers: [] };
  const used = stacks.map(() => [] as Terms);
  promotions.forEach((promotion, index) => {
    addPromotion(model, used, stacks, promotion, index);
  });
  used.forEach((terms, at) => {
    if (terms.length > 0) row(model, terms, `<= ${stacks[at]!.count}`);
  });
  if (model.objective.length === 0) return null;
  return [
    'Maximize',
    ` obj: ${sum(model.objective)}`,
    'Subject To',
    ...model.rows.map((each, at) => ` r${at}: ${each}`),
    'Bounds',
    ...model.bounds,
    'General',
    ...model.integers,
    'End',
  ].join('\n');
}

function addPromotion(
  model: Model,
  used: Terms[],
  stacks: readonly Stack[],
  promotion: Promotion,
  index: number,
): void {
  const groups = promotion.groups.map(({ match }) =>
    stacks.map((_, at) => at).filter((at) => matchesUnit(match, stacks[at]!)),
  );
  const enough = promotion.groups.every((group, at) => {
    const there = groups[at]!.reduce((total, each) => total + stacks[each]!.count, 0);
    return 'quantity' in group && there >= group.quantity;
  });
  if (!enough) return;
  const name = `p${index}`;
  const saved: Terms = [];
  const counts = groups.map((group, g) =>
    group.map((at) => {
      const variable = integer(model, `${name}g${g}s${at}`, stacks[at]!.count);
      used[at]!.push([1, variable]);
      return variable;
    }),
  );
  if (promotion.family === 'bulk') addBulk(model, stacks, promotion, name, groups[0]!, counts[0]!, saved);
  else {
    const sets = integer(
      model,
      `${name}t`,
      'limit' in promotion && promotion.limit !== undefined ? promotion.limit : 10_000,
    );
    promotion.groups.forEach((group, g) => {
      const quantity = 'quantity' in group ? group.quantity : 0;
      row(model, [...counts[g]!.map((variable): [number, string] => [1, variable]), [-quantity, sets]], '= 0');
    });
    addSets(stacks, promotion, groups, counts, sets, saved);
    if (promotion.family === 'buyGet' || promotion.family === 'spread') {
      const [buy, get] = promotion.groups;
      if (JSON.stringify(buy.match) === JSON.stringify(get.match)) {
        addCheapest(model, stacks, name, groups[0]!, counts, [buy.quantity, get.quantity]);
      }
    }
  }
  if (promotion.maxDiscount === undefined) model.objective.push(...saved);
  else {
    const money = `${name}m`;
    model.bounds.push(` 0 <= ${money} <= ${promotion.maxDiscount}`);
    row(model, [[1, money], ...saved.map(([by, variable]): [number, string] => [-by, variable])], '<= 0');
    model.objective.push([1, money]);
  }
}

/** What sets save: per unit by unit, per set as a constant (amounts, prices) or in proportion (percents that don't round). */
function addSets(
  stacks: readonly Stack[],
  promotion: Promotion,
  groups: readonly number[][],
  counts: readonly string[][],
  sets: string,
  saved: Terms,
): void {
  const rewarded = promotion.family === 'buyGet' || promotion.family === 'spread' ? [1] : groups.map((_, g) => g);
  for (const g of rewarded) {
    const discount =
      promotion.family === 'lines' ? promotion.groups[g]!.discount : (promotion as { discount: Discount }).discount;
    groups[g]!.forEach((at, n) => {
      const unit = stacks[at]!;
      if (discount.per === 'unit') saved.push([offUnit(discount, unit), counts[g]![n]!]);
      else if (discount.percent !== undefined)
        saved.push([(Number(discount.percent) * unit.net) / 100, counts[g]![n]!]);
      else if (discount.price !== undefined) saved.push([unit.net, counts[g]![n]!]);
    });
    if (discount.per === 'set' && g === rewarded[0]) saved.push([discount.amount ?? -(discount.price ?? 0), sets]);
  }
}

/** Dearest first, whoever is rewarded has a whole set's buyers before him. */
function addCheapest(
  model: Model,
  stacks: readonly Stack[],
  name: string,
  group: readonly number[],
  counts: readonly string[][],
  [buy, get]: readonly [number, number],
): void {
  const order = group.map((_, n) => n).sort((a, b) => stacks[group[b]!]!.net - stacks[group[a]!]!.net);
  const prices = [...new Set(order.map((n) => stacks[group[n]!]!.net))];
  for (const price of prices) {
    const before = order.filter((n) => stacks[group[n]!]!.net >= price);
    const begun = integer(model, `${name}z${price}`, 10_000);
    row(model, [[get, begun], ...before.map((n): [number, string] => [-1, counts[1]![n]!])], '>= 0');
    row(model, [[-buy, begun], ...before.map((n): [number, string] => [1, counts[0]![n]!])], '>= 0');
  }
}

/** Once per basket: which k is taken is a choice of its own, since tier and amount go by it. */
function addBulk(
  model: Model,
  stacks: readonly Stack[],
  promotion: Promotion & { family: 'bulk' },
  name: string,
  group: readonly number[],
  counts: readonly string[],
  saved: Terms,
): void {
  const [{ quantity, max }] = promotion.groups;
  const there = group.reduce((total, at) => total + stacks[at]!.count, 0);
  const tiers = promotion.tiers ?? [{ quantity, discount: promotion.discount! }];
  const all = counts.map((variable): [number, string] => [-1, variable]);
  const chosen: Terms = [];
  const parts = counts.map((variable): Terms => [[-1, variable]]);
  tiers.forEach((tier, n) => {
    const low = Math.max(tier.quantity, quantity);
    const high = Math.min((tiers[n + 1]?.quantity ?? there + 1) - 1, max ?? there, there);
    if (low > high) return;
    const { discount } = tier;
    if (discount.per === 'unit') {
      const on = integer(model, `${name}on${n}`, 1);
      const mine = group.map((at, c) => {
        const variable = integer(model, `${name}k${n}c${c}`, stacks[at]!.count);
        parts[c]!.push([1, variable]);
        saved.push([offUnit(discount, stacks[at]!), variable]);
        return variable;
      });
      const total = mine.map((variable): [number, string] => [1, variable]);
      row(model, [...total, [-low, on]], '>= 0');
      row(model, [...total, [-high, on]], '<= 0');
      chosen.push([1, on]);
      return;
    }
    if (discount.percent !== undefined) throw new Error('a bulk percent per set rounds; it has no linear form');
    for (let k = low; k <= high; k += 1) {
      const on = integer(model, `${name}on${n}k${k}`, 1);
      const value = halfUp((discount.amount ?? discount.price ?? 0) * k, tier.quantity);
      const total: Terms = [];
      group.forEach((at, c) => {
        const variable = integer(model, `${name}n${n}k${k}c${c}`, stacks[at]!.count);
        parts[c]!.push([1, variable]);
        total.push([1, variable]);
        if (discount.price !== undefined) saved.push([stacks[at]!.net, variable]);
      });
      row(model, [...total, [-k, on]], '= 0');
      saved.push([discount.amount !== undefined ? value : -value, on]);
      chosen.push([1, on]);
    }
  });
  row(model, chosen, '<= 1');
  for (const part of parts) row(model, part, '= 0');
  if (all.length === 0) throw new Error('a bulk rule without units');
}

/** Whether a promotion's sets have a linear form: no rounding per set, no amount above what a set costs. */
export function isLinear(promotion: Promotion, lines: readonly PromotableLine[]): boolean {
  if (promotion.family === 'threshold' || promotion.family === 'thresholdGet') return false;
  const discounts =
    promotion.family === 'bulk'
      ? (promotion.tiers ?? [promotion]).map((each) => each.discount)
      : ['discount' in promotion ? promotion.discount : undefined];
  const prices = lines.map((line) => ({ net: line.unitPrice }) as Unit);
  return discounts.every((discount) => {
    if (discount === undefined || discount.per === 'unit') return true;
    if (discount.price !== undefined) return true;
    if (discount.percent !== undefined) {
      return promotion.family !== 'bulk' && prices.every((unit) => (unit.net * Number(discount.percent)) % 100 === 0);
    }
    const least = Math.min(...prices.map((unit) => unit.net));
    return offSet({ amount: discount.amount ?? 0, per: 'set' }, [{ net: least } as Unit]) === (discount.amount ?? 0);
  });
}

function integer(model: Model, name: string, most: number): string {
  model.integers.push(` ${name}`);
  model.bounds.push(` 0 <= ${name} <= ${most}`);
  return name;
}

function row(model: Model, terms: Terms, relation: string): void {
  if (terms.length > 0) model.rows.push(`${sum(terms)} ${relation}`);
}

/** Terms one a line, since programs in this format have no long ones. */
function sum(terms: Terms): string {
  const merged = new Map<string, number>();
  for (const [by, variable] of terms) merged.set(variable, (merged.get(variable) ?? 0) + by);
  return [...merged].map(([variable, by]) => `${by < 0 ? '-' : '+'} ${Math.abs(by)} ${variable}`).join('\n  ');
}
