import fc from 'fast-check';
import { bruteForce, TooMany } from './brute-force.ts';
import { CONTEXT, compiled, unitsOf } from './compiled.ts';
import { smallCase } from './random-cases.ts';

const [fam, runs, seed, plain] = process.argv.slice(2);
let skipped = 0,
  gaps = 0,
  slow = 0;
const t0 = performance.now();
let te = 0;
const property = fc.property(smallCase(fam.split(',') as never, plain === 'plain'), ({ lines, promotions }) => {
  let endings;
  try {
    endings = bruteForce(unitsOf(lines), promotions);
  } catch (e) {
    if (e instanceof TooMany) {
      skipped++;
      return true;
    }
    throw e;
  }
  const a = performance.now();
  const out = compiled(promotions).evaluate(lines, CONTEXT);
  te += performance.now() - a;
  const discount = out.modifiers.reduce((s, m) => s + m.amount, 0);
  const applications = out.applied.reduce((s, m) => s + m.applications, 0);
  const d2 = out.applied.reduce((s, m) => s + m.discount, 0);
  if (d2 !== discount) throw new Error(`modifiers ${discount} applied ${d2}`);
  if (out.proof !== 'optimal') {
    gaps++;
    throw new Error('gap ' + JSON.stringify(out.proof));
  }
  if (!endings.some((e) => e.discount === discount && e.applications === applications))
    throw new Error(`got ${discount}/${applications} of ${JSON.stringify(endings)}`);
  return true;
});
const result = fc.check(property, { numRuns: Number(runs), seed: Number(seed), endOnFailure: false });
console.log(
  result.failed ? JSON.stringify(result.counterexample, null, 1) + '\n' + (result.errorInstance as Error)?.stack : 'ok',
  { skipped, gaps, ms: Math.round(performance.now() - t0), te: Math.round(te), runs: result.numRuns },
);
