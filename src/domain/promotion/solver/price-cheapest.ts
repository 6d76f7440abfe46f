import type { Untabled } from './offer.ts';
import { constantOf } from './price-sets.ts';
import type { Plan, Supply } from './problem.ts';

/** Beyond this a limited number of sets is bounded as if it were unlimited, which is still a bound. */
const MOST_STATES = 4_000_000;

interface Slot {
  readonly local: number;
  readonly cost: number;
  readonly worth: number;
}

/**
 * The most that "buy b, get g of the same" is worth at given costs: units go by dearest first, and a state says how many sets
 * are closed and how far the open one is; the first b of a set pay, the last g are rewarded. Putting neighbours together is
 * best where a dearer unit never saves less; where that does not hold (weights), `priceBalanced` follows every mixture.
 */
export function priceCheapest(offer: Untabled, supply: Supply, share = 1, least = 0): Plan | null {
  const slots = slotsOf(offer, supply, share);
  const size = offer.roles[0]!.quantity + offer.roles[1]!.quantity;
  const possible = Math.floor(slots.length / size);
  const most = Math.min(offer.limit, possible);
  if (most === 0 || most < least) return null;
  const monotone = slots.every((slot, at) => at === 0 || slots[at - 1]!.worth >= slot.worth);
  if (!monotone) return priceBalanced(offer, slots, most, share, least);
  const counted = (most < possible || least > 0) && slots.length * most * size <= MOST_STATES;
  return neighbours(offer, slots, counted ? most : possible, counted, share, least);
}

/** Dearest first; among equally dear ones those that save most are last, where the rewards are. */
function slotsOf(offer: Untabled, supply: Supply, share: number): Slot[] {
  const { worth } = offer.roles[1]!;
  const slots: (Slot & { price: number })[] = [];
  for (let local = 0; local < offer.classes.length; local += 1) {
    const { price } = offer.unit[local]!;
    const add = (count: number, cost: number) => {
      for (let n = 0; n < count; n += 1) slots.push({ local, cost, worth: worth[local]! * share, price });
    };
    add(supply.own[local]!, supply.ownCost[local]!);
    add(supply.shared[local]!, supply.sharedCost[local]!);
  }
  return slots.sort((a, b) => b.price - a.price || a.worth - b.worth || a.local - b.local || a.cost - b.cost);
}

function neighbours(
  offer: Untabled,
  slots: readonly Slot[],
  most: number,
  counted: boolean,
  share: number,
  least: number,
): Plan | null {
  const buy = offer.roles[0]!.quantity;
  const size = buy + offer.roles[1]!.quantity;
  const perSet = constantOf(offer, share);
  const states = counted ? most * size + 1 : size;
  let value = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  value[0] = 0;
  const took = new Uint8Array(slots.length * states);
  slots.forEach((slot, at) => {
    const next = value.slice();
    for (let state = 0; state < states; state += 1) {
      const here = value[state]!;
      if (here === Number.NEGATIVE_INFINITY || (counted && state === states - 1)) continue;
      const position = state % size;
      const closes = position === size - 1;
      const gained = here - slot.cost + (position < buy ? 0 : slot.worth) + (closes ? perSet : 0);
      const to = counted ? state + 1 : closes ? 0 : state + 1;
      if (gained > next[to]!) {
        next[to] = gained;
        took[at * states + to] = 1;
      }
    }
    value = next;
  });
  // Without counting sets there is one closed state, and whether it is worth it is all that can be asked.
  const first = counted ? least * size : 0;
  let end = first;
  for (let state = first + size; state < states; state += size) if (value[state]! > value[end]!) end = state;
  if (value[end] === Number.NEGATIVE_INFINITY || (value[end]! <= 0 && (least === 0 || !counted))) return null;
  const roles = [new Int32Array(offer.classes.length), new Int32Array(offer.classes.length)];
  const use = new Int32Array(offer.classes.length);
  let state = end;
  let sets = 0;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    if (took[at * states + state] !== 1) continue;
    const position = (state + size - 1) % size;
    if (position === size - 1) sets += 1;
    roles[position < buy ? 0 : 1]![slots[at]!.local]! += 1;
    use[slots[at]!.local]! += 1;
    state = counted ? state - 1 : position;
  }
  return { bound: value[end]!, use, roles, sets };
}

/**
 * A choice of buyers and rewarded can be cut into sets exactly when, going from dear to cheap, there are always b buyers for
 * every set begun. States are therefore (buyers, rewarded) so far.
 */
function priceBalanced(
  offer: Untabled,
  slots: readonly Slot[],
  most: number,
  share: number,
  least: number,
): Plan | null {
  const buy = offer.roles[0]!.quantity;
  const get = offer.roles[1]!.quantity;
  const perSet = constantOf(offer, share);
  const buyers = Math.min(most * buy, slots.length);
  const rewarded = Math.min(most * get, slots.length);
  const width = rewarded + 1;
  const states = (buyers + 1) * width;
  if (slots.length * states > MOST_STATES) return neighbours(offer, optimistic(slots), most, false, share, least);
  let value = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  value[0] = 0;
  const took = new Uint8Array(slots.length * states);
  slots.forEach((slot, at) => {
    const next = value.slice();
    for (let b = 0; b <= buyers; b += 1) {
      for (let g = 0; g <= rewarded; g += 1) {
        const here = value[b * width + g]!;
        if (here === Number.NEGATIVE_INFINITY) continue;
        if (b < buyers && here - slot.cost > next[(b + 1) * width + g]!) {
          next[(b + 1) * width + g] = here - slot.cost;
          took[at * states + (b + 1) * width + g] = 1;
        }
        const closes = (g + 1) % get === 0;
        const gained = here - slot.cost + slot.worth + (closes ? perSet : 0);
        if (g < rewarded && b >= buy * Math.ceil((g + 1) / get) && gained > next[b * width + g + 1]!) {
          next[b * width + g + 1] = gained;
          took[at * states + b * width + g + 1] = 2;
        }
      }
    }
    value = next;
  });
  let sets = least;
  for (let t = least + 1; t <= most; t += 1) {
    if (value[t * buy * width + t * get]! > value[sets * buy * width + sets * get]!) sets = t;
  }
  const bound = value[sets * buy * width + sets * get]!;
  if (sets === 0 || bound === Number.NEGATIVE_INFINITY || (bound <= 0 && least === 0)) return null;
  const roles = [new Int32Array(offer.classes.length), new Int32Array(offer.classes.length)];
  const use = new Int32Array(offer.classes.length);
  let b = sets * buy;
  let g = sets * get;
  for (let at = slots.length - 1; at >= 0; at -= 1) {
    const how = took[at * states + b * width + g];
    if (how === undefined || how === 0) continue;
    roles[how - 1]![slots[at]!.local]! += 1;
    use[slots[at]!.local]! += 1;
    if (how === 1) b -= 1;
    else g -= 1;
  }
  return { bound, use, roles, sets };
}

/** A monotone worth never below the true one: too many weights to follow are bounded by it. */
function optimistic(slots: readonly Slot[]): Slot[] {
  let most = Number.NEGATIVE_INFINITY;
  return [...slots]
    .reverse()
    .map((slot) => {
      most = Math.max(most, slot.worth);
      return { ...slot, worth: most };
    })
    .reverse();
}
