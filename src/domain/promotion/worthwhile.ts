import { type Rebate, setSaving, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import type { Candidate, UnitClass } from './solver/problem.ts';

/** Less than a minor unit, more than the rounding of a sum of doubles. */
const SLACK = 1e-6;
/** A group over so much, classes times units, has something worthwhile nearly always: finding out would cost more than it saves. */
const MOST_WORK = 20_000;

/** Room that every candidate uses anew: marks and worths of all its groups' classes, one group after another. */
let marks = new Uint8Array(256);
let nets = new Float64Array(512);

/** What one application saves at most: a constant, and a part for each unit of a group that it rewards. */
interface View {
  readonly constant: number;
  /** And one for each unit, whatever it is. */
  readonly each?: number;
  readonly rebates: readonly (Rebate | null)[];
  readonly part: Part;
}

/** What a unit adds: its own saving, as a unit or as a set of one; its share of a percent; its whole price; nothing. */
type Part = 'unit' | 'one' | 'share' | 'whole' | 'none';

/** The units that together are worth most: their worth, and that of the least of them. Minus infinity where they are too few. */
interface Best {
  readonly sum: number;
  readonly least: number;
}

/**
 * A candidate without the classes that it cannot be worth giving: even the best application with one of their units saves less
 * than its units save alone (`alone`, by class), so no best answer makes it. Where it saves the same it stays, for fewer
 * applications win. Null where nothing stays. Most promotions in reach of a basket save nothing there, and what is out no
 * longer ties others together: components are far smaller without it.
 */
export function worthwhile(candidate: Candidate, classes: readonly UnitClass[], alone: Float64Array): Candidate | null {
  const { rule, groups } = candidate;
  for (let at = 0; at < groups.length; at += 1) {
    const { length } = groups[at]!;
    const work = length * Math.min(length, neededOf(rule, at));
    if ((rule.cheapest ? work * length : work) > MOST_WORK) return candidate;
  }
  clearRoom(groups);
  if (rule.promotion.family === 'bulk') markBulk(candidate, classes, alone);
  else if (rule.cheapest) markCheapest(candidate, classes, alone);
  else markSets(candidate, classes, alone);
  let out = 0;
  for (let at = 0, from = 0; at < groups.length; from += groups[at]!.length, at += 1) {
    const { length } = groups[at]!;
    let here = 0;
    for (let n = from; n < from + length; n += 1) here += marks[n]!;
    if (here === 0) return null;
    out += length - here;
  }
  return out === 0 ? candidate : { ...candidate, groups: marked(groups) };
}

function clearRoom(groups: Candidate['groups']): void {
  let length = 0;
  for (let at = 0; at < groups.length; at += 1) length += groups[at]!.length;
  if (length > marks.length) {
    marks = new Uint8Array(2 * length);
    nets = new Float64Array(4 * length);
  } else marks.fill(0, 0, length);
}

function marked(groups: Candidate['groups']): number[][] {
  let from = 0;
  return groups.map((group) => {
    const first = from;
    from += group.length;
    return group.filter((_, n) => marks[first + n] === 1);
  });
}

/** Units of a group that the best of it are looked through for. */
function neededOf(rule: Rule, group: number): number {
  return rule.promotion.family === 'bulk' ? (rule.tiers.at(-1)?.from ?? 1) : rule.quantities[group]!;
}

/** Groups as if none wanted the units of another. */
function markSets({ rule, groups }: Candidate, classes: readonly UnitClass[], alone: Float64Array): void {
  const views = viewsOf(rule);
  for (let v = 0; v < views.length; v += 1) {
    const view = views[v]!;
    const bests: Best[] = [];
    let sum = view.constant;
    for (let at = 0, from = 0; at < groups.length; from += groups[at]!.length, at += 1) {
      const group = groups[at]!;
      writeNets(view, at, group, classes, alone, from);
      const best = bestOf(from, group, classes, rule.quantities[at]!, 0, group.length);
      bests.push(best);
      sum += best.sum;
    }
    for (let at = 0, from = 0; at < groups.length; from += groups[at]!.length, at += 1) {
      const { least } = bests[at]!;
      for (let n = from; n < from + groups[at]!.length; n += 1) {
        // What one view rules out is out.
        const may = sum - Math.max(0, least - nets[n]!) >= -SLACK;
        marks[n] = may && (v === 0 || marks[n] === 1) ? 1 : 0;
      }
    }
  }
}

/**
 * The cheapest of a set are rewarded, so the dearest of them parts what may pay from what may be rewarded. Classes go by
 * price, dearest first: what may pay is a beginning of the group, what may be rewarded an end.
 */
function markCheapest({ rule, groups }: Candidate, classes: readonly UnitClass[], alone: Float64Array): void {
  const group = groups[1]!;
  const view = viewsOf(rule)[0]!;
  const { length } = group;
  // Both groups are the same classes: worths of those that pay come first, of those that are rewarded behind them.
  writeNets(view, 0, group, classes, alone, 0);
  writeNets(view, 1, group, classes, alone, length);
  let dearer = 0;
  for (let from = 0, to = 0; from < length; from = to) {
    const { price } = classes[group[from]!]!;
    for (to = from; to < length && classes[group[to]!]!.price === price; to += 1) dearer += classes[group[to]!]!.count;
    // Those that pay, and the rewarded one itself.
    if (dearer <= rule.quantities[0]!) continue;
    const buy = bestOf(0, group, classes, rule.quantities[0]!, 0, to);
    const get = bestOf(length, group, classes, rule.quantities[1]!, from, length);
    const sum = view.constant + buy.sum + get.sum;
    if (sum < -SLACK) continue;
    for (let n = 0; n < length; n += 1) {
      const pays = n < to && sum - Math.max(0, buy.least - nets[n]!) >= -SLACK;
      if (!pays && (n < from || sum - Math.max(0, get.least - nets[length + n]!) < -SLACK)) continue;
      marks[n] = 1;
      marks[length + n] = 1;
    }
  }
}

/** Of a tier as many units as it needs, and all others that add something. */
function markBulk({ rule, groups }: Candidate, classes: readonly UnitClass[], alone: Float64Array): void {
  const group = groups[0]!;
  const { length } = group;
  for (const { from, rebate } of rule.tiers) {
    const view = bulkView(rebate, from);
    writeNets(view, 0, group, classes, alone, 0);
    const needed = Math.max(from, rule.quantities[0]!);
    const best = bestOf(0, group, classes, needed, 0, length);
    let sum = view.constant + best.sum;
    if (best.least > 0) {
      sum = view.constant;
      for (let n = 0; n < length; n += 1) sum += Math.max(0, nets[n]!) * classes[group[n]!]!.count;
    }
    for (let n = 0; n < length; n += 1) {
      if (sum - Math.max(0, Math.min(0, best.least) - nets[n]!) >= -SLACK) marks[n] = 1;
    }
  }
}

function bulkView(rebate: Rebate, from: number): View {
  const rebates = [rebate];
  if (rebate.per === 'unit') return { constant: 0, rebates, part: 'unit' };
  if (rebate.kind === 'percent') return { constant: 0.5, rebates, part: 'share' };
  // k units count k / from of an amount, rounded, and of a price.
  const each = rebate.value / Math.max(1, from);
  return rebate.kind === 'price'
    ? { constant: 0.5, each: -each, rebates, part: 'whole' }
    : { constant: 0.5, each, rebates, part: 'none' };
}

/** Each is an upper bound of the saving of one application. */
function viewsOf({ rebates, quantities }: Rule): View[] {
  let rewarded = 0;
  let ofSet: Rebate | null = null;
  for (let at = 0; at < rebates.length; at += 1) {
    const rebate = rebates[at]!;
    if (rebate === null) continue;
    rewarded += quantities[at]!;
    if (rebate.per === 'set') ofSet = rebate;
  }
  if (ofSet === null) return [{ constant: 0, rebates, part: 'unit' }];
  if (rewarded === 1) return [{ constant: 0, rebates, part: 'one' }];
  if (ofSet.kind === 'percent') return [{ constant: 0.5, rebates, part: 'share' }];
  if (ofSet.kind === 'price') return [{ constant: -ofSet.value, rebates, part: 'whole' }];
  const amount: View = { constant: ofSet.value, rebates, part: 'none' };
  return [amount, { constant: 0, rebates, part: 'whole' }];
}

/** Writes what giving a unit of each class to a group adds, beyond what the unit saves alone, from a place in the room on. */
function writeNets(
  { rebates, part, each }: View,
  at: number,
  group: readonly number[],
  classes: readonly UnitClass[],
  alone: Float64Array,
  from: number,
): void {
  const rebate = rebates[at] ?? null;
  for (let n = 0; n < group.length; n += 1) {
    const id = group[n]!;
    nets[from + n] = (rebate === null ? 0 : partOf(part, rebate, classes[id]!)) + (each ?? 0) - alone[id]!;
  }
}

function partOf(part: Part, rebate: Rebate, { price, grams }: UnitClass): number {
  switch (part) {
    case 'unit':
      return unitSaving(rebate, price, grams);
    case 'one':
      return setSaving(rebate, price);
    case 'share':
      return (price * rebate.numerator) / rebate.denominator;
    case 'whole':
      return price;
    case 'none':
      return 0;
  }
}

/** The best `quantity` units of the classes of a group from one place to another; their worths stand from `at` on. */
function bestOf(
  at: number,
  group: readonly number[],
  classes: readonly UnitClass[],
  quantity: number,
  from: number,
  to: number,
): Best {
  let sum = 0;
  let left = quantity;
  let least = Number.POSITIVE_INFINITY;
  let last = -1;
  while (left > 0) {
    // The next best after the last one, by worth and then by place.
    let next = -1;
    for (let n = from; n < to; n += 1) {
      const net = nets[at + n]!;
      if (net > least || (net === least && n <= last)) continue;
      if (next < 0 || net > nets[at + next]!) next = n;
    }
    if (next < 0) return { sum: Number.NEGATIVE_INFINITY, least: Number.NEGATIVE_INFINITY };
    const count = Math.min(left, classes[group[next]!]!.count);
    least = nets[at + next]!;
    last = next;
    sum += count * least;
    left -= count;
  }
  return { sum, least };
}
