import type { Step } from './classes.ts';
import { type Applied, redrawn } from './draw.ts';
import type { Rule } from './rule.ts';
import { type Reward, rewardOf } from './threshold.ts';
import type { Pool } from './units.ts';

const MOST_NODES = 20_000;

export interface AfterThresholds {
  readonly pools: Pool[];
  readonly applied: readonly Applied[];
  readonly gap: number;
}

/**
 * The thresholds of a layer: each priced by itself on what came before; of those that share a unit only one applies, so that
 * together they save most. Those chosen by priority follow in their order, as far as they share no unit with one that applied.
 */
export function applyThresholds(pools: readonly Pool[], rules: readonly Rule[], step: Step): AfterThresholds {
  const rewards = rules.map((rule) => rewardOf(pools, rule, step)).filter((reward) => reward !== null);
  const best = mostSaving(rewards.filter(({ rule }) => !rule.byPriority));
  const chosen = [...best.chosen];
  for (const reward of rewards) if (reward.rule.byPriority && fits(reward, chosen)) chosen.push(reward);
  chosen.sort((a, b) => a.rule.rank - b.rule.rank);
  const drawings = chosen.map((reward) => reward.drawn(step.layer));
  return {
    pools: redrawn(pools, drawings),
    applied: drawings.flatMap((drawing) => drawing.applied),
    gap: chosen.reduce((sum, reward) => sum + reward.gap, best.gap),
  };
}

function fits(reward: Reward, chosen: readonly Reward[]): boolean {
  for (const [pool, count] of reward.takes) {
    const taken = chosen.reduce((sum, other) => sum + (other.takes.get(pool) ?? 0), 0);
    if (taken + count > pool.count) return false;
  }
  return true;
}

/** The set that shares no unit and saves most; ties to fewer applications, then to the lower ranks. */
function mostSaving(rewards: readonly Reward[]): { readonly chosen: readonly Reward[]; readonly gap: number } {
  const order = [...rewards].sort(
    (a, b) => b.saving - a.saving || a.applications - b.applications || a.rule.rank - b.rule.rank,
  );
  const rest = order.map((_, at) => order.slice(at).reduce((sum, reward) => sum + reward.saving, 0));
  let best: readonly Reward[] = [];
  let bestSaving = 0;
  let nodes = 0;
  const chosen: Reward[] = [];
  descend(0, 0);
  return { chosen: best, gap: nodes > MOST_NODES ? Math.max(0, (rest[0] ?? 0) - bestSaving) : 0 };

  function descend(at: number, saving: number): void {
    nodes += 1;
    if (saving > bestSaving || (saving === bestSaving && isBefore(chosen, best))) {
      best = [...chosen];
      bestSaving = saving;
    }
    if (at === order.length || nodes > MOST_NODES || saving + rest[at]! < bestSaving) return;
    const reward = order[at]!;
    if (fits(reward, chosen)) {
      chosen.push(reward);
      descend(at + 1, saving + reward.saving);
      chosen.pop();
    }
    descend(at + 1, saving);
  }
}

function isBefore(a: readonly Reward[], b: readonly Reward[]): boolean {
  const count = (list: readonly Reward[]) => list.reduce((sum, reward) => sum + reward.applications, 0);
  if (count(a) !== count(b)) return count(a) < count(b);
  const ranks = (list: readonly Reward[]) => list.map((reward) => reward.rule.rank).sort((x, y) => x - y);
  const other = ranks(b);
  for (const [at, rank] of ranks(a).entries()) {
    if (other[at] === undefined || rank !== other[at]) return other[at] !== undefined && rank < other[at];
  }
  return false;
}
