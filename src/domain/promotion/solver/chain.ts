import type { Alternative } from './alternatives.ts';
import type { Offer } from './offer.ts';
import type { Plan } from './problem.ts';

/** Units of one class in a chain: how many may be used, at what cost, and how many of them are open ones of a row. */
export interface Link {
  readonly local: number;
  /** Null where nobody else is concerned. */
  readonly row: number | null;
  readonly options: readonly Option[];
}

export interface Option {
  readonly units: number;
  readonly open: number;
  readonly cost: number;
}

/** One link as something to decide: by where the open set stands before it. */
export interface Stage {
  readonly rows: readonly number[];
  readonly choices: readonly Alternative[];
}

export interface Chain {
  /** The most it is worth by these links. */
  readonly worth: number;
  readonly stages: readonly Stage[];
  /** Rows that it added: where the open set stands between two links, one row for each place. */
  readonly places: number;
}

/**
 * Whether an offer forms sets of neighbours in one order, without end: then its units can be decided class by class, all that
 * goes on being how far the open set is.
 */
export function isChain(offer: Offer): boolean {
  if (!offer.exact || offer.table !== null || offer.whole !== null || offer.fund !== null) return false;
  if (offer.limit !== Number.POSITIVE_INFINITY || offer.cap !== Number.POSITIVE_INFINITY) return false;
  if (offer.shape === 'sets') return offer.roles.length === 1;
  if (offer.shape !== 'cheapest') return false;
  const { worth } = offer.roles[1]!;
  const order = chainOrder(offer);
  return order.every((local, at) => at === 0 || worth[order[at - 1]!]! >= worth[local]!);
}

/** Dearest first; among equally dear ones those that save most last, where the rewards are. */
export function chainOrder(offer: Offer): number[] {
  const worth = offer.roles.at(-1)!.worth;
  const order = offer.unit.map((_, local) => local);
  return order.sort((a, b) => offer.unit[b]!.price - offer.unit[a]!.price || worth[a]! - worth[b]! || a - b);
}

/** Cuts an offer into stages; null where it can't keep to what is settled. `firstRow` numbers the rows that it adds. */
export function chainOf(offer: Offer, links: readonly Link[], most: number, firstRow: number): Chain | null {
  const buy = offer.shape === 'cheapest' ? offer.roles[0]!.quantity : 0;
  const size = offer.roles.reduce((sum, role) => sum + role.quantity, 0);
  const worth = offer.roles.at(-1)!.worth;
  // From the last link back: the most that the rest is worth from each place.
  const rest = Array.from({ length: links.length + 1 }, () => new Float64Array(size).fill(Number.NEGATIVE_INFINITY));
  rest[links.length]![0] = 0;
  for (let at = links.length - 1; at >= 0; at -= 1) {
    for (const { units, cost } of links[at]!.options) {
      for (let place = 0; place < size; place += 1) {
        const value = gain(links[at]!.local, place, units) - cost + rest[at + 1]![(place + units) % size]!;
        if (value > rest[at]![place]!) rest[at]![place] = value;
      }
    }
  }
  if (rest[0]![0] === Number.NEGATIVE_INFINITY) return null;
  const rowsAt = (at: number) =>
    at === 0 || at === links.length
      ? []
      : Array.from({ length: size }, (_, place) => firstRow + (at - 1) * size + place);
  const stages = links.map((link, at): Stage => {
    const before = rowsAt(at);
    const after = rowsAt(at + 1);
    const rows = [...(link.row === null ? [] : [link.row]), ...before, ...after];
    const made: Alternative[] = [];
    const seen = new Map<string, number>();
    for (let place = 0; place < (at === 0 ? 1 : size); place += 1) {
      const top = rest[at]![place]!;
      if (top === Number.NEGATIVE_INFINITY) continue;
      for (const { units, open, cost } of link.options) {
        const to = (place + units) % size;
        const loss = top - (gain(link.local, place, units) - cost + rest[at + 1]![to]!);
        if (!(loss <= most)) continue;
        const takes = new Int32Array(rows.length);
        let n = 0;
        if (link.row !== null) takes[n++] = open;
        if (before.length > 0) takes[n + place] = 1;
        n += before.length;
        if (after.length > 0) takes[n + to] = -1;
        const choice = { takes, loss: Math.max(0, loss), plan: null, units };
        const key = `${place},${to},${open}`;
        const same = seen.get(key);
        if (same === undefined) {
          seen.set(key, made.length);
          made.push(choice);
        } else if (made[same]!.loss > choice.loss) made[same] = choice;
      }
    }
    return { rows, choices: made.sort((a, b) => a.loss - b.loss) };
  });
  return { worth: rest[0]![0]!, stages, places: Math.max(0, links.length - 1) * size };

  /** What `units` units save from a place on, and the sets that they close. */
  function gain(local: number, place: number, units: number): number {
    if (buy === 0) return units * worth[local]! + Math.floor((place + units) / size) * offer.perSet;
    let sum = 0;
    for (let n = 0; n < units; n += 1) {
      const here = (place + n) % size;
      sum += (here < buy ? 0 : worth[local]!) + (here === size - 1 ? offer.perSet : 0);
    }
    return sum;
  }
}

/** The plan that uses so many units of each link, neighbours in the order of the links. */
export function planOfChain(offer: Offer, links: readonly Link[], units: readonly number[]): Plan | null {
  const size = offer.roles.reduce((sum, role) => sum + role.quantity, 0);
  const buy = offer.shape === 'cheapest' ? offer.roles[0]!.quantity : size;
  const use = new Int32Array(offer.classes.length);
  const roles = offer.roles.map(() => new Int32Array(offer.classes.length));
  let count = 0;
  links.forEach(({ local }, at) => {
    for (let n = 0; n < units[at]!; n += 1, count += 1) {
      use[local]! += 1;
      roles[count % size < buy ? 0 : 1]![local]! += 1;
    }
  });
  return count === 0 ? null : { bound: 0, use, roles, sets: count / size };
}
