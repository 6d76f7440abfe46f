import type { Alternative } from './alternatives.ts';
import { type Machine, room } from './machine.ts';
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

export interface Chain {
  /** The most it is worth by these links. */
  readonly worth: number;
  /** Per link, what to decide, least loss first: over all links losses add up to what is lost against `worth`. */
  readonly stages: readonly (readonly Alternative[])[];
}

/** Cuts an offer into stages, of which no alternative loses more than `most`; null where it can't keep to its links. */
export function chainOf(machine: Machine, links: readonly Link[], most: number): Chain | null {
  const { places, end } = machine;
  const ways = room();
  // From the last link back: the most that the rest is worth from each place.
  const rest: Float64Array[] = [];
  rest[links.length] = end;
  for (let at = links.length - 1; at >= 0; at -= 1) {
    const { local, options } = links[at]!;
    const here = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);
    for (let place = 0; place < (at === 0 ? 1 : places); place += 1) {
      for (const { units, cost } of options) {
        for (let n = machine.moves(local, place, units, ways) - 1; n >= 0; n -= 1) {
          const value = ways.gain[n]! - cost + rest[at + 1]![ways.to[n]!]!;
          if (value > here[place]!) here[place] = value;
        }
      }
    }
    rest[at] = here;
  }
  const worth = rest[0]![0]!;
  if (worth === Number.NEGATIVE_INFINITY) return null;
  let reached = new Uint8Array(places);
  reached[0] = 1;
  const stages = links.map(({ local, row, options }, at) => {
    const made = new Map<string, Alternative>();
    const next = new Uint8Array(places);
    for (let from = 0; from < places; from += 1) {
      const top = rest[at]![from]!;
      if (reached[from] === 0 || top === Number.NEGATIVE_INFINITY) continue;
      for (const { units, open, cost } of options) {
        for (let n = machine.moves(local, from, units, ways) - 1; n >= 0; n -= 1) {
          const to = ways.to[n]!;
          const loss = Math.max(0, top - (ways.gain[n]! - cost + rest[at + 1]![to]!));
          if (loss > most) continue;
          next[to] = 1;
          const key = `${from},${to},${open}`;
          const same = made.get(key);
          if (same !== undefined && same.loss <= loss) continue;
          made.set(key, { takes: row === null ? NONE : Int32Array.of(open), loss, plan: null, units, from, to });
        }
      }
    }
    reached = next;
    return [...made.values()].sort((a, b) => a.loss - b.loss);
  });
  return { worth, stages };
}

const NONE = new Int32Array(0);

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
  if (count === 0) return null;
  return { bound: 0, use, roles, sets: offer.shape === 'bulk' ? 1 : count / size };
}
