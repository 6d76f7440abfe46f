import type { Untabled } from './offer.ts';
import type { Plan, Supply } from './problem.ts';
import { ranking } from './ranking.ts';

/** One stretch of equal units on offer to a group. */
export interface Stretch {
  readonly local: number;
  readonly count: number;
  readonly value: number;
}

/**
 * The most that an offer of sets is worth at given costs, by its linear model: per group the units worth most, as many sets
 * as still add. `share` scales savings down (for caps). Null where no set is worth making.
 */
export function priceSets(offer: Untabled, supply: Supply, share = 1, least = 0): Plan | null {
  return offer.overlaps ? priceOverlapping(offer, supply, share, least) : priceApart(offer, supply, share, least);
}

/** Best first; the canonically first units among equals. */
export function stretches(offer: Untabled, role: number, supply: Supply, share: number): Stretch[] {
  const { member, worth } = offer.roles[role]!;
  const list: Stretch[] = [];
  for (let local = 0; local < member.length; local += 1) {
    if (member[local] !== 1) continue;
    const own = supply.own[local]!;
    const shared = supply.shared[local]!;
    if (own > 0) insert(list, { local, count: own, value: worth[local]! * share - supply.ownCost[local]! });
    if (shared > 0) insert(list, { local, count: shared, value: worth[local]! * share - supply.sharedCost[local]! });
  }
  return list;
}

// Lists are short and classes already come dearest first, nearly in order: insertion beats a general sort.
export function insert(list: Stretch[], stretch: Stretch): void {
  let at = list.length;
  list.push(stretch);
  for (; at > 0 && list[at - 1]!.value < stretch.value; at -= 1) list[at] = list[at - 1]!;
  list[at] = stretch;
}

/** What the linear model gives two sets, liked or not; 0 where there are no two. */
export function boundOfTwo(offer: Untabled, supply: Supply): number {
  return priceApart(offer, supply, 1, 2)?.bound ?? 0;
}

function priceApart(offer: Untabled, supply: Supply, share: number, forced = 0): Plan | null {
  const { roles, limit } = offer;
  const perSet = constantOf(offer, share);
  // An amount per set that runs into the cap adds less and less with each set, which keeps the order of sets right.
  const capped = offer.cap !== Number.POSITIVE_INFINITY && offer.ofSet?.kind === 'amount' && share === 1;
  const amount = capped ? (offer.ofSet?.value ?? 0) * offer.scale.money : 0;
  if (starts.length <= roles.length) widen(2 * roles.length);
  for (let r = 0, end = 0; r < roles.length; r += 1) {
    const { member, worth } = roles[r]!;
    starts[r] = end;
    at[r] = end;
    within[r] = 0;
    end = lay(supply, worth, share, member, end);
    starts[r + 1] = end;
  }
  let bound = 0;
  let sets = 0;
  while (sets < limit) {
    let gain = perSet;
    let jump = limit - sets;
    for (let r = 0; r < roles.length; r += 1) {
      const { quantity } = roles[r]!;
      const whole = at[r]! < starts[r + 1]! ? laid.count[at[r]!]! - within[r]! : 0;
      if (whole >= quantity) {
        gain += laid.value[at[r]!]! * quantity;
        jump = Math.min(jump, Math.floor(whole / quantity));
        continue;
      }
      const value = drawn(at[r]!, within[r]!, starts[r + 1]!, quantity);
      if (value === Number.NEGATIVE_INFINITY) return sets < forced ? null : finish(offer, sets, bound);
      gain += value;
      jump = 1;
    }
    if (capped) {
      gain -= amount - Math.min(amount, Math.max(0, offer.cap - sets * amount));
      jump = 1;
    }
    if (forced > 0) jump = 1;
    if (gain <= 0 && sets >= forced) break;
    for (let r = 0; r < roles.length; r += 1) advance(r, roles[r]!.quantity * jump);
    sets += jump;
    bound += gain * jump;
  }
  return finish(offer, sets, bound);
}

/** Stretches of equal units, best first, one group's behind the other's; room that every question uses anew. */
export let laid = {
  local: new Int32Array(128),
  count: new Int32Array(128),
  value: new Float64Array(128),
};
/** By group: where its stretches begin (and those of the one before end), which is drawn from, and what of that is taken. */
let starts = new Int32Array(16);
let at = new Int32Array(16);
let within = new Int32Array(16);

function widen(roles: number): void {
  starts = new Int32Array(roles + 1);
  at = new Int32Array(roles);
  within = new Int32Array(roles);
}

/** Lays out the stretches of a group's members (all, where null) from a place on, the canonically first units first among equals; the place behind them. */
export function lay(
  supply: Supply,
  worth: Float64Array,
  share: number,
  member: Uint8Array | null,
  from: number,
): number {
  const { own, ownCost, shared, sharedCost } = supply;
  const size = own.length;
  if (from + 2 * size > laid.local.length) lengthen(2 * (from + 2 * size));
  let end = from;
  for (let local = 0; local < size; local += 1) {
    if (member !== null && member[local] !== 1) continue;
    const each = worth[local]! * share;
    if (own[local]! > 0) end = placed(from, end, local, own[local]!, each - ownCost[local]!);
    if (shared[local]! > 0) end = placed(from, end, local, shared[local]!, each - sharedCost[local]!);
  }
  return end;
}

function lengthen(size: number): void {
  const longer = { local: new Int32Array(size), count: new Int32Array(size), value: new Float64Array(size) };
  longer.local.set(laid.local);
  longer.count.set(laid.count);
  longer.value.set(laid.value);
  laid = longer;
}

// Lists are short and classes already come dearest first, nearly in order: insertion beats a general sort.
function placed(from: number, end: number, local: number, count: number, worth: number): number {
  const { local: locals, count: counts, value } = laid;
  let to = end;
  for (; to > from && value[to - 1]! < worth; to -= 1) {
    locals[to] = locals[to - 1]!;
    counts[to] = counts[to - 1]!;
    value[to] = value[to - 1]!;
  }
  locals[to] = local;
  counts[to] = count;
  value[to] = worth;
  return end + 1;
}

/** The constant of one set when only a share of each saving counts. */
export function constantOf(offer: Untabled, share: number): number {
  if (share === 1) return offer.perSet;
  const saved = offer.ofSet === null ? 0 : savedPerSet(offer);
  return saved * share + (offer.perSet - saved);
}

function savedPerSet({ ofSet, scale }: Untabled): number {
  if (ofSet === null || ofSet.kind === 'percent') return 0;
  return (ofSet.kind === 'amount' ? ofSet.value : -ofSet.value) * scale.money;
}

/** What the next `quantity` units are worth, which are not all of one stretch; minus infinity where there are no more so many. */
function drawn(from: number, used: number, end: number, quantity: number): number {
  let value = 0;
  let left = quantity;
  let skipped = used;
  for (let place = from; left > 0; place += 1) {
    if (place >= end) return Number.NEGATIVE_INFINITY;
    const take = Math.min(left, laid.count[place]! - skipped);
    value += take * laid.value[place]!;
    left -= take;
    skipped = 0;
  }
  return value;
}

function advance(role: number, units: number): void {
  let left = units;
  while (left > 0) {
    const free = laid.count[at[role]!]! - within[role]!;
    if (free > left) {
      within[role]! += left;
      return;
    }
    left -= free;
    at[role]! += 1;
    within[role] = 0;
  }
}

function finish({ roles, classes }: Untabled, sets: number, bound: number): Plan | null {
  if (sets === 0) return null;
  const use = new Int32Array(classes.length);
  const taken: Int32Array[] = [];
  for (let r = 0; r < roles.length; r += 1) {
    // What one group takes is all that is used.
    const mine = roles.length === 1 ? use : new Int32Array(classes.length);
    let left = sets * roles[r]!.quantity;
    for (let place = starts[r]!; left > 0; place += 1) {
      const take = Math.min(left, laid.count[place]!);
      mine[laid.local[place]!]! += take;
      if (mine !== use) use[laid.local[place]!]! += take;
      left -= take;
    }
    taken.push(mine);
  }
  return { bound, use, roles: taken, sets };
}

/**
 * The same where groups share units: which group a shared unit serves is an assignment, grown one unit at a time along the
 * best chain of moves (successive longest paths, so the best for its number of sets; concave in that number).
 */
function priceOverlapping(offer: Untabled, supply: Supply, share: number, least: number): Plan | null {
  const perSet = constantOf(offer, share);
  const nodes = offer.roles.length;
  const units = slots(offer, supply);
  const held = offer.roles.map(() => new Int32Array(units.length));
  const free = Int32Array.from(units, (unit) => unit.count);
  const value = (role: number, unit: number) =>
    offer.roles[role]!.worth[units[unit]!.local]! * share - units[unit]!.cost;
  const takes = (role: number, unit: number) => offer.roles[role]!.member[units[unit]!.local] === 1;
  const ready = offer.roles.map((_, role) => {
    const list = ranking();
    for (let unit = 0; unit < units.length; unit += 1) if (takes(role, unit)) list.put(unit, value(role, unit));
    return list;
  });
  // By the group that holds units and the one that they might move to.
  const movable = offer.roles.map(() => offer.roles.map(() => ranking()));
  let total = 0;
  let best = 0;
  let sets = 0;
  let kept: Int32Array[] | null = null;
  for (let t = 1; t <= offer.limit; t += 1) {
    let grown = true;
    for (let role = 0; role < nodes && grown; role += 1) {
      for (let n = 0; n < offer.roles[role]!.quantity && grown; n += 1) {
        const gain = augment(role);
        if (gain === null) grown = false;
        else total += gain;
      }
    }
    if (!grown) break;
    total += perSet;
    if (total <= best && t > least) break;
    best = total;
    sets = t;
    kept = held.map((each) => each.slice());
  }
  if (kept === null || sets < least) return null;
  const use = new Int32Array(offer.classes.length);
  const roles = kept.map((each) => {
    const taken = new Int32Array(offer.classes.length);
    each.forEach((count, unit) => {
      taken[units[unit]!.local]! += count;
      use[units[unit]!.local]! += count;
    });
    return taken;
  });
  return { bound: best, use, roles, sets };

  /** Adds one unit to `target`, perhaps by moving others between groups; null where none is to be had. */
  function augment(target: number): number | null {
    const gain = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
    const entering = new Int32Array(nodes).fill(-1);
    const via = new Int32Array(nodes).fill(-1);
    for (let role = 0; role < nodes; role += 1) {
      const unit = ready[role]!.best((each) => free[each]! > 0);
      if (unit < 0) continue;
      gain[role] = value(role, unit);
      entering[role] = unit;
    }
    for (let round = 1; round < nodes; round += 1) {
      for (let from = 0; from < nodes; from += 1) {
        if (gain[from] === Number.NEGATIVE_INFINITY) continue;
        for (let to = 0; to < nodes; to += 1) {
          if (to === from) continue;
          const unit = movable[from]![to]!.best((each) => held[from]![each]! > 0);
          if (unit < 0) continue;
          const moved = gain[from]! + value(to, unit) - value(from, unit);
          if (moved > gain[to]! && !onPath(from, to)) {
            gain[to] = moved;
            entering[to] = unit;
            via[to] = from;
          }
        }
      }
    }
    if (gain[target] === Number.NEGATIVE_INFINITY) return null;
    let at = target;
    while (via[at] !== -1) {
      const unit = entering[at]!;
      hold(at, unit);
      held[via[at]!]![unit]! -= 1;
      at = via[at]!;
    }
    hold(at, entering[at]!);
    free[entering[at]!]! -= 1;
    return gain[target]!;

    function hold(role: number, unit: number): void {
      held[role]![unit]! += 1;
      if (held[role]![unit]! > 1) return;
      for (let to = 0; to < nodes; to += 1) {
        if (to !== role && takes(to, unit)) movable[role]![to]!.put(unit, value(to, unit) - value(role, unit));
      }
    }

    function onPath(from: number, node: number): boolean {
      for (let each = from; each !== -1; each = via[each]!) if (each === node) return true;
      return false;
    }
  }
}

function slots(offer: Untabled, supply: Supply): { local: number; count: number; cost: number }[] {
  const list: { local: number; count: number; cost: number }[] = [];
  for (let local = 0; local < offer.classes.length; local += 1) {
    const own = supply.own[local]!;
    const shared = supply.shared[local]!;
    if (own > 0) list.push({ local, count: own, cost: supply.ownCost[local]! });
    if (shared > 0) list.push({ local, count: shared, cost: supply.sharedCost[local]! });
  }
  return list;
}
