import { allocate } from '../money/money.ts';
import type { PoolClass, Step } from './classes.ts';
import { setSaving, unitSaving } from './discount.ts';
import { type Drawing, draw } from './draw.ts';
import { openSupply } from './priority.ts';
import { type Rule, spendOf } from './rule.ts';
import { dealt } from './settle.ts';
import { offerOf } from './solver/offer.ts';
import { price } from './solver/price.ts';
import { scaleOf } from './solver/problem.ts';
import { realise, type SetOfUnits } from './solver/realise.ts';
import { type Fund, searchAlone } from './solver/search.ts';
import { BUDGET } from './solver/solve.ts';
import { byNet, type Pool } from './units.ts';

/** What a threshold would do by itself: the units it takes, what it saves, and how. */
export interface Reward {
  readonly rule: Rule;
  readonly takes: ReadonlyMap<Pool, number>;
  readonly saving: number;
  readonly applications: number;
  readonly gap: number;
  drawn(layer: number): Drawing;
}

/** Prices one threshold by itself; null where it is not reached or saves nothing. */
export function rewardOf(pools: readonly Pool[], rule: Rule, step: Step): Reward | null {
  return rule.promotion.family === 'threshold' ? wholeBasket(pools, rule) : rewardedUnits(pools, rule, step);
}

/** Whether group `bit` of a rule takes a pool's units at all. */
export function matches(pool: Pool, rule: Rule, bit: number): boolean {
  const { rules, masks } = pool.kind.reach;
  let low = 0;
  let high = rules.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rules[middle] === rule.rank) return (masks[middle]! & bit) !== 0;
    if (rules[middle]! < rule.rank) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

const eligible = (pool: Pool, rule: Rule) => pool.takenIn === null || rule.onDiscounted;

/** What counts towards a threshold: every matching unit, whatever took it, at its price so far or its shelf price. */
export function spentOn(pools: readonly Pool[], rule: Rule): number {
  const { promotion } = rule;
  const gross = (promotion.family === 'threshold' || promotion.family === 'thresholdGet') && promotion.gross === true;
  return pools.reduce(
    (sum, pool) => sum + (matches(pool, rule, 1) ? (gross ? pool.kind.price : pool.net) * pool.count : 0),
    0,
  );
}

function wholeBasket(pools: readonly Pool[], rule: Rule): Reward | null {
  const spent = spentOn(pools, rule);
  const tier = rule.tiers.findLast(({ from }) => from <= spent);
  if (tier === undefined || spent < spendOf(rule.promotion)) return null;
  const units = pools.filter((pool) => matches(pool, rule, 1) && eligible(pool, rule)).sort(byNet);
  const { rebate } = tier;
  const each = units.map(({ net, kind }) => (rebate.per === 'unit' ? unitSaving(rebate, net, kind.grams) : 0));
  const whole =
    rebate.per === 'unit'
      ? units.reduce((sum, { count }, at) => sum + count * each[at]!, 0)
      : setSaving(
          rebate,
          units.reduce((sum, { net, count }) => sum + net * count, 0),
        );
  const saving = Math.min(whole, rule.cap);
  if (saving === 0) return null;
  const takes = new Map(units.map((pool) => [pool, pool.count]));
  return {
    rule,
    takes,
    saving,
    applications: 1,
    gap: 0,
    drawn(layer) {
      const one = units.flatMap((pool, at) => Array.from({ length: pool.count }, () => ({ pool, amount: each[at]! })));
      const shares = rebate.per === 'set' ? dealt(one, whole, false) : one;
      const amounts = shares.map((share) => share.amount);
      const capped = whole > rule.cap ? allocate(rule.cap, amounts) : amounts;
      const settled = shares.map(({ pool }, at): Pool => {
        const amount = capped[at]!;
        const cuts = amount === 0 ? pool.cuts : [...pool.cuts, { rule, amount }];
        return { ...pool, count: 1, net: pool.net - amount, takenIn: layer, cuts };
      });
      return { settled, taken: takes, applied: [{ rule, applications: 1, discount: saving }] };
    },
  };
}

/** Rewarded units don't count to the spend: each set of them uses up its spend and, where it counted, its own value. */
function rewardedUnits(pools: readonly Pool[], rule: Rule, step: Step): Reward | null {
  const { promotion } = rule;
  if (promotion.family !== 'thresholdGet') return null;
  const total = spentOn(pools, rule);
  const spend = spendOf(promotion);
  const sets = Math.min(rule.limit, Math.floor(total / spend));
  const classes = rewardClasses(pools, rule);
  if (sets === 0 || classes.length === 0) return null;
  const derived: Rule = { ...rule, quantities: [rule.quantities[1]!], rebates: [rule.rebates[1]!], limit: sets };
  const most = classes.reduce((sum, unit) => sum + unit.price * unit.count, 0);
  const units = classes.reduce((sum, unit) => sum + unit.count, 0);
  const scale = scaleOf(most, units, 1);
  const offer = offerOf({ rule: derived, groups: [classes.map((_, id) => id)] }, 0, 0, classes, scale);
  const supply = openSupply(classes.length, (local) => classes[local]!.count);
  const counted = (local: number) => {
    const pool = classes[local]!.pools[0]!;
    if (!matches(pool, rule, 1)) return 0;
    return promotion.gross === true ? pool.kind.price : pool.net;
  };
  const fund: Fund = {
    total,
    of: (set: SetOfUnits) => spend + set.flat().reduce((sum, local) => sum + counted(local), 0),
  };
  let start = null as ReturnType<typeof realise> | null;
  for (let limit = sets; limit > 0; limit -= 1) {
    const plan = price({ ...offer, limit }, supply);
    if (plan === null) break;
    const realised = realise({ ...offer, limit }, plan);
    const used = realised.use.reduce((sum, count, local) => sum + count * counted(local), 0);
    const made = realised.applications.reduce((sum, each) => sum + each.times, 0);
    if (used + made * spend <= total && realised.worth > (start?.worth ?? 0)) start = realised;
    if (start !== null) break;
    limit = Math.min(limit, plan.sets);
  }
  const found = searchAlone(offer, supply, start, { left: BUDGET.sets }, fund);
  if (found.best === null) return null;
  const wanted = found.best.applications.map(({ takes, times }) => ({ rule, takes: [[], takes[0]!], times }));
  const drawing = draw(classes, wanted, step.layer);
  return {
    rule,
    takes: drawing.taken,
    saving: drawing.applied.reduce((sum, each) => sum + each.discount, 0),
    applications: drawing.applied.reduce((sum, each) => sum + each.applications, 0),
    gap: Math.max(0, Math.ceil(found.bound / scale.money - 1e-6) - Math.ceil(found.value / scale.money - 1e-6)),
    drawn: () => drawing,
  };
}

/** Units that may be rewarded, apart where they count differently towards the spend. */
function rewardClasses(pools: readonly Pool[], rule: Rule): PoolClass[] {
  const groups = new Map<string, Pool[]>();
  for (const pool of [...pools].sort(byNet)) {
    if (!matches(pool, rule, 2) || !eligible(pool, rule)) continue;
    const key = `${pool.net}|${pool.kind.price}|${pool.kind.grams ?? ''}|${matches(pool, rule, 1)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pool]);
    else group.push(pool);
  }
  return [...groups.values()].map((group) => ({
    pools: group,
    price: group[0]!.net,
    grams: group[0]!.kind.grams,
    count: group.reduce((sum, pool) => sum + pool.count, 0),
    ranks: [],
    masks: [],
    key: '',
  }));
}
