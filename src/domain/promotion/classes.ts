import type { Open, Opener } from './open.ts';
import type { Room } from './room.ts';
import type { Rule } from './rule.ts';
import type { Candidate, UnitClass } from './solver/problem.ts';
import type { Pool } from './units.ts';

/** Units that the rules of one step cannot tell apart, and the pools that they are drawn from, in canonical order. */
export interface PoolClass extends UnitClass {
  readonly pools: readonly Pool[];
  /** Where each of them stands among the pools of the step. */
  readonly places: readonly number[];
  /** Live rules of the step that may take these units. */
  readonly open: Open;
  /** Equal for classes with the same rules and groups. */
  readonly key: number;
}

/** Which rules take part in a step, and whether each may take a unit that something took before. */
export interface Step {
  readonly layer: number;
  takesPart(rank: number): boolean;
  readonly rules: readonly Rule[];
  readonly room: Room;
  readonly opener: Opener;
  /** Numbers a step that only conditions can change: all rules of a kind in a layer. Null for others. */
  readonly slot: number | null;
  /** Thresholds look at all units, even those taken in their own layer, and tell shelf prices apart. */
  readonly ofThresholds?: boolean;
}

interface Growing extends PoolClass {
  readonly pools: Pool[];
  readonly places: number[];
  count: number;
  readonly shelf: number;
}

/** Merges what is eligible for a step into classes, in canonical order, of pools in canonical order. */
export function classesOf(pools: readonly Pool[], step: Step): PoolClass[] {
  const classes: Growing[] = [];
  const { opener, layer, ofThresholds } = step;
  let run = 0;
  for (let place = 0; place < pools.length; place += 1) {
    const pool = pools[place]!;
    if (pool.takenIn === layer && ofThresholds !== true) continue;
    const { kind, net, count } = pool;
    const open = opener.of(kind.reach, pool.takenIn !== null, step);
    if (open.ranks.length === 0) continue;
    const { id } = open;
    const shelf = ofThresholds === true ? kind.price : 0;
    const { grams } = kind;
    // Pools come by price, so the class of one is among the last of the same price.
    while (run < classes.length && classes[run]!.price !== net) run += 1;
    let at = run;
    while (at < classes.length && !takes(classes[at]!, id, shelf, grams)) at += 1;
    const same = classes[at];
    if (same === undefined) {
      classes.push({
        price: net,
        grams,
        count,
        pools: [pool],
        places: [place],
        open,
        key: id,
        shelf,
      });
    } else {
      same.pools.push(pool);
      same.places.push(place);
      same.count += count;
    }
  }
  return classes;
}

function takes(each: Growing, key: number, shelf: number, grams: number | null): boolean {
  return each.key === key && each.grams === grams && each.shelf === shelf;
}

/**
 * Candidates: the classes that each group of each rule may take, where there are units enough for one application, were it
 * alone; without those that need one unit alone unless they are wanted.
 */
export function candidatesOf(classes: readonly PoolClass[], { rules, room }: Step, simple: boolean): Candidate[] {
  const { first, needed, there, places } = room;
  const met: number[] = [];
  for (let id = 0; id < classes.length; id += 1) {
    const { open, count } = classes[id]!;
    const ranks = simple ? open.ranks : open.complex;
    const masks = simple ? open.masks : open.complexMasks;
    for (let at = 0; at < ranks.length; at += 1) {
      const rank = ranks[at]!;
      if (places[rank] === 0) {
        places[rank] = UNREACHABLE;
        met.push(rank);
      }
      for (let bits = masks[at]!; bits !== 0; bits &= bits - 1)
        there[first[rank]! + 31 - Math.clz32(bits & -bits)]! += count;
    }
  }
  // In the order in which they are met, dearest units first.
  const candidates: { readonly rule: Rule; readonly groups: number[][] }[] = [];
  for (let n = 0; n < met.length; n += 1) {
    const rank = met[n]!;
    const groups: number[][] = [];
    let enough = true;
    for (let at = first[rank]!; at < first[rank + 1]!; at += 1) {
      enough &&= there[at]! >= needed[at]!;
      there[at] = 0;
    }
    if (!enough) continue;
    for (let at = first[rank]!; at < first[rank + 1]!; at += 1) groups.push([]);
    places[rank] = candidates.push({ rule: rules[rank]!, groups });
  }
  if (candidates.length > 0) fill(classes, candidates, places, simple);
  for (let n = 0; n < met.length; n += 1) places[met[n]!] = 0;
  return candidates;
}

const UNREACHABLE = -1;

/** `places`: by rank, one more than the candidate's place. */
function fill(
  classes: readonly PoolClass[],
  candidates: readonly { readonly groups: number[][] }[],
  places: Int32Array,
  simple: boolean,
): void {
  for (let id = 0; id < classes.length; id += 1) {
    const { open } = classes[id]!;
    const ranks = simple ? open.ranks : open.complex;
    const masks = simple ? open.masks : open.complexMasks;
    for (let at = 0; at < ranks.length; at += 1) {
      const place = places[ranks[at]!]!;
      if (place === UNREACHABLE) continue;
      const { groups } = candidates[place - 1]!;
      for (let bits = masks[at]!; bits !== 0; bits &= bits - 1) groups[31 - Math.clz32(bits & -bits)]!.push(id);
    }
  }
}
