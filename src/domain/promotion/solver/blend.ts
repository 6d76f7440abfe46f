import type { Alternative } from './alternatives.ts';
import { contested, openUse, type SearchNode } from './node.ts';
import type { Offer } from './offer.ts';
import type { Plan } from './problem.ts';
import type { Relaxed } from './relax.ts';
import { type Swept, sweep } from './sweep.ts';

/** Shares of the gap that plans may lose together, and the states that each look may try. */
const SHARES = [1 / 32, 1 / 8, 1 / 2, 1];
const STEPS = 6000;

/**
 * Of the plans that the relaxation met, those that together lose least and leave each other's units alone: mostly all but the
 * answer. Null where none was found that is better than `known`.
 */
export function blend(
  node: SearchNode,
  offers: readonly Offer[],
  relaxed: Relaxed,
  known: number,
): (Plan | null)[] | null {
  const { bound, duals, worth } = relaxed;
  const whole = bound - known;
  const fought = new Set(contested(node, offers));
  const ids = Array.from(node.open.keys()).filter((id) => node.open[id]! > 0 && (duals[id]! > 0 || fought.has(id)));
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const capacity = Int32Array.from(ids, (id) => node.open[id]!);
  const prices = Float64Array.from(ids, (id) => duals[id]!);
  const kinds = offers.map((offer, index) => kindOf(offer, index));
  for (const { offer, plan, value } of relaxed.wishes) kinds[offer]!.add(plan, value);
  const swept = kinds.map((kind) => kind.swept(whole));
  if (swept.some(({ choices }) => choices.length === 0)) return null;
  for (const share of SHARES) {
    const most = whole * share;
    const within = swept.map(({ rows, choices }) => ({ rows, choices: choices.filter(({ loss }) => loss <= most) }));
    if (within.some(({ choices }) => choices.length === 0)) continue;
    const found = sweep(capacity, prices, within, most, { left: STEPS });
    if (found === 'unsure') return null;
    if (found !== 'none') return found.chosen.map(({ plan }) => plan);
  }
  return null;

  /** An offer's plans as alternatives over the units that are fought for. */
  function kindOf(offer: Offer, index: number) {
    const locals = [...offer.classes.keys()].filter((local) => rowOf.has(offer.classes[local]!));
    const choices = new Map<string, Alternative>();
    const put = (plan: Plan | null, value: number) => {
      const takes = Int32Array.from(locals, (local) => (plan === null ? 0 : openUse(node, index, plan, local)));
      let loss = worth[index]! - value;
      locals.forEach((local, n) => {
        loss += takes[n]! * duals[offer.classes[local]!]!;
      });
      const key = takes.join();
      const same = choices.get(key);
      if (same !== undefined && same.loss <= loss) return;
      choices.set(key, { takes, loss: Math.max(0, loss), plan, units: 0, from: 0, to: 0 });
    };
    if (node.low[index] === 0) put(null, 0);
    return {
      add: put,
      swept: (most: number): Swept => ({
        rows: locals.map((local) => rowOf.get(offer.classes[local]!)!),
        choices: [...choices.values()].filter(({ loss }) => loss <= most).sort((a, b) => a.loss - b.loss),
      }),
    };
  }
}
