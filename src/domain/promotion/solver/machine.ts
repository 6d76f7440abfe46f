import { unitSaving } from '../discount.ts';
import type { Offer } from './offer.ts';

/**
 * An offer whose units can be decided class by class: all that goes on from one class to the next is a place, such as how far
 * the open set is. It starts at place 0.
 */
export interface Machine {
  readonly places: number;
  /** Local classes in the order in which they are decided, and whether any other would do. */
  readonly order: readonly number[];
  readonly anyOrder: boolean;
  /** Where so many units of a class lead from a place, and what they save on the way. */
  moves(local: number, place: number, units: number): readonly Move[];
  /** By place: what ending there adds, minus infinity where one can't. */
  readonly end: Float64Array;
}

export interface Move {
  readonly to: number;
  readonly gain: number;
}

const MOST_PLACES = 48;
const NOWHERE: readonly Move[] = [];

/** Null for offers that don't go class by class: their price must be exact, and neither caps nor funds may bind. */
export function machineOf(offer: Offer): Machine | null {
  if (!offer.exact || offer.table !== null || offer.whole !== null || offer.fund !== null) return null;
  if (offer.cap !== Number.POSITIVE_INFINITY || offer.rounded) return null;
  if (offer.shape === 'bulk') return bulkMachine(offer);
  if (offer.shape === 'sets')
    return offer.roles.length === 1
      ? setMachine(
          offer,
          offer.unit.map((_, local) => local),
        )
      : null;
  const order = dearestFirst(offer);
  const { worth } = offer.roles[1]!;
  const monotone = order.every((local, at) => at === 0 || worth[order[at - 1]!]! >= worth[local]!);
  return monotone ? setMachine(offer, order) : null;
}

/** Among equally dear classes those that save most come last, where the rewards are. */
function dearestFirst(offer: Offer): number[] {
  const worth = offer.roles.at(-1)!.worth;
  const order = offer.unit.map((_, local) => local);
  return order.sort((a, b) => offer.unit[b]!.price - offer.unit[a]!.price || worth[a]! - worth[b]! || a - b);
}

/** Sets of neighbours: a place is how many units the open set has, or under a limit how many all sets have. */
function setMachine(offer: Offer, order: readonly number[]): Machine | null {
  const buy = offer.shape === 'cheapest' ? offer.roles[0]!.quantity : 0;
  const size = offer.roles.reduce((sum, role) => sum + role.quantity, 0);
  const worth = offer.roles.at(-1)!.worth;
  const counted = offer.limit * size < offer.unit.reduce((sum, unit) => sum + unit.count, 0);
  const places = counted ? offer.limit * size + 1 : size;
  if (places > MOST_PLACES) return null;
  return {
    places,
    order,
    anyOrder: offer.shape === 'sets',
    end: Float64Array.from({ length: places }, (_, place) => (place % size === 0 ? 0 : Number.NEGATIVE_INFINITY)),
    moves(local, place, units) {
      if (counted && place + units >= places) return NOWHERE;
      let gain = 0;
      for (let n = 0; n < units; n += 1) {
        const here = (place + n) % size;
        gain += (here < buy ? 0 : worth[local]!) + (here === size - 1 ? offer.perSet : 0);
      }
      return [{ to: counted ? place + units : (place + units) % size, gain }];
    },
  };
}

interface Level {
  readonly low: number;
  readonly high: number;
  /** Place of its first unit. */
  readonly first: number;
  /** Units beyond the last place stay there. */
  readonly endless: boolean;
  readonly saving: Float64Array;
}

/** One application whose discount goes by how many units it has: the tier is chosen with the first of them. */
function bulkMachine(offer: Offer): Machine | null {
  const { rule, unit, scale } = offer;
  const group = rule.promotion.family === 'bulk' ? rule.promotion.groups[0] : null;
  const most = group?.max ?? Number.POSITIVE_INFINITY;
  const levels: Level[] = [];
  let places = 1;
  for (const [at, { from, rebate }] of rule.tiers.entries()) {
    const low = Math.max(from, group?.quantity ?? 1);
    const high = Math.min((rule.tiers[at + 1]?.from ?? Number.POSITIVE_INFINITY) - 1, most);
    if (high < low) continue;
    const endless = high === Number.POSITIVE_INFINITY;
    const saving = Float64Array.from(unit, ({ price, grams }) => unitSaving(rebate, price, grams) * scale.money);
    levels.push({ low, high: endless ? low : high, first: places, endless, saving });
    places += endless ? low : high;
    if (places > MOST_PLACES) return null;
  }
  const end = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  end[0] = 0;
  for (const { low, high, first } of levels) for (let k = low; k <= high; k += 1) end[first + k - 1] = offer.perSet;
  return {
    places,
    order: unit.map((_, local) => local),
    anyOrder: true,
    end,
    moves(local, place, units) {
      if (units === 0) return [{ to: place, gain: 0 }];
      const moves: Move[] = [];
      for (const { first, high, endless, saving } of levels) {
        if (place !== 0 && (place < first || place >= first + high)) continue;
        const count = (place === 0 ? 0 : place - first + 1) + units;
        if (count > high && !endless) continue;
        moves.push({ to: first + Math.min(count, high) - 1, gain: units * saving[local]! });
      }
      return moves;
    },
  };
}
