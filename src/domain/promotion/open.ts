import type { Step } from './classes.ts';
import type { Reach } from './reach.ts';
import type { Rule } from './rule.ts';

/** The rules of one step that may take a unit, ascending by rank, and with which of their groups. */
export interface Open {
  /** Equal for units that the same groups of the same rules may take; never used for anything else. */
  readonly id: number;
  readonly ranks: readonly number[];
  readonly masks: readonly number[];
  /** Those of them that need more than one unit alone. */
  readonly complex: readonly number[];
  readonly complexMasks: readonly number[];
  /** Those that need one unit alone and know no limit, without what never saves more than one before it. */
  readonly simple: readonly Rule[];
  /** Numbers of different ages can't be compared. */
  readonly age: number;
}

/** Tells what units are open to in a step. Numbers what it has seen, so that two units are compared at a glance. */
export interface Opener {
  /** Forgets what has become too much; between baskets only, since one basket's numbers must be of one age. */
  tidy(): void;
  of(reach: Reach, taken: boolean, step: Step): Open;
}

/** Beyond so many the numbering begins anew, with numbers that were never given. */
const MOST_OPENS = 40_000;

export function openerOf(rules: readonly Rule[]): Opener {
  const known = new Map<number, Open[]>();
  let size = 0;
  let next = 0;
  let age = 0;

  function make(reach: Reach, taken: boolean, step: Step): Open {
    const ranks: number[] = [];
    const masks: number[] = [];
    let hash = 0x811c9dc5;
    for (let at = 0; at < reach.rules.length; at += 1) {
      const rank = reach.rules[at]!;
      if ((taken && !rules[rank]!.onDiscounted) || !step.takesPart(rank)) continue;
      ranks.push(rank);
      masks.push(reach.masks[at]!);
      hash = (Math.imul(hash ^ rank, 0x01000193) ^ reach.masks[at]!) | 0;
    }
    const bucket = known.get(hash) ?? [];
    const same = bucket.find((open) => equal(open.ranks, ranks) && equal(open.masks, masks));
    if (same !== undefined) return same;
    const complex = ranks.filter((rank) => !rules[rank]!.simple);
    const complexMasks = masks.filter((_, at) => !rules[ranks[at]!]!.simple);
    const simple = undominated(ranks.map((rank) => rules[rank]!).filter((rule) => rule.simple));
    const open = { id: next, ranks, masks, complex, complexMasks, simple, age };
    next += 1;
    size += 1;
    bucket.push(open);
    known.set(hash, bucket);
    return open;
  }

  return {
    tidy() {
      if (size < MOST_OPENS) return;
      known.clear();
      size = 0;
      age += 1;
    },
    of(reach, taken, step) {
      if (step.slot === null || reach.conditional) return make(reach, taken, step);
      const place = step.slot * 2 + (taken ? 1 : 0);
      const before = reach.opens[place];
      if (before !== undefined && before.age === age) return before;
      const open = make(reach, taken, step);
      reach.opens[place] = open;
      return open;
    },
  };
}

/** Rules for one unit alone, without those that save at most what one before them does, whatever the unit costs. */
function undominated(simple: readonly Rule[]): Rule[] {
  return simple.filter((rule, at) => !simple.slice(0, at).some((before) => dominates(before, rule)));
}

function dominates({ rebates: [a] }: Rule, { rebates: [b] }: Rule): boolean {
  if (a == null || b == null || a.kind !== b.kind) return false;
  if (a.kind === 'percent') {
    const [mine, other] = [a.numerator * b.denominator, b.numerator * a.denominator];
    return Number.isSafeInteger(mine) && Number.isSafeInteger(other) && mine >= other;
  }
  // Amounts and prices of a set are the set's, those of a unit go by its weight.
  if (a.per !== b.per) return false;
  return a.kind === 'amount' ? a.value >= b.value : a.value <= b.value;
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false;
  return true;
}
