import type { Untabled } from './offer.ts';
import { constantOf } from './price-sets.ts';
import type { Plan, Supply, UnitClass } from './problem.ts';

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
  const units = placed(offer, supply, share);
  const size = offer.roles[0]!.quantity + offer.roles[1]!.quantity;
  const possible = Math.floor(units / size);
  const most = Math.min(offer.limit, possible);
  if (most === 0 || most < least) return null;
  let monotone = true;
  for (let at = 1; at < units && monotone; at += 1) monotone = row.worth[at - 1]! >= row.worth[at]!;
  if (!monotone) return priceBalanced(offer, slots(units), most, share, least);
  const counted = (most < possible || least > 0) && units * most * size <= MOST_STATES;
  return neighbours(offer, units, counted ? most : possible, counted, share, least);
}

/** Units one after another as they are dealt with; room that every question uses anew. */
let row = { local: new Int32Array(64), cost: new Float64Array(64), worth: new Float64Array(64) };

function grow(units: number): void {
  const longer = { local: new Int32Array(units), cost: new Float64Array(units), worth: new Float64Array(units) };
  longer.local.set(row.local);
  longer.cost.set(row.cost);
  longer.worth.set(row.worth);
  row = longer;
}

/** Puts units into the row, dearest first; among equally dear ones those that save most are last, where the rewards are. How many. */
function placed(offer: Untabled, supply: Supply, share: number): number {
  const { worth } = offer.roles[1]!;
  const order = share > 0 ? (offer.order ?? dearestFirst(offer.unit, worth)) : dearestFirst(offer.unit, NONE);
  let units = 0;
  for (let at = 0; at < order.length; at += 1) {
    const local = order[at]!;
    const own = supply.own[local]!;
    const shared = supply.shared[local]!;
    if (units + own + shared > row.local.length) grow(2 * (units + own + shared));
    const ownFirst = supply.ownCost[local]! <= supply.sharedCost[local]!;
    const saved = worth[local]! * share;
    const first = ownFirst ? own : shared;
    for (let n = 0; n < own + shared; n += 1, units += 1) {
      row.local[units] = local;
      row.cost[units] = n < first === ownFirst ? supply.ownCost[local]! : supply.sharedCost[local]!;
      row.worth[units] = saved;
    }
  }
  return units;
}

const NONE = new Float64Array(0);

/** Local classes by price, then by what they save, least first. */
export function dearestFirst(unit: readonly UnitClass[], worth: Float64Array): Int32Array {
  const order = Int32Array.from(unit.keys());
  return order.sort((a, b) => unit[b]!.price - unit[a]!.price || (worth[a] ?? 0) - (worth[b] ?? 0) || a - b);
}

function slots(units: number): Slot[] {
  return Array.from({ length: units }, (_, at) => ({
    local: row.local[at]!,
    cost: row.cost[at]!,
    worth: row.worth[at]!,
  }));
}

let value = new Float64Array(64);
let took = new Uint8Array(1024);

function neighbours(
  offer: Untabled,
  units: number,
  most: number,
  counted: boolean,
  share: number,
  least: number,
): Plan | null {
  const buy = offer.roles[0]!.quantity;
  const size = buy + offer.roles[1]!.quantity;
  const perSet = constantOf(offer, share);
  const states = counted ? most * size + 1 : size;
  if (states > value.length) value = new Float64Array(states);
  if (units * states > took.length) took = new Uint8Array(units * states);
  value.fill(Number.NEGATIVE_INFINITY, 0, states);
  took.fill(0, 0, units * states);
  value[0] = 0;
  for (let at = 0; at < units; at += 1) {
    const cost = row.cost[at]!;
    const worth = row.worth[at]!;
    // From the last state back, so that each is still as it was before this unit; only what closes a set leads to an earlier one.
    let closed = Number.NEGATIVE_INFINITY;
    for (let state = counted ? states - 2 : states - 1; state >= 0; state -= 1) {
      const here = value[state]!;
      if (here === Number.NEGATIVE_INFINITY) continue;
      const position = state % size;
      const closes = position === size - 1;
      const gained = here - cost + (position < buy ? 0 : worth) + (closes ? perSet : 0);
      if (closes && !counted) closed = gained;
      else if (gained > value[state + 1]!) {
        value[state + 1] = gained;
        took[at * states + state + 1] = 1;
      }
    }
    if (closed > value[0]!) {
      value[0] = closed;
      took[at * states] = 1;
    }
  }
  // Without counting sets there is one closed state, and whether it is worth it is all that can be asked.
  const first = counted ? least * size : 0;
  let end = first;
  for (let state = first + size; state < states; state += size) if (value[state]! > value[end]!) end = state;
  const bound = value[end]!;
  if (bound === Number.NEGATIVE_INFINITY || (bound <= 0 && (least === 0 || !counted))) return null;
  const roles = [new Int32Array(offer.classes.length), new Int32Array(offer.classes.length)];
  const use = new Int32Array(offer.classes.length);
  let state = end;
  let sets = 0;
  for (let at = units - 1; at >= 0; at -= 1) {
    if (took[at * states + state] !== 1) continue;
    const position = (state + size - 1) % size;
    if (position === size - 1) sets += 1;
    const local = row.local[at]!;
    roles[position < buy ? 0 : 1]![local]! += 1;
    use[local]! += 1;
    state = counted ? state - 1 : position;
  }
  return { bound, use, roles, sets };
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
  if (slots.length * states > MOST_STATES) {
    optimistic(slots.length);
    return neighbours(offer, slots.length, most, false, share, least);
  }
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

/** Makes the row's worth monotone, never below the true one: too many weights to follow are bounded by it. */
function optimistic(units: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = units - 1; at >= 0; at -= 1) {
    most = Math.max(most, row.worth[at]!);
    row.worth[at] = most;
  }
}
