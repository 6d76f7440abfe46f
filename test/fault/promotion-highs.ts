import { CONTEXT, compiled } from '../promotion/compiled.ts';
import { isLinear, solveMilp } from '../promotion/milp.ts';
import { basket, promotions, seeded } from '../promotion/synthetic-shop.ts';

export interface HighsCampaign {
  readonly runs: number;
  readonly seed: number;
  /** Baskets that ended with a gap: HiGHS's answer lies within it. */
  readonly gaps: number;
  readonly failure: string | null;
}

const FEWEST_LINES = 10;
const MOST_LINES = 60;
const RULES = [60, 150, 300];

/** The engine against HiGHS on baskets of 10 to 60 lines: the same discount, or within the gap that the engine admits. */
export function promotionsAgainstHighs(runs: number, seed: number): HighsCampaign {
  let gaps = 0;
  for (let run = 0; run < runs; run += 1) {
    const random = seeded(seed + run);
    const lines = basket(random, FEWEST_LINES + Math.floor(random() * (MOST_LINES - FEWEST_LINES + 1)));
    const density = random() < 0.5 ? 'sparse' : 'dense';
    const all = promotions(random, RULES[run % RULES.length]!, density, false);
    const rules = all.filter((promotion) => isLinear(promotion, lines));
    const { modifiers, proof } = compiled(rules).evaluate(lines, CONTEXT);
    const discount = modifiers.reduce((sum, each) => sum + each.amount, 0);
    const gap = proof === 'optimal' ? 0 : proof.gap;
    if (gap > 0) gaps += 1;
    const most = solveMilp(lines, rules);
    if (discount > most || discount + gap < most) {
      const failure = `seed ${seed + run}: ${discount} with a gap of ${gap}, where HiGHS finds ${most}`;
      return { runs: run + 1, seed, gaps, failure };
    }
  }
  return { runs, seed, gaps, failure: null };
}
