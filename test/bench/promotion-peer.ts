import type { PromotableLine, PromotionOutcome } from '../../src/domain/promotion/engine.ts';
import type { Promotion } from '../../src/domain/promotion/shape.ts';
import { CONTEXT, compiled } from '../promotion/compiled.ts';
import { isLinear, milpText, solveText } from '../promotion/milp.ts';
import { basket, type Density, promotions, seeded, shopFor } from '../promotion/synthetic-shop.ts';
import { reaches } from './promotion-load.ts';
import { percentiles, type Row, round } from './row.ts';

const SAMPLES = 60;
/** A lane prices for days on end: what is measured is code that has long been compiled, whoever wrote it. */
const WARM_UP_MS = 1500;
const FEWEST_TO_WARM_UP = 20;

type Basket = readonly PromotableLine[];

/** What the peer took, and how many times longer that is. */
export type Against = Required<Pick<Row, 'peer' | 'ratio'>>;

/**
 * The same baskets under the rules that have a linear form, solved by both in this run, each in a pass of its own after as long a
 * warm-up on the same other baskets: in a lane nobody solves a program between two prices, nor does HiGHS's user price by another
 * engine. Ours is `evaluate`, all of it: reading the lines, finding the rules, choosing, allocating to lines and the hints, with
 * a set compiled once. HiGHS's time is that of writing the program of a basket and solving it, without making modifiers of the
 * answer; which rules reach the basket it is told for nothing. No basket comes twice, so ours has solved none of them before;
 * promotions on the very same goods do come again (one component in 25 sparse, one in a hundred dense) and are remembered,
 * as in a lane.
 * @throws Error where the two disagree on what is saved.
 */
export function againstHighs(lines: number, rules: number, density: Density, seed: number): Against {
  const random = seeded(seed);
  const set = promotions(random, rules, density, false);
  const baskets: Basket[] = Array.from({ length: SAMPLES }, () => basket(random, lines, shopFor(rules)));
  const linear = set.filter((promotion) => baskets.every((goods) => isLinear(promotion, goods)));
  const engine = compiled(linear);
  const price = (goods: Basket) => engine.evaluate(goods, CONTEXT);
  warmUp(lines, rules, seed, price);
  const ours = timed(baskets, price);
  const reaching = (goods: Basket) => linear.filter((promotion) => reaches(promotion, goods));
  warmUp(lines, rules, seed, (goods) => solved(goods, reaching(goods)));
  const told = new Map(baskets.map((goods) => [goods, reaching(goods)]));
  const theirs = timed(baskets, (goods) => solved(goods, told.get(goods) ?? []));
  ours.answers.forEach((outcome, at) => {
    const most = theirs.answers[at]!;
    if (!agree(outcome, most)) throw new Error(`${lines}x${rules}-${density}: not ${most}, as HiGHS says`);
  });
  const { p50, p99 } = percentiles(theirs.samples);
  return { peer: { name: 'HiGHS', p50, p99 }, ratio: round(p50 / percentiles(ours.samples).p50) };
}

/** Prices baskets that are never measured until so much time went by. */
export function warmUp(lines: number, rules: number, seed: number, price: (goods: Basket) => unknown): void {
  const random = seeded(~seed);
  const until = performance.now() + WARM_UP_MS;
  for (let n = 0; n < FEWEST_TO_WARM_UP || performance.now() < until; n += 1) {
    price(basket(random, lines, shopFor(rules)));
  }
}

/** One pass: milliseconds of each basket, and its answer. */
function timed<Answer>(baskets: readonly Basket[], solve: (goods: Basket) => Answer) {
  const samples: number[] = [];
  const answers = baskets.map((goods) => {
    const from = performance.now();
    const answer = solve(goods);
    samples.push(performance.now() - from);
    return answer;
  });
  return { samples, answers };
}

function solved(goods: Basket, told: readonly Promotion[]): number {
  const text = milpText(goods, told);
  return text === null ? 0 : solveText(text);
}

/** The same saving, or within the gap that ours admits. */
function agree({ modifiers, proof }: PromotionOutcome, most: number): boolean {
  const saved = modifiers.reduce((sum, { amount }) => sum + amount, 0);
  return saved <= most && most <= saved + (proof === 'optimal' ? 0 : proof.gap);
}
