import { allocate, type Minor } from '../money/money.ts';
import { setSaving, simpleSaving, unitSaving } from './discount.ts';
import type { Rule } from './rule.ts';
import { byNet, type Pool } from './units.ts';

/** Units of one pool that serve in one application. */
export interface Piece {
  readonly pool: Pool;
  readonly count: number;
}

/** Units of one application, per group of its rule. */
export type Drawn = readonly (readonly Piece[])[];

/** What a rule's applications came to. */
export interface Settled {
  readonly applications: number;
  readonly discount: Minor;
}

interface Share {
  readonly pool: Pool;
  amount: Minor;
}

/** Units of one pool by what they save. */
interface Tally {
  readonly pool: Pool;
  readonly amounts: Minor[];
  readonly counts: number[];
}

/**
 * Shares out what a rule's applications save among their units: per unit as computed, per set by largest remainder in
 * proportion to price, ties in canonical order. Above the rule's cap, the cap is shared in proportion to those amounts. What
 * became of the units is added to `pools`.
 */
export function settle(rule: Rule, applications: readonly Drawn[], layer: number, pools: Pool[]): Settled {
  const shares: Share[] = [];
  for (const drawn of applications) for (const share of sharesOf(rule, drawn)) shares.push(share);
  let total = 0;
  for (const share of shares) total += share.amount;
  if (total > rule.cap) {
    shares.sort((a, b) => byNet(a.pool, b.pool));
    const capped = allocate(
      rule.cap,
      shares.map((share) => share.amount),
    );
    shares.forEach((share, at) => {
      share.amount = capped[at]!;
    });
  }
  const tallies: Tally[] = [];
  for (const { pool, amount } of shares) {
    // Mostly the pool of the unit before.
    let at = tallies.length - 1;
    while (at >= 0 && tallies[at]!.pool !== pool) at -= 1;
    if (at < 0) {
      tallies.push({ pool, amounts: [amount], counts: [1] });
      continue;
    }
    const { amounts, counts } = tallies[at]!;
    const same = amounts.indexOf(amount);
    if (same >= 0) counts[same]! += 1;
    else {
      amounts.push(amount);
      counts.push(1);
    }
  }
  for (const { pool, amounts, counts } of tallies) {
    for (let n = 0; n < amounts.length; n += 1) pools.push(reduced(pool, rule, amounts[n]!, counts[n]!, layer));
  }
  return { applications: applications.length, discount: Math.min(total, rule.cap) };
}

/** The same for a rule each of whose applications is one unit. */
export function settleSimple(rule: Rule, pieces: readonly Piece[], layer: number, pools: Pool[]): Settled {
  let applications = 0;
  let discount = 0;
  for (const { pool, count } of pieces) {
    const amount = simpleSaving(rule, pool.net, pool.kind.grams);
    applications += count;
    discount += count * amount;
    pools.push(reduced(pool, rule, amount, count, layer));
  }
  return { applications, discount };
}

function reduced(pool: Pool, rule: Rule, amount: Minor, count: number, layer: number): Pool {
  const cuts = amount === 0 ? pool.cuts : [...pool.cuts, { rule, amount }];
  return { kind: pool.kind, count, net: pool.net - amount, takenIn: layer, cuts };
}

function sharesOf(rule: Rule, drawn: Drawn): Share[] {
  const { promotion } = rule;
  if (promotion.family === 'bulk') return bulkShares(rule, drawn);
  const rewarded: Share[] = [];
  const others: Share[] = [];
  let perSet = null as (typeof rule.rebates)[number];
  drawn.forEach((pieces, group) => {
    const rebate = rule.rebates[group] ?? null;
    for (const { pool, count } of pieces) {
      const each = rebate?.per === 'unit' ? unitSaving(rebate, pool.net, pool.kind.grams) : 0;
      for (let n = 0; n < count; n += 1) (rebate === null ? others : rewarded).push({ pool, amount: each });
    }
    if (rebate?.per === 'set') perSet = rebate;
  });
  if (promotion.family === 'spread') {
    const all = [...rewarded, ...others].sort((a, b) => byNet(a.pool, b.pool));
    const total =
      perSet === null ? rewarded.reduce((sum, share) => sum + share.amount, 0) : setSaving(perSet, sumOf(rewarded));
    return dealt(all, total, promotion.split === 'equal');
  }
  if (perSet === null) return [...rewarded, ...others];
  rewarded.sort((a, b) => byNet(a.pool, b.pool));
  return [...dealt(rewarded, setSaving(perSet, sumOf(rewarded)), false), ...others];
}

function bulkShares(rule: Rule, drawn: Drawn): Share[] {
  const units = drawn.flat().flatMap(({ pool, count }) => Array.from({ length: count }, () => ({ pool, amount: 0 })));
  units.sort((a, b) => byNet(a.pool, b.pool));
  const tier = rule.tiers.findLast(({ from }) => from <= units.length);
  if (tier === undefined) return units;
  const { rebate, from } = tier;
  if (rebate.per === 'unit') {
    return units.map(({ pool }) => ({ pool, amount: unitSaving(rebate, pool.net, pool.kind.grams) }));
  }
  return dealt(units, setSaving(rebate, sumOf(units), units.length, Math.max(1, from)), false);
}

/** Deals a total out over units in canonical order. */
export function dealt(units: readonly Share[], total: Minor, equally: boolean): Share[] {
  const prices = units.map(({ pool }) => pool.net);
  const amounts = equally ? equalShares(total, prices) : allocate(total, prices);
  return units.map(({ pool }, at) => ({ pool, amount: amounts[at]! }));
}

/** Equal shares; one that would exceed its unit's price is capped there and the rest shared among the others. */
export function equalShares(total: Minor, prices: readonly Minor[]): Minor[] {
  const amounts = prices.map(() => 0);
  let open = prices.map((_, at) => at);
  let left = total;
  while (left > 0 && open.length > 0) {
    const shares = allocate(
      left,
      open.map(() => 1),
    );
    const capped = open.filter((at, n) => shares[n]! >= prices[at]!);
    if (capped.length === 0) {
      open.forEach((at, n) => {
        amounts[at] = shares[n]!;
      });
      return amounts;
    }
    for (const at of capped) {
      amounts[at] = prices[at]!;
      left -= prices[at]!;
    }
    const full = new Set(capped);
    open = open.filter((at) => !full.has(at));
  }
  return amounts;
}

function sumOf(shares: readonly Share[]): Minor {
  return shares.reduce((sum, { pool }) => sum + pool.net, 0);
}
