import { type Alternative, BLUR, type Disputed, MOST } from './alternatives.ts';
import type { Looks } from './ask.ts';
import type { Link } from './chain.ts';
import { restOf } from './course-rest.ts';
import { type Machine, room } from './machine.ts';

/** So many moves (as a power of two) cost as much as a question. */
const MOVES_SHIFT = 8;

/** Places that may have been reached, and the most that is worth it to be there. */
interface Front {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/**
 * As `alternativesOf`, for an offer that goes class by class: what the rest is still worth is known at every place, so that no
 * step is tried that loses too much. Null when out of looks or when there are too many.
 */
export function coursesOf(
  machine: Machine,
  links: readonly Link[],
  disputed: readonly Disputed[],
  offers: number,
  top: number,
  most: number,
  looks: Looks,
): Alternative[] | null {
  const { places } = machine;
  const ways = room();
  const budget = looks.left * 2 ** MOVES_SHIFT;
  let moves = 0;
  const deciding = links.filter(({ options }) => options.length !== 1 || options[0]!.units > 0);
  const order = machine.anyOrder ? deciding.sort((a, b) => Number(a.row === null) - Number(b.row === null)) : deciding;
  const place = order.map(({ local, row }) => (row === null ? -1 : disputed.findIndex((each) => each.local === local)));
  const lastOpen = place.reduce((last, at, n) => (at < 0 ? last : n), -1);
  const looked = restOf(machine, order, budget);
  moves += looked.moves;
  const { rest } = looked;
  const found: Alternative[] = [];
  const takes = new Int32Array(disputed.length);
  const pushed = new Float64Array(offers);
  let others = 0;
  const slot = new Int32Array(places).fill(-1);
  const complete = rest !== null && walk(0, { places: [0], values: [0] });
  looks.left -= 1 + Math.floor(moves / 2 ** MOVES_SHIFT);
  return complete && looks.left >= 0 ? found.sort((a, b) => a.loss - b.loss) : null;

  /** Decides link after link; what follows the last disputed one is decided as it is worth most. */
  function walk(at: number, front: Front): boolean {
    const loss = top - worthOf(front, rest![at]!);
    if (loss + others > most + BLUR) return true;
    if (at > lastOpen) {
      found.push({ takes: takes.slice(), loss: Math.max(0, loss), plan: null, units: 0, from: 0, to: 0 });
      return found.length <= MOST;
    }
    const mine = place[at]!;
    if (mine < 0) return walk(at + 1, stepped(at, front, -1));
    const { values, losses, pushes } = disputed[mine]!;
    for (const v of values) {
      if (moves > budget) return false;
      const before = push(pushes[v]!);
      let goOn = true;
      if (Math.max(loss, losses[v]!) + others <= most + BLUR) {
        takes[mine] = v;
        goOn = walk(at + 1, stepped(at, front, v));
      }
      pushes[v]!.forEach(({ offer }, n) => {
        others -= pushed[offer]! - before[n]!;
        pushed[offer] = before[n]!;
      });
      if (!goOn) return false;
    }
    return true;
  }

  function worthOf(front: Front, after: Float64Array): number {
    let best = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < front.places.length; n += 1) {
      best = Math.max(best, front.values[n]! + after[front.places[n]!]!);
    }
    return best;
  }

  /** Where a front comes to by one link, with just so many open units, or with any (−1). */
  function stepped(at: number, front: Front, open: number): Front {
    const { local, options } = order[at]!;
    const to: number[] = [];
    const values: number[] = [];
    for (let f = 0; f < front.places.length; f += 1) {
      for (let o = 0; o < options.length; o += 1) {
        const option = options[o]!;
        if (open >= 0 && option.open !== open) continue;
        moves += 1;
        for (let n = machine.moves(local, front.places[f]!, option.units, ways) - 1; n >= 0; n -= 1) {
          const value = front.values[f]! + ways.gain[n]! - option.cost;
          const target = ways.to[n]!;
          const known = slot[target]!;
          if (known < 0) {
            slot[target] = to.length;
            to.push(target);
            values.push(value);
          } else if (values[known]! < value) values[known] = value;
        }
      }
    }
    for (const target of to) slot[target] = -1;
    return { places: to, values };
  }

  /** Of what one other is pushed to lose by several classes, the most counts. */
  function push(all: Disputed['pushes'][number]): number[] {
    return all.map(({ offer, loss }) => {
      const was = pushed[offer]!;
      if (loss > was) {
        others += loss - was;
        pushed[offer] = loss;
      }
      return was;
    });
  }
}
