import type { Offer } from './offer.ts';
import type { Plan, Supply } from './problem.ts';

const MOST_STATES = 400_000;

/** Whether a capped offer can be followed minor unit by minor unit: one group, each unit saving by itself, a modest cap. */
export function isCountable(
  offer: Pick<Offer, 'shape' | 'roles' | 'ofSet' | 'whole' | 'unit' | 'rule' | 'fund'>,
): boolean {
  if (offer.shape !== 'sets' || offer.roles.length !== 1 || offer.ofSet !== null || offer.whole !== null) return false;
  const units = offer.unit.reduce((sum, unit) => sum + unit.count, 0);
  return offer.fund === null && units * states(offer, units) <= MOST_STATES;
}

/** Units in the open set (or, under a limit, in all sets) times minor units saved so far, up to the cap. */
function states({ rule, roles }: Pick<Offer, 'rule' | 'roles'>, units: number): number {
  const { quantity } = roles[0]!;
  const steps = rule.limit * quantity < units ? rule.limit * quantity + 1 : quantity;
  return steps * (rule.cap + 1);
}

/** The exact most that a capped offer is worth at given costs: which units reach the cap at the least cost, or stay below it. */
export function priceCounted(offer: Offer, supply: Supply): Plan | null {
  const { quantity, worth } = offer.roles[0]!;
  const { cap } = offer.rule;
  const { money } = offer.scale;
  const slots: { local: number; cost: number; saving: number }[] = [];
  for (let local = 0; local < worth.length; local += 1) {
    const saving = Math.min(cap, Math.round(worth[local]! / money));
    for (let n = 0; n < supply.own[local]!; n += 1) slots.push({ local, cost: supply.ownCost[local]!, saving });
    for (let n = 0; n < supply.shared[local]!; n += 1) slots.push({ local, cost: supply.sharedCost[local]!, saving });
  }
  const counted = offer.limit * quantity < slots.length;
  const steps = counted ? offer.limit * quantity + 1 : quantity;
  const width = cap + 1;
  let value = new Float64Array(steps * width).fill(Number.NEGATIVE_INFINITY);
  value[0] = 0;
  let reached = 0;
  const from = new Int32Array(slots.length * steps * width).fill(-1);
  slots.forEach((slot, at) => {
    const next = value.slice();
    const record = at * steps * width;
    for (let step = 0; step < steps; step += 1) {
      if (counted && step === steps - 1) continue;
      const closes = (step + 1) % quantity === 0;
      const to = closes && !counted ? 0 : step + 1;
      const price = slot.cost - (closes ? offer.application : 0);
      for (let saved = 0; saved <= reached; saved += 1) {
        const here = value[step * width + saved]!;
        if (here === Number.NEGATIVE_INFINITY) continue;
        const state = to * width + Math.min(cap, saved + slot.saving);
        if (here - price > next[state]!) {
          next[state] = here - price;
          from[record + state] = step * width + saved;
        }
      }
    }
    reached = Math.min(cap, reached + slot.saving);
    value = next;
  });
  let end = 0;
  let bound = 0;
  for (let step = 0; step < steps; step += quantity) {
    for (let saved = 1; saved <= reached; saved += 1) {
      const worthHere = value[step * width + saved]! + saved * money;
      if (worthHere > bound) {
        bound = worthHere;
        end = step * width + saved;
      }
    }
  }
  if (bound <= 0) return null;
  const use = new Int32Array(worth.length);
  let units = 0;
  for (let at = slots.length - 1, state = end; at >= 0; at -= 1) {
    const before = from[at * steps * width + state]!;
    if (before < 0) continue;
    use[slots[at]!.local]! += 1;
    units += 1;
    state = before;
  }
  return { bound, use, roles: [use], sets: units / quantity };
}
