import type { Role, Untabled } from './offer.ts';
import { everySet } from './patterns.ts';
import { type SetOfUnits, savingOf } from './realise.ts';

/** Beyond these the offer is bounded by its linear model instead; building a table is bounded by their product. */
const MOST_STATES = 20_000;
const MOST_STEPS = 400_000;

/**
 * All that one offer can do, by how many units of each kind it takes: the most that these units save however they are cut
 * into sets. Kinds are units that are alike to it, but for a part of their worth that is in proportion to their price.
 */
export interface Table {
  /** Kind of each local class; −1 for one that no set needs. */
  readonly kindOf: Int32Array;
  /** Most units of each kind that any state takes. */
  readonly most: Int32Array;
  /** By local class: the scaled part of a unit's worth that goes by itself. */
  readonly linear: Float64Array;
  /** Where a state stands on the grid of all counts: one more of a kind is `stride` further on, up to `size` of them. */
  readonly stride: Int32Array;
  readonly size: Int32Array;
  readonly grid: Int32Array;
  /** Per state, counts by kind, one after another. */
  readonly counts: Uint16Array;
  /** Per state, the last kind whose count is not that of the state before. */
  readonly level: Uint8Array;
  /** Per state, scaled worth beyond the linear part, less the price of its applications. */
  readonly worth: Float64Array;
  readonly sets: Uint16Array;
  /** Per state, the one before its last set, and that set, by one class of each kind. */
  readonly before: Int32Array;
  readonly last: Int32Array;
  readonly patterns: readonly SetOfUnits[];
}

interface Kinds {
  readonly kindOf: Int32Array;
  /** One local class of each kind. */
  readonly first: readonly number[];
  readonly counts: readonly number[];
  readonly linear: Float64Array;
  /** Percents: savings are counted beyond `numerator / denominator` of the price. */
  readonly share: { readonly numerator: number; readonly denominator: number } | null;
}

/** Null where there are too many states, or where applications use up something besides units. `there`: units by local class; `room`: how
 * many times larger than mostly it may be. */
export function tableOf(offer: Untabled, there: Int32Array, room = 1): Table | null {
  if (offer.fund !== null || offer.whole !== null) return null;
  const kinds = kindsOf(offer, there);
  const spare = new Int32Array(offer.unit.length);
  kinds.first.forEach((local, kind) => {
    spare[local] = kinds.counts[kind]!;
  });
  let states = 1;
  for (const count of kinds.counts) states *= count + 1;
  if (states > MOST_STATES * room) return null;
  const found = everySet(offer, spare);
  if (found === null || found.length * states > MOST_STEPS * room) return null;
  return filled(offer, kinds, states, found);
}

function filled(offer: Untabled, kinds: Kinds, states: number, found: readonly SetOfUnits[]): Table {
  const size = kinds.counts.length;
  const stride = new Int32Array(size);
  for (let kind = 0, step = 1; kind < size; kind += 1) {
    stride[kind] = step;
    step *= kinds.counts[kind]! + 1;
  }
  const denominator = kinds.share?.denominator ?? 1;
  const numerator = kinds.share?.numerator ?? 0;
  const steps = found.map((set) => {
    const use = new Int32Array(size);
    let sum = 0;
    set.forEach((units, role) => {
      for (const local of units) {
        use[kinds.kindOf[local]!]! += 1;
        if (offer.rule.rebates[role] !== null) sum += offer.unit[local]!.price;
      }
    });
    const on = Array.from(use.keys()).filter((kind) => use[kind]! > 0);
    const offset = on.reduce((total, kind) => total + use[kind]! * stride[kind]!, 0);
    return { use, on, offset, gain: savingOf(offer, set) * denominator - sum * numerator };
  });
  const gain = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  const sets = new Uint16Array(states);
  const last = new Int32Array(states).fill(-1);
  const now = new Int32Array(size);
  const reached: number[] = [];
  gain[0] = 0;
  for (let state = 0; state < states; state += 1) {
    const here = gain[state]!;
    if (here !== Number.NEGATIVE_INFINITY) {
      if (state > 0) reached.push(state);
      if (sets[state]! < offer.limit) spread(state, here);
    }
    for (let kind = 0; kind < size; kind += 1) {
      now[kind]! += 1;
      if (now[kind]! <= kinds.counts[kind]!) break;
      now[kind] = 0;
    }
  }
  const place = new Int32Array(states).fill(-1);
  for (let at = 0; at < reached.length; at += 1) place[reached[at]!] = at;
  const counts = new Uint16Array(reached.length * size);
  const most = new Int32Array(size);
  const level = new Uint8Array(reached.length);
  reached.forEach((state, at) => {
    for (let kind = 0; kind < size; kind += 1) {
      const count = Math.floor(state / stride[kind]!) % (kinds.counts[kind]! + 1);
      counts[at * size + kind] = count;
      if (at === 0 || count !== counts[(at - 1) * size + kind]) level[at] = kind;
      most[kind] = Math.max(most[kind]!, count);
    }
  });
  const { cap } = offer.rule;
  const { money } = offer.scale;
  return {
    kindOf: kinds.kindOf,
    most,
    linear: kinds.linear,
    stride,
    size: Int32Array.from(kinds.counts),
    grid: Int32Array.from(reached),
    counts,
    level,
    worth: Float64Array.from(reached, (state) => {
      const saved = kinds.share === null ? Math.min(gain[state]!, cap) * money : (gain[state]! * money) / denominator;
      return saved + sets[state]! * offer.application;
    }),
    sets: Uint16Array.from(reached, (state) => sets[state]!),
    before: Int32Array.from(reached, (state) => place[state - steps[last[state]!]!.offset]!),
    last: Int32Array.from(reached, (state) => last[state]!),
    patterns: found,
  };

  function spread(state: number, here: number): void {
    for (let p = 0; p < steps.length; p += 1) {
      const step = steps[p]!;
      const to = state + step.offset;
      if (to >= states || here + step.gain <= gain[to]!) continue;
      let fits = true;
      for (let n = 0; n < step.on.length && fits; n += 1) {
        const kind = step.on[n]!;
        fits = now[kind]! + step.use[kind]! <= kinds.counts[kind]!;
      }
      if (!fits) continue;
      gain[to] = here + step.gain;
      sets[to] = sets[state]! + 1;
      last[to] = p;
    }
  }
}

/**
 * Which classes are alike: for a percent rounded per set, all that leave the same over; for an amount per set, all that
 * reach it whatever else is in the set; else those that cost and save the same.
 */
function kindsOf(offer: Untabled, there: Int32Array): Kinds {
  const { unit, roles, rule, ofSet, scale } = offer;
  const size = unit.length;
  const rewarded = roles.map((_, role) => rule.rebates[role] !== null);
  const uncapped = offer.cap === Number.POSITIVE_INFINITY;
  const sets = offer.shape === 'sets' && uncapped && (!offer.overlaps || rewarded.every((each) => each));
  const percent = sets && ofSet?.kind === 'percent' ? ofSet : null;
  const amount = sets && ofSet?.kind === 'amount' ? ofSet.value : Number.POSITIVE_INFINITY;
  const least = roles.map(leastPrice);
  const leastSet = roles.reduce(
    (sum, { quantity }, role) => sum + (rewarded[role] === true ? quantity * least[role]! : 0),
    0,
  );
  const most = mostSets(offer, there);
  const linear = new Float64Array(size);
  const kindOf = new Int32Array(size).fill(-1);
  const byKey = new Map<string, number>();
  const first: number[] = [];
  const counts: number[] = [];
  for (let local = 0; local < size; local += 1) {
    const { price, grams } = unit[local]!;
    const count = there[local]!;
    if (count === 0) continue;
    const groups = roles.map((role) => role.member[local]!).join('');
    const counted = roles.some((role, at) => rewarded[at] === true && role.member[local] === 1);
    let alike = `${price},${grams ?? ''}`;
    if (sets && !counted) alike = '';
    else if (percent !== null) {
      const { numerator, denominator } = percent;
      alike = `${((price % denominator) * (numerator % denominator)) % denominator}`;
      linear[local] = (price * numerator * scale.money) / denominator;
    } else if (reaches(local, price)) alike = 'enough';
    const key = `${groups}|${alike}`;
    let kind = byKey.get(key);
    if (kind === undefined) {
      kind = first.length;
      byKey.set(key, kind);
      first.push(local);
      counts.push(0);
    }
    kindOf[local] = kind;
    counts[kind]! += count;
  }
  const limits = first.map((local) =>
    offer.shape === 'bulk'
      ? Number.POSITIVE_INFINITY
      : most * roles.reduce((sum, { quantity, member }) => sum + quantity * member[local]!, 0),
  );
  return { kindOf, first, counts: counts.map((count, kind) => Math.min(count, limits[kind]!)), linear, share: percent };

  function leastPrice({ member }: Role): number {
    return unit.reduce(
      (least, { price }, c) => (there[c]! > 0 && member[c] === 1 ? Math.min(least, price) : least),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Whether every set with this unit, in whichever group, is worth its amount. */
  function reaches(local: number, price: number): boolean {
    return roles.every(({ member }, role) => member[local] === 0 || leastSet - least[role]! + price >= amount);
  }
}

/** No more sets than the scarcest group has units for. */
function mostSets({ roles, limit }: Untabled, there: Int32Array): number {
  let most = limit;
  for (const { quantity, member } of roles) {
    let units = 0;
    for (let c = 0; c < there.length; c += 1) units += there[c]! * member[c]!;
    most = Math.min(most, Math.floor(units / quantity));
  }
  return most;
}
