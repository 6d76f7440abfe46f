import type { Open, Opener } from './open.ts';
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
  /** Room that every step uses anew: by rank, all 0. */
  readonly room: Int32Array;
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

/** Candidates: the classes that each group of each rule may take; without those that need one unit alone unless they are wanted. */
export function candidatesOf(classes: readonly PoolClass[], { rules, room }: Step, simple: boolean): Candidate[] {
  // What is in the room: one more than a rule's place among the candidates.
  const candidates: { readonly rule: Rule; readonly groups: number[][] }[] = [];
  for (let id = 0; id < classes.length; id += 1) {
    const { open } = classes[id]!;
    const ranks = simple ? open.ranks : open.complex;
    const masks = simple ? open.masks : open.complexMasks;
    for (let at = 0; at < ranks.length; at += 1) {
      const rank = ranks[at]!;
      let place = room[rank]!;
      if (place === 0) {
        const rule = rules[rank]!;
        const groups: number[][] = [];
        for (let g = 0; g < rule.quantities.length; g += 1) groups.push([]);
        place = candidates.push({ rule, groups });
        room[rank] = place;
      }
      const { groups } = candidates[place - 1]!;
      const mask = masks[at]!;
      for (let g = 0; g < groups.length; g += 1) if ((mask & (1 << g)) !== 0) groups[g]!.push(id);
    }
  }
  for (const { rule } of candidates) room[rule.rank] = 0;
  return candidates;
}

/** Whether a candidate has units enough for one application, were it alone. */
export function isReachable({ rule, groups }: Candidate, classes: readonly UnitClass[]): boolean {
  for (let at = 0; at < groups.length; at += 1) {
    const needed = rule.quantities[at] ?? 0;
    const group = groups[at]!;
    let count = 0;
    for (let n = 0; n < group.length; n += 1) count += classes[group[n]!]!.count;
    if (count < needed || count === 0) return false;
  }
  return true;
}
