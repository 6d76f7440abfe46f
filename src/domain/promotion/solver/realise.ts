import { setSaving, unitSaving } from '../discount.ts';
import type { Offer, Untabled } from './offer.ts';
import { setsOfState } from './price-table.ts';
import type { Fund, Plan, Realised } from './problem.ts';

/** Units of one set, per group, as local classes in canonical order. */
export type SetOfUnits = readonly (readonly number[])[];

/** Cuts a plan into sets (dearest together, and where that rounds or truncates badly, evened out) and values it exactly. */
export function realise(offer: Offer, plan: Plan): Realised {
  if (plan.realised !== undefined) return plan.realised;
  if (plan.state !== undefined && offer.table !== null)
    return valued(offer, setsOfState(offer.table, plan.state, plan.use));
  if (offer.shape === 'bulk')
    return valued(offer, [
      [
        listUnits(
          plan.use,
          offer.unit.map((_, c) => -c),
        ),
      ],
    ]);
  const sorted = plan.roles.map((counts, role) => listUnits(counts, order(offer, role)));
  const neighbours = enough(offer, cut(offer, sorted, plan.sets));
  const first = valued(offer, neighbours);
  const made = first.applications.reduce((sum, each) => sum + each.times, 0);
  if (plan.sets < 2 || offer.fund !== null || (made === plan.sets && (offer.exact || offer.ofSet === null)))
    return first;
  const even = valued(offer, improved(offer, snake(offer, sorted, plan.sets)));
  return even.worth > first.worth ? even : first;
}

/** What one set uses up of a fund. */
export function fundOf(fund: Fund, set: SetOfUnits): number {
  let sum = fund.each;
  for (const units of set) for (const local of units) sum += fund.ofUnit[local]!;
  return sum;
}

/** Of sets whose savings a cap would cut off, the fewest that reach it; of a fund, as many as it pays for. Most saving first. */
function enough(offer: Offer, sets: readonly SetOfUnits[]): readonly SetOfUnits[] {
  const { fund } = offer;
  const capped = offer.cap !== Number.POSITIVE_INFINITY && offer.application <= 0;
  if (!capped && fund === null) return sets;
  const savings = sets.map((set, at) => ({ set, at, saving: savingOf(offer, set) }));
  savings.sort((a, b) => b.saving - a.saving || a.at - b.at);
  let sum = 0;
  let left = fund?.total ?? 0;
  return savings
    .filter(({ set, saving }) => {
      const needed = fund === null ? 0 : fundOf(fund, set);
      if ((capped && sum >= offer.rule.cap) || needed > left) return false;
      sum += saving;
      left -= needed;
      return true;
    })
    .map(({ set }) => set);
}

/** Values sets exactly; those that save nothing are not made. */
export function valued(offer: Offer, sets: readonly SetOfUnits[]): Realised {
  const use = new Int32Array(offer.classes.length);
  const made = new Map<string, { set: SetOfUnits; saving: number; times: number }>();
  let money = 0;
  let count = 0;
  for (const set of sets) {
    const saving = savingOf(offer, set);
    if (saving <= 0) continue;
    money += saving;
    count += 1;
    for (const units of set) for (const local of units) use[local]! += 1;
    const key = set.map((units) => units.join()).join('|');
    const same = made.get(key);
    if (same === undefined) made.set(key, { set, saving, times: 1 });
    else same.times += 1;
  }
  const applications = [...made.values()].map(({ set, saving, times }) => ({
    candidate: offer.candidate,
    takes: set.map((units) => counted(units, offer.classes)),
    times,
    saving,
  }));
  const { scale, rule } = offer;
  return { applications, worth: Math.min(money, rule.cap) * scale.money + count * offer.application, use };
}

/** What one set saves before any cap, exactly. */
export function savingOf(offer: Untabled, set: SetOfUnits): number {
  const { rule, unit, ofSet } = offer;
  if (offer.whole !== null) return offer.whole;
  if (offer.shape === 'bulk') return bulkSaving(offer, set[0] ?? []);
  let sum = 0;
  let each = 0;
  set.forEach((units, role) => {
    const rebate = rule.rebates[role] ?? null;
    if (rebate === null) return;
    for (const local of units) {
      const { price, grams } = unit[local]!;
      sum += price;
      each +=
        ofSet === null ? (rebate.per === 'unit' ? unitSaving(rebate, price, grams) : setSaving(rebate, price)) : 0;
    }
  });
  return ofSet === null ? each : setSaving(ofSet, sum);
}

function bulkSaving({ rule, unit }: Untabled, units: readonly number[]): number {
  const tier = rule.tiers.findLast(({ from }) => from <= units.length);
  if (tier === undefined) return 0;
  const { rebate, from } = tier;
  if (rebate.per === 'unit') {
    return units.reduce((sum, c) => sum + unitSaving(rebate, unit[c]!.price, unit[c]!.grams), 0);
  }
  const sum = units.reduce((total, c) => total + unit[c]!.price, 0);
  return setSaving(rebate, sum, units.length, Math.max(1, from));
}

/** Where each class goes in a group's order, highest first: what saves most, and for "cheapest rewarded" what is dearest. */
function order(offer: Offer, role: number): number[] {
  if (offer.shape !== 'cheapest') return Array.from(offer.roles[role]!.worth);
  const worth = offer.roles[1]!.worth;
  const classes = offer.unit.map((_, c) => c);
  classes.sort((a, b) => offer.unit[b]!.price - offer.unit[a]!.price || worth[a]! - worth[b]! || a - b);
  const place: number[] = [];
  classes.forEach((c, at) => {
    place[c] = -at;
  });
  return place;
}

function listUnits(counts: Int32Array, place: readonly number[]): number[] {
  const used: number[] = [];
  counts.forEach((count, c) => {
    if (count > 0) used.push(c);
  });
  used.sort((a, b) => place[b]! - place[a]! || a - b);
  return used.flatMap((c) => Array<number>(counts[c]!).fill(c));
}

function cut(offer: Offer, sorted: readonly number[][], sets: number): SetOfUnits[] {
  return Array.from({ length: sets }, (_, s) =>
    sorted.map((units, role) => {
      const { quantity } = offer.roles[role]!;
      return units.slice(s * quantity, (s + 1) * quantity);
    }),
  );
}

/** Deals units out in turn, to and fro, so that sums come out alike; only where any unit may go to any set. */
function snake(offer: Offer, sorted: readonly number[][], sets: number): number[][][] {
  if (offer.shape === 'cheapest') return cut(offer, sorted, sets).map((set) => set.map((units) => [...units]));
  const dealt = Array.from({ length: sets }, () => sorted.map(() => [] as number[]));
  sorted.forEach((units, role) => {
    units.forEach((unit, at) => {
      const lap = Math.floor(at / sets);
      const seat = at % sets;
      const s = (lap + role) % 2 === 0 ? seat : sets - 1 - seat;
      dealt[s]![role]!.push(unit);
    });
  });
  return dealt;
}

const MOST_SWAPS = 2000;
const MOST_EVENED = 60;

/** Swaps units between sets while that saves more. */
function improved(offer: Offer, sets: number[][][]): number[][][] {
  if (offer.shape === 'cheapest' || sets.length > MOST_EVENED) return sets;
  let tries = 0;
  for (let again = true; again && tries < MOST_SWAPS; ) {
    again = false;
    for (let a = 0; a < sets.length; a += 1) {
      for (let b = a + 1; b < sets.length; b += 1) {
        for (let role = 0; role < offer.roles.length; role += 1) again = swap(sets[a]!, sets[b]!, role) || again;
      }
    }
  }
  return sets;

  function swap(a: number[][], b: number[][], role: number): boolean {
    const one = a[role]!;
    const two = b[role]!;
    for (let i = 0; i < one.length; i += 1) {
      for (let j = 0; j < two.length; j += 1) {
        if (one[i] === two[j] || tries >= MOST_SWAPS) continue;
        tries += 1;
        const before = savingOf(offer, a) + savingOf(offer, b);
        [one[i], two[j]] = [two[j]!, one[i]!];
        if (savingOf(offer, a) + savingOf(offer, b) > before) return true;
        [one[i], two[j]] = [two[j]!, one[i]!];
      }
    }
    return false;
  }
}

function counted(units: readonly number[], classes: Int32Array): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const local of units) counts.set(local, (counts.get(local) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([local, count]) => [classes[local]!, count] as const);
}
