import type { Asking } from './ask.ts';
import type { Plan } from './problem.ts';

/** One thing an offer might do: how many open units of each disputed class it takes, and what it loses against its best. */
export interface Alternative {
  /** By disputed class, in the order asked for. */
  readonly takes: Int32Array;
  readonly loss: number;
  readonly plan: Plan | null;
  /** Of a stage of a chain: units used, open or not, and the places that they lead from and to. */
  readonly units: number;
  readonly from: number;
  readonly to: number;
}

/** Too many to choose from decide nothing. */
export const MOST = 3000;
/** A forced unit's premium may blur values by this much. */
export const BLUR = 0.01;

/** A disputed class as one offer sees it. */
export interface Disputed {
  readonly local: number;
  /** Numbers of units that it may take. */
  readonly values: readonly number[];
  /** By number of units: what the offer loses at least, and what others then lose at least. */
  readonly losses: Float64Array;
  readonly pushes: readonly (readonly Push[])[];
}

export interface Push {
  readonly offer: number;
  readonly loss: number;
}

/**
 * All that an offer might do within `most` of `top`, told apart by the disputed units it takes: the best of each kind, least
 * loss first. What others are pushed to lose counts too. Null when out of looks or when there are too many.
 */
export function alternativesOf(
  asked: Asking,
  disputed: readonly Disputed[],
  offers: number,
  top: number,
  most: number,
): Alternative[] | null {
  const found: Alternative[] = [];
  const start = asked.reply();
  if (start === null) return asked.spent() ? null : [];
  const takes = new Int32Array(disputed.length);
  const pushed = new Float64Array(offers);
  let others = 0;
  const complete = top - start.worth > most + BLUR || fill(0, start.plan, top - start.worth);
  return complete ? found.sort((a, b) => a.loss - b.loss) : null;

  function fill(at: number, plan: Plan | null, loss: number): boolean {
    const here = disputed[at];
    if (here === undefined) {
      found.push({ takes: takes.slice(), loss: Math.max(0, loss), plan, units: 0, from: 0, to: 0 });
      return found.length <= MOST;
    }
    const { local, values, pushes, losses } = here;
    const best = asked.taken(plan, local);
    for (const v of values) {
      const before = push(pushes[v]!);
      let goOn = true;
      if (Math.max(loss, losses[v]!) + others <= most + BLUR) {
        asked.fix(local, v);
        takes[at] = v;
        if (v === best) goOn = fill(at + 1, plan, loss);
        else {
          const seen = asked.reply();
          if (seen === null) goOn = !asked.spent();
          else if (top - seen.worth + others <= most + BLUR) goOn = fill(at + 1, seen.plan, top - seen.worth);
        }
        asked.release(local);
      }
      pushes[v]!.forEach(({ offer }, n) => {
        others -= pushed[offer]! - before[n]!;
        pushed[offer] = before[n]!;
      });
      if (!goOn) return false;
    }
    return true;
  }

  /** Of what one other is pushed to lose by several classes, the most counts. */
  function push(all: readonly Push[]): number[] {
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
