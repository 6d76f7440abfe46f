import type { CompiledPromotions } from '../../src/domain/promotion/compile.ts';
import { CONTEXT, compiled } from '../promotion/compiled.ts';
import { isLinear, milpText, solveText } from '../promotion/milp.ts';
import { basket, type Density, promotions, seeded, shopFor } from '../promotion/synthetic-shop.ts';
import { loadOf, reaches } from './promotion-load.ts';
import { percentiles, type Row, round } from './row.ts';

const LINES = [20, 50, 100, 300];
const RULES = [100, 1000, 10_000];
const DENSITIES: readonly Density[] = ['sparse', 'dense'];
const SAMPLES = 120;
const SAMPLES_OF_LARGE = 40;
/** A lane prices for days on end: what is measured is code that has long been compiled. */
const WARM_UP = 150;
const WARM_UP_OF_LARGE = 20;
const PEER_SAMPLES = 40;
const PEER_WARM_UP = 60;
const MOST_LINES_OF_PEER = 100;
const MOST_RULES_OF_PEER = 1000;
const SEED = 1;

const TO_REACH: Readonly<Record<string, number>> = { '50x1000': 16, '100x10000': 50 };
const RESCAN_MS = 4;
const PROVED_SHARE = 0.99;
const PEER_RATIO = 50;

/**
 * Baskets priced from nothing, as a new basket would be; then scan by scan, with what was solved before remembered. With `only`,
 * just the sizes whose name has it.
 */
export async function* run(only = ''): AsyncGenerator<Row> {
  const all = { proved: 0, n: 0 };
  for (const density of DENSITIES) {
    for (const lines of LINES) {
      for (const rules of RULES) {
        if (!`${lines}x${rules}-${density}`.includes(only)) continue;
        yield* one(lines, rules, density, all);
        yield* loadOf(lines, rules, density);
      }
    }
  }
  const value = round(all.proved / all.n);
  const target = `>= ${PROVED_SHARE} proved optimal`;
  yield { suite: 'promotion', name: 'proved', unit: 'share', value, n: all.n, target, reached: value >= PROVED_SHARE };
  for (const density of DENSITIES) yield rescan(density);
}

async function* one(
  lines: number,
  rules: number,
  density: Density,
  all: { proved: number; n: number },
): AsyncGenerator<Row> {
  const random = seeded(SEED);
  const set = promotions(random, rules, density);
  const engine = compiled(set);
  const name = `${lines}x${rules}-${density}`;
  const samples: number[] = [];
  let proved = 0;
  const count = lines * rules > 300_000 ? SAMPLES_OF_LARGE : SAMPLES;
  const warmUp = lines >= 300 ? WARM_UP_OF_LARGE : WARM_UP;
  for (let n = -warmUp; n < count; n += 1) {
    const goods = basket(random, lines, shopFor(rules));
    const from = performance.now();
    const { proof } = engine.evaluate(goods, CONTEXT);
    const took = performance.now() - from;
    if (n < 0) continue;
    samples.push(took);
    if (proof === 'optimal') proved += 1;
  }
  all.proved += proved;
  all.n += count;
  const figures = percentiles(samples);
  const limit = TO_REACH[`${lines}x${rules}`];
  const fast = limit === undefined || figures.p99 <= limit;
  const share = `${proved} of ${count} proved`;
  const row = { suite: 'promotion', name, unit: 'ms', ...figures };
  const peer = lines <= MOST_LINES_OF_PEER && rules <= MOST_RULES_OF_PEER ? againstHighs(lines, rules, density) : null;
  const atLeast = lines === 50 && rules === 1000 ? PEER_RATIO : 0;
  const target = [
    limit === undefined ? 'no limit' : `p99 <= ${limit}`,
    atLeast > 0 ? `ratio >= ${atLeast}` : '',
    share,
  ];
  yield {
    ...row,
    ...(peer === null ? {} : { peer: peer.peer, ratio: peer.ratio }),
    target: target.filter((each) => each !== '').join(', '),
    reached: fast && (peer === null || peer.ratio >= atLeast),
  };
}

/**
 * The same baskets under the rules that have a linear form, solved by both. Ours is a set compiled once; HiGHS's time is that of
 * writing the program of the rules that reach the basket and solving it, as its user would for each basket. Finding
 * those rules is a favour to it.
 */
function againstHighs(lines: number, rules: number, density: Density) {
  const random = seeded(SEED);
  const set = promotions(random, rules, density, false);
  const baskets = Array.from({ length: PEER_WARM_UP + PEER_SAMPLES }, () => basket(random, lines, shopFor(rules)));
  const linear = set.filter((promotion) => baskets.every((goods) => isLinear(promotion, goods)));
  const engine: CompiledPromotions = compiled(linear);
  const ours: number[] = [];
  const theirs: number[] = [];
  baskets.forEach((goods, n) => {
    const touched = linear.filter((promotion) => reaches(promotion, goods));
    let from = performance.now();
    engine.evaluate(goods, CONTEXT);
    const mine = performance.now() - from;
    from = performance.now();
    const text = milpText(goods, touched);
    if (text !== null) solveText(text);
    const its = performance.now() - from;
    if (n < PEER_WARM_UP) return;
    ours.push(mine);
    theirs.push(its);
  });
  const { p50, p99 } = percentiles(theirs);
  return { peer: { name: 'HiGHS', p50, p99 }, ratio: round(p50 / percentiles(ours).p50) };
}

/** One more line in a basket of 49, again and again: only the parts it touches are solved anew. */
function rescan(density: Density): Row {
  const random = seeded(SEED + 1);
  const engine = compiled(promotions(random, 1000, density));
  const samples: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const goods = basket(random, 50);
    for (let scanned = 46; scanned <= 50; scanned += 1) {
      const from = performance.now();
      engine.evaluate(goods.slice(0, scanned), CONTEXT);
      if (scanned > 46 && n >= 10) samples.push(performance.now() - from);
    }
  }
  const figures = percentiles(samples);
  const target = `p95 <= ${RESCAN_MS}`;
  return {
    suite: 'promotion',
    name: `rescan-50x1000-${density}`,
    unit: 'ms',
    ...figures,
    target,
    reached: figures.p95 <= RESCAN_MS,
  };
}
