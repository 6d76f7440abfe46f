import type { Offer } from './offer.ts';
import type { Plan, Supply } from './problem.ts';

const MOST_STATES = 400_000;

type Countable = Pick<Offer, 'shape' | 'roles' | 'ofSet' | 'whole' | 'unit' | 'rule' | 'fund' | 'order' | 'scale'>;

/**
 * Whether a capped offer can be followed minor unit by minor unit: one group whose units save by themselves or whose sets cost a
 * price, or the cheapest of each set rewarded by itself; and a modest cap.
 */
export function isCountable(offer: Countable): boolean {
  const { ofSet, roles, shape, whole, fund, order } = offer;
  if (whole !== null || fund !== null || shape === 'bulk') return false;
  if (shape === 'sets' && (roles.length !== 1 || (ofSet !== null && ofSet.kind !== 'price'))) return false;
  // Where what is cheaper saves more, sets of neighbours are not the best ones.
  const worth = roles.at(-1)!.worth;
  if (shape === 'cheapest' && ofSet !== null) return false;
  if (shape === 'cheapest' && order!.some((local, at) => at > 0 && worth[order![at - 1]!]! < worth[local]!))
    return false;
  return countingWork(offer) <= MOST_STATES;
}

/** How many states one price looks at. */
export function countingWork(offer: Countable): number {
  const units = offer.unit.reduce((sum, { count }) => sum + count, 0);
  const size = sizeOf(offer);
  const most = offer.rule.limit * size;
  return units * (most < units ? most + 1 : size) * widthOf(offer);
}

/** Savings are counted in parts of a minor unit, so many that a set's price is a whole number of them for each of its units. */
function partsOf({ ofSet, roles }: Pick<Countable, 'ofSet' | 'roles'>): number {
  return ofSet === null ? 1 : roles[0]!.quantity;
}

/** What one unit of a class adds, in parts; below zero where it costs less than its share of a set's price. */
function gainOf({ ofSet, roles, scale, unit }: Countable, local: number): number {
  if (ofSet === null) return Math.round(roles.at(-1)!.worth[local]! / scale.money);
  return unit[local]!.price * roles[0]!.quantity - ofSet.value;
}

/** Sums from nothing to the cap, and as far beyond it as units may still take away: dear units come first. */
function widthOf(offer: Countable): number {
  let below = 0;
  if (offer.ofSet !== null) {
    offer.unit.forEach(({ count }, local) => {
      below += count * Math.max(0, -gainOf(offer, local));
    });
  }
  return offer.rule.cap * partsOf(offer) + below + 1;
}

function sizeOf({ roles }: Pick<Countable, 'roles'>): number {
  return roles.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The exact most that a capped offer is worth at given costs: which units reach the cap at the least cost, or stay below it. */
export function priceCounted(offer: Offer, supply: Supply, least = 0): Plan | null {
  const { money } = offer.scale;
  const size = sizeOf(offer);
  const buy = offer.shape === 'cheapest' ? offer.roles[0]!.quantity : 0;
  const parts = partsOf(offer);
  const width = widthOf(offer);
  const slots: { local: number; cost: number; gain: number }[] = [];
  for (let at = 0; at < offer.unit.length; at += 1) {
    const local = offer.order === null ? at : offer.order[at]!;
    const gain = Math.min(width - 1, gainOf(offer, local));
    for (let n = 0; n < supply.own[local]!; n += 1) slots.push({ local, cost: supply.ownCost[local]!, gain });
    for (let n = 0; n < supply.shared[local]!; n += 1) slots.push({ local, cost: supply.sharedCost[local]!, gain });
  }
  const most = Math.min(offer.limit, Math.floor(slots.length / size)) * size;
  const counted = least > 0 || offer.limit * size < slots.length;
  const steps = counted ? most + 1 : size;
  let value = new Float64Array(steps * width).fill(Number.NEGATIVE_INFINITY);
  value[0] = 0;
  let reached = 0;
  const from = new Int32Array(slots.length * steps * width).fill(-1);
  slots.forEach((slot, at) => {
    const next = value.slice();
    const record = at * steps * width;
    for (let step = 0; step < steps; step += 1) {
      if (counted && step === steps - 1) continue;
      const closes = (step + 1) % size === 0;
      const to = closes && !counted ? 0 : step + 1;
      const price = slot.cost - (closes ? offer.application : 0);
      const gain = step % size < buy ? 0 : slot.gain;
      // What falls below nothing never rises again.
      for (let saved = Math.max(0, -gain); saved <= reached; saved += 1) {
        const here = value[step * width + saved]!;
        if (here === Number.NEGATIVE_INFINITY) continue;
        const state = to * width + Math.min(width - 1, saved + gain);
        if (here - price > next[state]!) {
          next[state] = here - price;
          from[record + state] = step * width + saved;
        }
      }
    }
    reached = Math.min(width - 1, reached + Math.max(0, slot.gain));
    value = next;
  });
  let end = 0;
  let bound = least > 0 ? Number.NEGATIVE_INFINITY : 0;
  for (let step = least * size; step < steps; step += size) {
    for (let saved = least > 0 ? 0 : 1; saved <= reached; saved += 1) {
      const worthHere = value[step * width + saved]! + Math.min(offer.rule.cap, saved / parts) * money;
      if (worthHere > bound) {
        bound = worthHere;
        end = step * width + saved;
      }
    }
  }
  if (bound === Number.NEGATIVE_INFINITY || (least === 0 && bound <= 0)) return null;
  const use = new Int32Array(offer.unit.length);
  const roles = offer.roles.map(() => new Int32Array(offer.unit.length));
  let units = 0;
  for (let at = slots.length - 1, state = end; at >= 0; at -= 1) {
    const before = from[at * steps * width + state]!;
    if (before < 0) continue;
    const { local } = slots[at]!;
    use[local]! += 1;
    roles[Math.floor(before / width) % size < buy ? 0 : roles.length - 1]![local]! += 1;
    units += 1;
    state = before;
  }
  return { bound, use, roles, sets: units / size };
}
