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
  const { roles } = offer;
  const perSet = constantOf(offer, share);
  // An amount per set that runs into the cap adds less and less with each set, which keeps the order of sets right.
  const capped = offer.cap !== Number.POSITIVE_INFINITY && offer.ofSet?.kind === 'amount' && share === 1;
  const amount = capped ? (offer.ofSet?.value ?? 0) * offer.scale.money : 0;
  const lists = roles.map((_, role) => stretches(offer, role, supply, share));
  const position = new Int32Array(roles.length);
  const within = new Int32Array(roles.length);
  let bound = 0;
  let sets = 0;
  while (sets < offer.limit) {
    let gain = perSet;
    let jump = offer.limit - sets;
    for (let r = 0; r < roles.length; r += 1) {
      const step = drawn(lists[r]!, position[r]!, within[r]!, roles[r]!.quantity);
      if (step === null) return sets < forced ? null : finish(offer, lists, sets, bound);
      gain += step.value;
      jump = Math.min(jump, step.repeats);
    }
    if (capped) {
      gain -= amount - Math.min(amount, Math.max(0, offer.cap - sets * amount));
      jump = 1;
    }
    if (forced > 0) jump = 1;
    if (gain <= 0 && sets >= forced) break;
    for (let r = 0; r < roles.length; r += 1) advance(lists[r]!, position, within, r, roles[r]!.quantity * jump);
    sets += jump;
    bound += gain * jump;
  }
  return finish(offer, lists, sets, bound);
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

/** The next `quantity` units of a list, and how often the very same set can be drawn from where it stands. */
function drawn(list: readonly Stretch[], at: number, used: number, quantity: number) {
  let value = 0;
  let left = quantity;
  let position = at;
  let skipped = used;
  const first = list[at];
  if (first === undefined) return null;
  if (first.count - used >= quantity) {
    return { value: first.value * quantity, repeats: Math.floor((first.count - used) / quantity) };
  }
  while (left > 0) {
    const stretch = list[position];
    if (stretch === undefined) return null;
    const take = Math.min(left, stretch.count - skipped);
    value += take * stretch.value;
    left -= take;
    position += 1;
    skipped = 0;
  }
  return { value, repeats: 1 };
}

function advance(
  list: readonly Stretch[],
  position: Int32Array,
  within: Int32Array,
  role: number,
  units: number,
): void {
  let left = units;
  while (left > 0) {
    const free = list[position[role]!]!.count - within[role]!;
    if (free > left) {
      within[role]! += left;
      return;
    }
    left -= free;
    position[role]! += 1;
    within[role] = 0;
  }
}

function finish(offer: Untabled, lists: readonly Stretch[][], sets: number, bound: number): Plan | null {
  if (sets === 0) return null;
  const use = new Int32Array(offer.classes.length);
  const roles = lists.map((list, role) => {
    const taken = new Int32Array(offer.classes.length);
    let left = sets * offer.roles[role]!.quantity;
    for (const stretch of list) {
      const take = Math.min(left, stretch.count);
      taken[stretch.local]! += take;
      use[stretch.local]! += take;
      left -= take;
      if (left === 0) break;
    }
    return taken;
  });
  return { bound, use, roles, sets };
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
