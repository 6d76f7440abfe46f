import type { PromotableLine, PromotionEngine } from '../../src/domain/promotion/engine.ts';
import { CONTEXT, compiled } from '../promotion/compiled.ts';
import { basket, type Density, promotions, seeded, shopFor } from '../promotion/synthetic-shop.ts';
import { loadOf } from './promotion-load.ts';
import { againstHighs, warmUp } from './promotion-peer.ts';
import { percentiles, type Row, round } from './row.ts';

const LINES = [20, 50, 100, 300];
const RULES = [100, 1000, 10_000];
const DENSITIES: readonly Density[] = ['sparse', 'dense'];
const SAMPLES = 120;
const SAMPLES_OF_LARGE = 40;
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
  const baskets: PromotableLine[][] = [];
  let proved = 0;
  const count = lines * rules > 300_000 ? SAMPLES_OF_LARGE : SAMPLES;
  warmUp(lines, rules, SEED, (goods) => engine.evaluate(goods, CONTEXT));
  for (let n = 0; n < count; n += 1) {
    const goods = basket(random, lines, shopFor(rules));
    const from = performance.now();
    const { proof } = engine.evaluate(goods, CONTEXT);
    const took = performance.now() - from;
    samples.push(took);
    baskets.push(goods);
    if (proof === 'optimal') proved += 1;
  }
  all.proved += proved;
  all.n += count;
  const figures = percentiles(samples);
  const limit = TO_REACH[`${lines}x${rules}`];
  const fast = limit === undefined || figures.p99 <= limit;
  const share = `${proved} of ${count} proved`;
  const row = { suite: 'promotion', name, unit: 'ms', ...figures };
  const peer =
    lines <= MOST_LINES_OF_PEER && rules <= MOST_RULES_OF_PEER ? againstHighs(lines, rules, density, SEED) : null;
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
  if (limit !== undefined) yield remembered(name, engine, baskets);
}

/** The same baskets once more: what a price takes besides the search, whose components are remembered by now. */
function remembered(name: string, engine: PromotionEngine, baskets: readonly PromotableLine[][]): Row {
  const samples = baskets.map((goods) => {
    const from = performance.now();
    engine.evaluate(goods, CONTEXT);
    return performance.now() - from;
  });
  const told = { target: 'all but the search', reached: true };
  return { suite: 'promotion', name: `without-search-${name}`, unit: 'ms', ...percentiles(samples), ...told };
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
