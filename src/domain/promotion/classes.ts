import type { Rule } from './rule.ts';
import type { Candidate, UnitClass } from './solver/problem.ts';
import { byNet, type Pool } from './units.ts';

/** Units that the rules of one step cannot tell apart, and the pools that they are drawn from, in canonical order. */
export interface PoolClass extends UnitClass {
  readonly pools: readonly Pool[];
  /** Live rules of the step that may take these units, ascending by rank, and with which groups. */
  readonly ranks: readonly number[];
  readonly masks: readonly number[];
  /** Equal for classes with the same rules and groups. */
  readonly key: string;
}

/** Which rules take part in a step, and whether each may take a unit that something took before. */
export interface Step {
  readonly layer: number;
  takesPart(rank: number): boolean;
  readonly rules: readonly Rule[];
  /** Thresholds look at all units, even those taken in their own layer, and tell shelf prices apart. */
  readonly ofThresholds?: boolean;
}

/** Merges what is eligible for a step into classes, in canonical order. */
export function classesOf(pools: readonly Pool[], step: Step): PoolClass[] {
  const groups = new Map<string, { pools: Pool[]; ranks: number[]; masks: number[]; key: string }>();
  const reached = new Map<string, { ranks: number[]; masks: number[]; key: string }>();
  for (const pool of pools) {
    if (pool.takenIn === step.layer && step.ofThresholds !== true) continue;
    const { reach, grams } = pool.kind;
    const taken = pool.takenIn !== null;
    const variant = `${reach.signature}${taken ? 't' : ''}`;
    let open = reached.get(variant);
    if (open === undefined) {
      open = openTo(pool, step, taken);
      reached.set(variant, open);
    }
    if (open.ranks.length === 0) continue;
    const shelf = step.ofThresholds === true ? pool.kind.price : '';
    const key = `${pool.net}|${shelf}|${grams ?? ''}|${open.key}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pools: [pool], ...open });
    else group.pools.push(pool);
  }
  return [...groups.values()]
    .map((group) => {
      const sorted = group.pools.sort(byNet);
      const first = sorted[0]!;
      const count = sorted.reduce((sum, pool) => sum + pool.count, 0);
      return { ...group, pools: sorted, price: first.net, grams: first.kind.grams, count };
    })
    .sort((a, b) => byNet(a.pools[0]!, b.pools[0]!));
}

function openTo(pool: Pool, step: Step, taken: boolean) {
  const { rules, masks: bits } = pool.kind.reach;
  const ranks: number[] = [];
  const masks: number[] = [];
  for (let at = 0; at < rules.length; at += 1) {
    const rank = rules[at]!;
    if (!step.takesPart(rank) || (taken && !step.rules[rank]!.onDiscounted)) continue;
    ranks.push(rank);
    masks.push(bits[at]!);
  }
  return { ranks, masks, key: ranks.map((rank, at) => `${rank}:${masks[at]!}`).join() };
}

/** Candidates by rank: the classes that each group of each rule may take. */
export function candidatesOf(classes: readonly PoolClass[], rules: readonly Rule[]): Map<number, Candidate> {
  const groups = new Map<number, number[][]>();
  classes.forEach((each, id) => {
    each.ranks.forEach((rank, at) => {
      let mine = groups.get(rank);
      if (mine === undefined) {
        mine = rules[rank]!.promotion.groups.map(() => []);
        groups.set(rank, mine);
      }
      for (let g = 0; g < mine.length; g += 1) if ((each.masks[at]! & (1 << g)) !== 0) mine[g]!.push(id);
    });
  });
  return new Map([...groups].map(([rank, mine]) => [rank, { rule: rules[rank]!, groups: mine }]));
}

/** Whether a candidate has units enough for one application, were it alone. */
export function isReachable(candidate: Candidate, classes: readonly UnitClass[]): boolean {
  return candidate.groups.every((group, at) => {
    const needed = candidate.rule.quantities[at] ?? 0;
    let count = 0;
    for (const id of group) count += classes[id]!.count;
    return count >= needed && count > 0;
  });
}
