import type { AppliedPromotion, PriceModifier, PromotableLine } from './engine.ts';
import type { Evaluated } from './evaluate.ts';
import type { Rule } from './rule.ts';
import type { Pool } from './units.ts';

/** Gives reductions to lines: units of a kind in canonical order to its lines in theirs. One modifier per line and promotion. */
export function modifiersOf(lines: readonly PromotableLine[], pools: readonly Pool[]): PriceModifier[] {
  const amounts = lines.map(() => new Map<Rule, number>());
  const byKind = Map.groupBy(pools, (pool) => pool.kind);
  for (const [kind, mine] of byKind) {
    const slots = kind.lines.map(({ index, quantity }) => ({ index, left: quantity }));
    let slot = 0;
    for (const pool of touchedFirst(mine)) {
      for (let left = pool.count; left > 0; ) {
        const at = slots[slot]!;
        const count = Math.min(left, at.left);
        for (const { rule, amount } of pool.cuts) {
          const map = amounts[at.index]!;
          map.set(rule, (map.get(rule) ?? 0) + count * amount);
        }
        at.left -= count;
        left -= count;
        if (at.left === 0) slot += 1;
      }
    }
  }
  return lines.flatMap((line, index) =>
    [...amounts[index]!]
      .sort(([a], [b]) => a.layer - b.layer || a.rank - b.rank)
      .map(([rule, amount]) => modifier(line, rule, amount)),
  );
}

/** The first line gets what was discounted, most first: canonical order prefers earlier units. */
function touchedFirst(pools: readonly Pool[]): Pool[] {
  const taken = (pool: Pool) => (pool.takenIn === null ? 1 : 0);
  return [...pools].sort((a, b) => taken(a) - taken(b) || a.net - b.net);
}

function modifier(line: PromotableLine, rule: Rule, amount: number): PriceModifier {
  const { id, title, fundedBy } = rule.promotion;
  const said = { lineId: line.lineId, promotionId: id, title, amount };
  return fundedBy === undefined ? said : { ...said, fundedBy };
}

/** Per promotion, in order of layer and rank. */
export function appliedOf(evaluated: Evaluated): AppliedPromotion[] {
  const byRule = new Map<Rule, { applications: number; discount: number }>();
  for (const { rule, applications, discount } of evaluated.applied) {
    const sum = byRule.get(rule) ?? { applications: 0, discount: 0 };
    byRule.set(rule, { applications: sum.applications + applications, discount: sum.discount + discount });
  }
  return [...byRule]
    .sort(([a], [b]) => a.layer - b.layer || a.rank - b.rank)
    .map(([{ promotion }, sums]) => ({ promotionId: promotion.id, title: promotion.title, ...sums }));
}
