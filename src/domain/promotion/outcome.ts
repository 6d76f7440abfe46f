import type { AppliedPromotion, PriceModifier, PromotableLine } from './engine.ts';
import type { Evaluated } from './evaluate.ts';
import type { Rule } from './rule.ts';
import type { Pool } from './units.ts';

interface Share {
  readonly rule: Rule;
  amount: number;
}

/** Gives reductions to lines: units of a kind in canonical order to its lines in theirs. One modifier per line and promotion. */
export function modifiersOf(lines: readonly PromotableLine[], kinds: number, pools: readonly Pool[]): PriceModifier[] {
  // Kinds of which nothing was discounted are nothing to any line.
  const discounted = new Uint8Array(kinds);
  for (const { kind, cuts } of pools) if (cuts.length > 0) discounted[kind.place] = 1;
  const byKind: Pool[][] = [];
  const placeOf = new Int32Array(kinds);
  for (const pool of pools) {
    const { place } = pool.kind;
    if (discounted[place] === 0) continue;
    if (placeOf[place] === 0) placeOf[place] = byKind.push([pool]);
    else byKind[placeOf[place]! - 1]!.push(pool);
  }
  const shares: (Share[] | undefined)[] = new Array<Share[] | undefined>(lines.length);
  for (const mine of byKind) share(mine, shares);
  const modifiers: PriceModifier[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const mine = shares[index];
    if (mine === undefined) continue;
    if (mine.length > 1) mine.sort((a, b) => a.rule.layer - b.rule.layer || a.rule.rank - b.rule.rank);
    for (const { rule, amount } of mine) modifiers.push(modifier(lines[index]!, rule, amount));
  }
  return modifiers;
}

function share(pools: Pool[], shares: (Share[] | undefined)[]): void {
  const { lines } = pools[0]!.kind;
  if (pools.length > 1) pools.sort(touchedFirst);
  let slot = 0;
  let used = 0;
  for (const { count, cuts } of pools) {
    for (let left = count; left > 0; ) {
      const { index, quantity } = lines[slot]!;
      const here = Math.min(left, quantity - used);
      if (cuts.length > 0) {
        const mine = shares[index] ?? [];
        shares[index] = mine;
        for (const { rule, amount } of cuts) add(mine, rule, here * amount);
      }
      used += here;
      left -= here;
      if (used < quantity) continue;
      slot += 1;
      used = 0;
    }
  }
}

function add(shares: Share[], rule: Rule, amount: number): void {
  for (const each of shares) {
    if (each.rule !== rule) continue;
    each.amount += amount;
    return;
  }
  shares.push({ rule, amount });
}

/** The first line gets what was discounted, most first: canonical order prefers earlier units. */
function touchedFirst(a: Pool, b: Pool): number {
  return (a.takenIn === null ? 1 : 0) - (b.takenIn === null ? 1 : 0) || a.net - b.net;
}

function modifier(line: PromotableLine, rule: Rule, amount: number): PriceModifier {
  const { id, title, fundedBy } = rule.promotion;
  const said = { lineId: line.lineId, promotionId: id, title, amount };
  return fundedBy === undefined ? said : { ...said, fundedBy };
}

/** Per promotion, in order of layer and rank. */
export function appliedOf(evaluated: Evaluated): AppliedPromotion[] {
  const sums: { readonly rule: Rule; applications: number; discount: number }[] = [];
  const sorted = [...evaluated.applied].sort((a, b) => a.rule.layer - b.rule.layer || a.rule.rank - b.rule.rank);
  for (const { rule, applications, discount } of sorted) {
    const last = sums.at(-1);
    if (last?.rule.rank === rule.rank) {
      last.applications += applications;
      last.discount += discount;
    } else sums.push({ rule, applications, discount });
  }
  return sums.map(({ rule: { promotion }, applications, discount }) => ({
    promotionId: promotion.id,
    title: promotion.title,
    applications,
    discount,
  }));
}
