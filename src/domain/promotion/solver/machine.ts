import type { Offer } from './offer.ts';
import type { Table } from './table.ts';

/**
 * An offer whose units can be decided class by class: all that goes on from one class to the next is a place, such as how far
 * the open set is. It starts at place 0.
 */
export interface Machine {
  readonly places: number;
  /** Local classes in the order in which they are decided, and whether any other would do. */
  readonly order: readonly number[];
  readonly anyOrder: boolean;
  /** Its units are cut into sets as they come: few places, which may be decided stage by stage. */
  readonly chained: boolean;
  /** Writes where so many units of a class lead from a place, and what they save on the way; returns how many ways there are. */
  moves(local: number, place: number, units: number, into: Moves): number;
  /** Where a place is how many units of each kind there are: so many units of a class always lead as far. */
  readonly grid: Pick<Table, 'kindOf' | 'linear' | 'stride' | 'size'> | null;
  /** By place: what ending there adds, minus infinity where one can't. */
  readonly end: Float64Array;
}

export interface Moves {
  readonly to: Int32Array;
  readonly gain: Float64Array;
}

const MOST_LEVELS = 16;
const MOST_PLACES = 48;
/** Of offers with several groups, counts of each. */
const MOST_COUNTS = 4000;

/** Room for the ways of one move, written anew for each: read them before the next. */
export function room(): Moves {
  return ONE_ROOM;
}

const ONE_ROOM: Moves = { to: new Int32Array(MOST_LEVELS), gain: new Float64Array(MOST_LEVELS) };

/** Making from `low` to `high` sets. Null for offers that don't go class by class: their price must be exact, and neither caps nor funds may bind. */
export function machineOf(offer: Offer, low: number, high: number): Machine | null {
  if (!offer.exact || offer.whole !== null || offer.fund !== null) return null;
  if (offer.table !== null) return tableMachine(offer.table, offer.unit.length, low, high);
  if (offer.cap !== Number.POSITIVE_INFINITY || offer.rounded) return null;
  if (offer.shape === 'bulk') return bulkMachine(offer, low);
  if (offer.shape === 'sets') {
    if (offer.roles.length > 1) return offer.overlaps ? null : groupsMachine(offer, low, high);
    return setMachine(offer, [...offer.unit.keys()], low, high);
  }
  // Among equally dear classes those that save most come last, where the rewards are.
  const order = Array.from(offer.order ?? []);
  const { worth } = offer.roles[1]!;
  const monotone = order.every((local, at) => at === 0 || worth[order[at - 1]!]! >= worth[local]!);
  return monotone ? setMachine(offer, order, low, high) : null;
}

/** A place is how many units of each kind there are. */
function tableMachine(table: Table, classes: number, low: number, high: number): Machine {
  const { kindOf, linear, stride, size, grid, worth, sets } = table;
  const places = size.reduce((product, count) => product * (count + 1), 1);
  const end = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  if (low === 0) end[0] = 0;
  grid.forEach((place, state) => {
    if (sets[state]! >= low && sets[state]! <= high) end[place] = worth[state]!;
  });
  return {
    places,
    order: Array.from({ length: classes }, (_, local) => local),
    anyOrder: true,
    chained: false,
    grid: table,
    end,
    moves(local, place, units, into) {
      const kind = kindOf[local]!;
      if (units > 0 && kind < 0) return 0;
      into.to[0] = place;
      into.gain[0] = 0;
      if (units === 0) return 1;
      const step = stride[kind]!;
      const most = size[kind]!;
      if ((Math.floor(place / step) % (most + 1)) + units > most) return 0;
      into.to[0] = place + units * step;
      into.gain[0] = units * linear[local]!;
      return 1;
    },
  };
}

/** Groups that share no class: a place is how many units of each there are. */
function groupsMachine(offer: Offer, low: number, high: number): Machine | null {
  const { roles, unit, perSet } = offer;
  let sets = high;
  for (const { quantity, member } of roles) {
    const there = unit.reduce((sum, { count }, local) => sum + count * member[local]!, 0);
    sets = Math.min(sets, Math.floor(there / quantity));
  }
  const size = roles.map(({ quantity }) => sets * quantity);
  const places = size.reduce((product, count) => product * (count + 1), 1);
  if (places > MOST_COUNTS) return null;
  const stride = size.map((_, role) => size.slice(0, role).reduce((product, count) => product * (count + 1), 1));
  const roleOf = unit.map((_, local) => roles.findIndex(({ member }) => member[local] === 1));
  const end = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  const ofSet = roles.reduce((sum, { quantity }, role) => sum + quantity * stride[role]!, 0);
  for (let made = low; made <= sets; made += 1) end[made * ofSet] = made * perSet;
  return {
    places,
    order: [...unit.keys()],
    anyOrder: true,
    chained: false,
    grid: null,
    end,
    moves(local, place, units, into) {
      const role = roleOf[local]!;
      if ((Math.floor(place / stride[role]!) % (size[role]! + 1)) + units > size[role]!) return 0;
      into.to[0] = place + units * stride[role]!;
      into.gain[0] = units * roles[role]!.worth[local]!;
      return 1;
    },
  };
}

/** Sets of neighbours: a place is how many units the open set has, or under a limit how many all sets have. */
function setMachine(offer: Offer, order: readonly number[], low: number, high: number): Machine | null {
  const buy = offer.shape === 'cheapest' ? offer.roles[0]!.quantity : 0;
  const size = offer.roles.reduce((sum, role) => sum + role.quantity, 0);
  const worth = offer.roles.at(-1)!.worth;
  const possible = Math.floor(offer.unit.reduce((sum, unit) => sum + unit.count, 0) / size);
  const counted = high < possible || low > 0;
  const places = counted ? Math.min(high, possible) * size + 1 : size;
  if (places > MOST_PLACES) return null;
  return {
    places,
    order,
    anyOrder: offer.shape === 'sets',
    end: Float64Array.from({ length: places }, (_, place) =>
      place % size === 0 && (!counted || place >= low * size) ? 0 : Number.NEGATIVE_INFINITY,
    ),
    chained: true,
    grid: null,
    moves(local, place, units, into) {
      if (counted && place + units >= places) return 0;
      let gain = 0;
      for (let n = 0; n < units; n += 1) {
        const here = (place + n) % size;
        gain += (here < buy ? 0 : worth[local]!) + (here === size - 1 ? offer.perSet : 0);
      }
      into.to[0] = counted ? place + units : (place + units) % size;
      into.gain[0] = gain;
      return 1;
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
function bulkMachine(offer: Offer, low: number): Machine | null {
  const { rule, unit } = offer;
  const group = rule.promotion.family === 'bulk' ? rule.promotion.groups[0] : null;
  const most = group?.max ?? Number.POSITIVE_INFINITY;
  const levels: Level[] = [];
  let places = 1;
  for (const [at, { from }] of rule.tiers.entries()) {
    const low = Math.max(from, group?.quantity ?? 1);
    const high = Math.min((rule.tiers[at + 1]?.from ?? Number.POSITIVE_INFINITY) - 1, most);
    if (high < low) continue;
    const endless = high === Number.POSITIVE_INFINITY;
    levels.push({ low, high: endless ? low : high, first: places, endless, saving: offer.tiers[at]! });
    places += endless ? low : high;
    if (places > MOST_PLACES || levels.length > MOST_LEVELS) return null;
  }
  const end = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
  if (low === 0) end[0] = 0;
  for (const each of levels) {
    for (let k = each.low; k <= each.high; k += 1) end[each.first + k - 1] = offer.perSet;
  }
  return {
    places,
    order: unit.map((_, local) => local),
    anyOrder: true,
    chained: true,
    grid: null,
    end,
    moves(local, place, units, into) {
      if (units === 0) {
        into.to[0] = place;
        into.gain[0] = 0;
        return 1;
      }
      let ways = 0;
      for (const { first, high, endless, saving } of levels) {
        if (place !== 0 && (place < first || place >= first + high)) continue;
        const count = (place === 0 ? 0 : place - first + 1) + units;
        if (count > high && !endless) continue;
        into.to[ways] = first + Math.min(count, high) - 1;
        into.gain[ways] = units * saving[local]!;
        ways += 1;
      }
      return ways;
    },
  };
}
