import { compiled, CONTEXT } from './compiled.ts';
import { basket, promotions, seeded, type Density } from './synthetic-shop.ts';
const [runs, seed, lines, rules, density] = process.argv.slice(2);
const random = seeded(Number(seed));
const all = promotions(random, Number(rules), density as Density);
const engine = compiled(all);
const times: number[] = []; let gaps = 0; const gapList: number[] = [];
for (let n = -30; n < Number(runs); n++) {
  const lists = basket(random, Number(lines));
  const a = performance.now();
  const out = engine.evaluate(lists, CONTEXT);
  if (n >= 0) times.push(performance.now() - a);
  if (n >= 0 && out.proof !== 'optimal') { gaps++; gapList.push(out.proof.gap); }
}
times.sort((a, b) => a - b);
const q = (x: number) => times[Math.ceil(times.length * x) - 1]!.toFixed(2);
console.log(lines, rules, density, { gaps, p50: q(.5), p95: q(.95), p99: q(.99), max: q(1) }, gapList.join());
