import type { Offer } from './offer.ts';
import { everySet } from './patterns.ts';
import type { Plan, Supply } from './problem.ts';
import { type SetOfUnits, savingOf, valued } from './realise.ts';

const MOST_STATES = 1_500_000;
const MOST_STEPS = 40_000_000;
const NEVER = 255;

/**
 * A percent per set over too many goods for a table of its own. What rounding adds depends only on what prices leave over, so
 * units are of few kinds, and a set falls short of the most that rounding can add by a few parts of a minor unit.
 */
interface Rests {
  readonly kindOf: Int32Array;
  readonly counts: Int32Array;
  readonly stride: Int32Array;
  /** By numbers of units of each kind: the parts that all their sets together fall short at least; `NEVER` where they are no sets. */
  readonly shortfall: Uint8Array;
  /** Units of each kind in a set, where that set stands, what it falls short. */
  readonly patterns: readonly { readonly use: Int32Array; readonly offset: number; readonly short: number }[];
  /** Parts in a minor unit, and the most parts that rounding adds to a set. */
  readonly parts: number;
  readonly gain: number;
}

const known = new WeakMap<Offer, Rests | 'none'>();

/** Null where the offer is of another kind, or has too many kinds of units. Built once. */
export function restsOf(offer: Offer): Rests | null {
  let rests = known.get(offer);
  if (rests === undefined) {
    rests = built(offer) ?? 'none';
    known.set(offer, rests);
  }
  return rests === 'none' ? null : rests;
}

function built(offer: Offer): Rests | null {
  const { ofSet, roles, unit, cap } = offer;
  if (offer.shape !== 'sets' || roles.length !== 1 || ofSet?.kind !== 'percent') return null;
  if (cap !== Number.POSITIVE_INFINITY || offer.whole !== null || offer.fund !== null) return null;
  const { numerator, denominator } = ofSet;
  const { quantity } = roles[0]!;
  const places = new Map<number, number>();
  const first: number[] = [];
  const counts: number[] = [];
  const kindOf = Int32Array.from(unit, ({ price, count }, local) => {
    const over = price % denominator;
    const kind = places.get(over) ?? first.length;
    if (kind === first.length) {
      places.set(over, kind);
      first.push(local);
      counts.push(0);
    }
    counts[kind]! += count;
    return kind;
  });
  const stride = new Int32Array(counts.length);
  let states = 1;
  for (let kind = 0; kind < counts.length; kind += 1) {
    stride[kind] = states;
    states *= counts[kind]! + 1;
    if (states > MOST_STATES) return null;
  }
  const spare = new Int32Array(unit.length);
  first.forEach((local, kind) => {
    spare[local] = Math.min(counts[kind]!, quantity);
  });
  const sets = everySet(offer, spare);
  if (sets === null || sets.length * states > MOST_STEPS) return null;
  const seen = sets.map((set) => {
    const use = new Int32Array(counts.length);
    let sum = 0;
    for (const local of set[0]!) {
      use[kindOf[local]!]! += 1;
      sum += unit[local]!.price;
    }
    return { use, gain: savingOf(offer, set) * denominator - sum * numerator };
  });
  const gain = seen.reduce((most, each) => Math.max(most, each.gain), Number.NEGATIVE_INFINITY);
  const patterns = seen
    .map(({ use, gain: mine }) => ({
      use,
      offset: use.reduce((sum, count, kind) => sum + count * stride[kind]!, 0),
      short: gain - mine,
    }))
    .filter(({ short }) => short < NEVER);
  const shortfall = shortfalls(counts, states, patterns);
  return { kindOf, counts: Int32Array.from(counts), stride, shortfall, patterns, parts: denominator, gain };
}

function shortfalls(counts: readonly number[], states: number, patterns: Rests['patterns']): Uint8Array {
  const shortfall = new Uint8Array(states).fill(NEVER);
  shortfall[0] = 0;
  const now = new Int32Array(counts.length);
  const needs = patterns.map(({ use }) => Int32Array.from(use.keys()).filter((kind) => use[kind]! > 0));
  for (let state = 0; state < states; state += 1) {
    let least = shortfall[state]!;
    for (let p = 0; p < patterns.length && least > 0; p += 1) {
      const { offset, short, use } = patterns[p]!;
      const on = needs[p]!;
      let fits = true;
      for (let n = 0; n < on.length && fits; n += 1) fits = now[on[n]!]! >= use[on[n]!]!;
      if (!fits) continue;
      const before = shortfall[state - offset]!;
      if (before < NEVER && before + short < least) least = before + short;
    }
    shortfall[state] = least;
    for (let kind = 0; kind < counts.length; kind += 1) {
      now[kind]! += 1;
      if (now[kind]! <= counts[kind]!) break;
      now[kind] = 0;
    }
  }
  return shortfall;
}

/** The exact most that such an offer is worth at given costs, and its sets. Null: nothing, or not so many sets. */
export function priceRests(offer: Offer, rests: Rests, supply: Supply, least: number, most: number): Plan | null {
  const { kindOf, counts, stride, shortfall, parts, gain } = rests;
  const { money } = offer.scale;
  const { numerator, denominator } = offer.ofSet!.kind === 'percent' ? offer.ofSet! : { numerator: 0, denominator: 1 };
  const { quantity } = offer.roles[0]!;
  const each = (gain * money) / parts + offer.application;
  const ranked = Array.from(counts, () => [] as { local: number; value: number }[]);
  for (let local = 0; local < kindOf.length; local += 1) {
    const worth = (offer.unit[local]!.price * numerator * money) / denominator + each / quantity;
    const into = ranked[kindOf[local]!]!;
    for (let n = 0; n < supply.own[local]!; n += 1) into.push({ local, value: worth - supply.ownCost[local]! });
    for (let n = 0; n < supply.shared[local]!; n += 1) into.push({ local, value: worth - supply.sharedCost[local]! });
  }
  const sums = ranked.map((list) => {
    list.sort((a, b) => b.value - a.value || a.local - b.local);
    const prefix = new Float64Array(list.length + 1);
    list.forEach(({ value }, n) => {
      prefix[n + 1] = prefix[n]! + value;
    });
    return prefix;
  });
  // The most that the kinds from one on add, whatever rounding takes.
  const rest = new Float64Array(sums.length + 1);
  for (let kind = sums.length - 1; kind >= 0; kind -= 1) rest[kind] = rest[kind + 1]! + Math.max(...sums[kind]!);
  let bound = least > 0 ? Number.NEGATIVE_INFINITY : 0;
  let best = -1;
  look(0, 0, 0, 0);
  if (best < 0) return null;
  const use = new Int32Array(offer.unit.length);
  const units = ranked.map((list, kind) => {
    const count = Math.floor(best / stride[kind]!) % (counts[kind]! + 1);
    const mine = list.slice(0, count).map(({ local }) => local);
    for (const local of mine) use[local]! += 1;
    return mine.sort((a, b) => a - b);
  });
  const sets = setsOf(rests, best, units);
  return { bound, use, roles: [use], sets: sets.length, realised: valued(offer, sets) };

  function look(kind: number, state: number, taken: number, value: number): void {
    if (kind === sums.length) {
      const short = shortfall[state]!;
      if (short === NEVER || taken < least * quantity || taken > most * quantity) return;
      const worth = value - (short * money) / parts;
      if (worth <= bound) return;
      bound = worth;
      best = state;
      return;
    }
    const prefix = sums[kind]!;
    for (let n = 0; n < prefix.length; n += 1) {
      if (value + prefix[n]! + rest[kind + 1]! <= bound) continue;
      look(kind + 1, state + n * stride[kind]!, taken + n, value + prefix[n]!);
    }
  }
}

/** Sets that fall short by no more than their units must. */
function setsOf(
  { shortfall, patterns, stride, counts }: Rests,
  state: number,
  units: readonly number[][],
): SetOfUnits[] {
  const sets: SetOfUnits[] = [];
  let at = state;
  const next = new Int32Array(units.length);
  while (at > 0) {
    const pattern = patterns.find(
      ({ use, offset, short }) =>
        use.every((count, kind) => Math.floor(at / stride[kind]!) % (counts[kind]! + 1) >= count) &&
        shortfall[at - offset]! + short === shortfall[at],
    )!;
    const set: number[] = [];
    pattern.use.forEach((count, kind) => {
      for (let n = 0; n < count; n += 1, next[kind]! += 1) set.push(units[kind]![next[kind]!]!);
    });
    sets.push([set.sort((a, b) => a - b)]);
    at -= pattern.offset;
  }
  return sets;
}
