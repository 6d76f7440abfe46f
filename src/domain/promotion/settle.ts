import { allocate, type Minor } from '../money/money.ts';
import { type Rebate, setSaving, simpleSaving, unitSaving } from './discount.ts';
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

/** `count` units of one pool that each save as much. */
interface Share {
  readonly pool: Pool;
  readonly amount: Minor;
  readonly count: number;
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
  let shares: Share[] = [];
  for (const drawn of applications) sharesOf(rule, drawn, shares);
  const total = savedBy(shares);
  if (total > rule.cap) {
    const units = apart(shares).sort(byPool);
    const capped = allocate(
      rule.cap,
      units.map(({ amount }) => amount),
    );
    shares = units.map(({ pool }, at) => ({ pool, amount: capped[at]!, count: 1 }));
  }
  for (const { pool, amounts, counts } of talliesOf(shares)) {
    for (let n = 0; n < amounts.length; n += 1) pools.push(reduced(pool, rule, amounts[n]!, counts[n]!, layer));
  }
  return { applications: applications.length, discount: Math.min(total, rule.cap) };
}

function talliesOf(shares: readonly Share[]): Tally[] {
  const tallies: Tally[] = [];
  for (const { pool, amount, count } of shares) {
    // Mostly the pool of the unit before.
    let at = tallies.length - 1;
    while (at >= 0 && tallies[at]!.pool !== pool) at -= 1;
    if (at < 0) {
      tallies.push({ pool, amounts: [amount], counts: [count] });
      continue;
    }
    const { amounts, counts } = tallies[at]!;
    const same = amounts.indexOf(amount);
    if (same >= 0) counts[same]! += count;
    else {
      amounts.push(amount);
      counts.push(count);
    }
  }
  return tallies;
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

/** Adds what the units of one application save. */
function sharesOf(rule: Rule, drawn: Drawn, into: Share[]): void {
  if (rule.promotion.family === 'bulk') {
    bulkShares(rule, drawn[0] ?? [], into);
    return;
  }
  const rewarded: Share[] = [];
  const others: Share[] = [];
  let perSet: Rebate | null = null;
  for (let group = 0; group < drawn.length; group += 1) {
    const rebate = rule.rebates[group] ?? null;
    for (const { pool, count } of drawn[group]!) {
      const amount = rebate?.per === 'unit' ? unitSaving(rebate, pool.net, pool.kind.grams) : 0;
      (rebate === null ? others : rewarded).push({ pool, amount, count });
    }
    if (rebate?.per === 'set') perSet = rebate;
  }
  if (rule.promotion.family === 'spread') {
    const total = perSet === null ? savedBy(rewarded) : setSaving(perSet, sumOf(rewarded));
    deal(rewarded.concat(others).sort(byPool), total, rule.promotion.split === 'equal', into);
    return;
  }
  if (perSet === null) for (const share of rewarded) into.push(share);
  else deal(rewarded.sort(byPool), setSaving(perSet, sumOf(rewarded)), false, into);
  for (const share of others) into.push(share);
}

function bulkShares(rule: Rule, drawn: readonly Piece[], into: Share[]): void {
  const pieces = drawn.map(({ pool, count }) => ({ pool, amount: 0, count })).sort(byPool);
  let units = 0;
  for (const { count } of pieces) units += count;
  const tier = rule.tiers.findLast(({ from }) => from <= units);
  const rebate = tier?.rebate ?? null;
  if (rebate?.per === 'set') {
    deal(pieces, setSaving(rebate, sumOf(pieces), units, Math.max(1, tier?.from ?? 1)), false, into);
    return;
  }
  for (const { pool, count } of pieces) {
    into.push({ pool, count, amount: rebate === null ? 0 : unitSaving(rebate, pool.net, pool.kind.grams) });
  }
}

/** Deals a total out over units in canonical order. */
function deal(shares: readonly Share[], total: Minor, equally: boolean, into: Share[]): void {
  const units = apart(shares);
  const prices = units.map(({ pool }) => pool.net);
  const amounts = equally ? equalShares(total, prices) : allocate(total, prices);
  for (let at = 0; at < units.length; at += 1) into.push({ pool: units[at]!.pool, amount: amounts[at]!, count: 1 });
}

/** The same units one by one. */
function apart(shares: readonly Share[]): Share[] {
  const units: Share[] = [];
  for (const share of shares) {
    const one = share.count === 1 ? share : { pool: share.pool, amount: share.amount, count: 1 };
    for (let n = 0; n < share.count; n += 1) units.push(one);
  }
  return units;
}

function byPool(a: Share, b: Share): number {
  return byNet(a.pool, b.pool);
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
  let sum = 0;
  for (const { pool, count } of shares) sum += pool.net * count;
  return sum;
}

function savedBy(shares: readonly Share[]): Minor {
  let sum = 0;
  for (const { amount, count } of shares) sum += amount * count;
  return sum;
}
