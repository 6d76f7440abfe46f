import { type Chosen, chooseBest, type SolvedCache } from './best.ts';
import type { Step } from './classes.ts';
import { type Applied, type Drawing, draw, redrawn } from './draw.ts';
import type { Live } from './live.ts';
import type { Opener } from './open.ts';
import { takeByPriority } from './priority.ts';
import type { Room } from './room.ts';
import type { Rule } from './rule.ts';
import { applyThresholds } from './thresholds.ts';
import type { Pool } from './units.ts';

/** A basket with its reductions, and how sure that nothing saves more. */
export interface Evaluated {
  readonly pools: readonly Pool[];
  readonly applied: readonly Applied[];
  readonly discount: number;
  readonly gap: number;
}

/** Chooses among the "best" unit families of a layer. */
export type Chooser = (pools: readonly Pool[], step: Step) => Chosen;

/** The chooser that finds the optimum. */
export function optimal(cache: SolvedCache): Chooser {
  return (pools, step) => chooseBest(pools, step, cache);
}

/** All rules of a set, and those that are live for one basket. */
export interface Ruling {
  readonly rules: readonly Rule[];
  /** Ascending. */
  readonly layers: readonly Layer[];
  readonly opener: Opener;
  readonly room: Room;
  readonly live: Live;
}

export interface Layer {
  readonly layer: number;
  /** Whether some rule of it is chosen as "best" among unit families, and not exclusive. */
  readonly usual: boolean;
}

/** The layers of a set. */
export function layersOf(rules: readonly Rule[]): Layer[] {
  const layers = [...new Set(rules.map((rule) => rule.layer))].sort((a, b) => a - b);
  return layers.map((layer) => ({
    layer,
    usual: rules.some((rule) => rule.layer === layer && isUsual(rule) && !rule.exclusive),
  }));
}

function isUsual({ threshold, byPriority }: Rule): boolean {
  return !threshold && !byPriority;
}

/** Steps of a layer that are the same for every basket. */
const USUAL_STEPS = 2;

/**
 * Runs the layers in ascending order. In each: the best of the unit families, those chosen by priority in their order, then
 * the thresholds. Exclusive promotions each stand against all that is not exclusive; the cheapest basket wins.
 */
export function evaluate(pools: readonly Pool[], ruling: Ruling, choose: Chooser): Evaluated {
  const together = runLayers(pools, ruling, null, choose);
  let best = together;
  let unsure = together.discount + together.gap;
  for (const rule of ruling.live.special) {
    if (!rule.exclusive) continue;
    const alone = runLayers(pools, ruling, rule, choose);
    unsure = Math.max(unsure, alone.discount + alone.gap);
    if (alone.discount > best.discount) best = alone;
  }
  return { ...best, gap: unsure - best.discount };
}

/** With one exclusive rule alone, or with all that are not exclusive. */
function runLayers(pools: readonly Pool[], ruling: Ruling, alone: Rule | null, choose: Chooser): Evaluated {
  const { rules, opener, room, layers, live } = ruling;
  let state: readonly Pool[] = pools;
  const applied: Applied[] = [];
  let gap = 0;
  for (let at = 0; at < layers.length; at += 1) {
    const { layer, usual } = layers[at]!;
    const byPriority: Rule[] = [];
    const thresholds: Rule[] = [];
    for (const rule of live.special) {
      if (rule.layer !== layer || (alone === null ? rule.exclusive : rule !== alone)) continue;
      if (rule.threshold) thresholds.push(rule);
      else if (rule.byPriority) byPriority.push(rule);
    }
    const takesPart = (threshold: boolean) => (rank: number) => {
      const rule = rules[rank]!;
      if (rule.layer !== layer || rule.threshold !== threshold || (rule.byPriority && !threshold)) return false;
      return live.has(rank) && (alone === null ? !rule.exclusive : rule === alone);
    };
    const slot = (n: number) => (alone === null ? at * USUAL_STEPS + n : null);
    const step: Step = { layer, rules, room, opener, takesPart: takesPart(false), slot: slot(0) };
    if (alone === null ? usual : alone.layer === layer && isUsual(alone)) {
      const chosen = choose(state, step);
      take(draw(chosen.classes, chosen.applications, layer, state.length));
      gap += chosen.gap;
    }
    for (const rule of byPriority) {
      const found = takeByPriority(state, rule, step);
      take(draw(found.classes, found.wanted, layer, state.length));
      gap += found.gap;
    }
    if (thresholds.length === 0) continue;
    const after = applyThresholds(state, thresholds, {
      ...step,
      takesPart: takesPart(true),
      slot: slot(1),
      ofThresholds: true,
    });
    state = after.pools;
    applied.push(...after.applied);
    gap += after.gap;
  }
  let discount = 0;
  for (const each of applied) discount += each.discount;
  return { pools: state, applied: applied.filter((each) => each.discount > 0), discount, gap };

  function take(drawing: Drawing): void {
    state = redrawn(state, drawing);
    applied.push(...drawing.applied);
  }
}
