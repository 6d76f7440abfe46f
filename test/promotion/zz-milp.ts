import { CONTEXT, compiled } from './compiled.ts';
import { isLinear, solveMilp } from './milp.ts';
import { basket, type Density, promotions, seeded } from './synthetic-shop.ts';

const [runs, seed, lines, rules, density] = process.argv.slice(2);
let te = 0,
  tm = 0,
  gaps = 0;
const times: number[] = [];
for (let n = 0; n < Number(runs); n++) {
  const random = seeded(Number(seed) + n);
  const lists = basket(random, Number(lines));
  const all = promotions(random, Number(rules), density as Density, false).filter((p) => isLinear(p, lists));
  const engine = compiled(all);
  let a = performance.now();
  const out = engine.evaluate(lists, CONTEXT);
  const t = performance.now() - a;
  te += t;
  times.push(t);
  const got = out.modifiers.reduce((s, m) => s + m.amount, 0);
  if (out.proof !== 'optimal') {
    gaps++;
    console.log('gap', n, out.proof);
  }
  a = performance.now();
  const want = solveMilp(lists, all);
  tm += performance.now() - a;
  if (got !== want) console.log('DIFF', n, got, want, JSON.stringify(out.proof));
}
times.sort((a, b) => a - b);
console.log({
  gaps,
  engine: te / Number(runs),
  p50: times[times.length >> 1],
  p99: times[Math.ceil(times.length * 0.99) - 1],
  highs: tm / Number(runs),
});
