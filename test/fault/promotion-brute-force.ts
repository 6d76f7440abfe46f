import fc from 'fast-check';
import type { Promotion } from '../../src/domain/promotion/shape.ts';
import { bruteForce, TooMany } from '../promotion/brute-force.ts';
import { CONTEXT, compiled, unitsOf } from '../promotion/compiled.ts';
import { type Case, smallCase } from '../promotion/random-cases.ts';

/** What a campaign came to; a failure says how to see it again. */
export interface Campaign {
  readonly runs: number;
  readonly seed: number;
  /** Cases with more equal answers than can be followed, which decide nothing. */
  readonly undecided: number;
  readonly failure: string | null;
}

const UNIT_FAMILIES: Promotion['family'][] = ['multibuy', 'bulk', 'bundle', 'lines', 'buyGet', 'spread'];
const ALL_FAMILIES: Promotion['family'][] = [...UNIT_FAMILIES, 'threshold', 'thresholdGet'];

/** Every family alone, the unit families mixed, and all families with layers, priorities and caps: in turn. */
const KINDS: readonly { readonly families: readonly Promotion['family'][]; readonly plain: boolean }[] = [
  ...ALL_FAMILIES.map((family) => ({ families: [family], plain: false })),
  { families: UNIT_FAMILIES, plain: true },
  { families: UNIT_FAMILIES, plain: false },
  { families: ALL_FAMILIES, plain: false },
  { families: ALL_FAMILIES, plain: false },
];

/** The engine against all that the rules allow, on baskets of at most eight units: same discount, same number of applications. */
export function promotionsAgainstBruteForce(runs: number, seed: number): Campaign {
  let undecided = 0;
  const each = Math.ceil(runs / KINDS.length);
  for (const [at, { families, plain }] of KINDS.entries()) {
    const property = fc.property(smallCase(families, plain), (drawn) => {
      const wrong = disagreement(drawn);
      if (wrong === 'undecided') undecided += 1;
      else if (wrong !== null) throw new Error(wrong);
    });
    const result = fc.check(property, { numRuns: each, seed: seed + at });
    if (result.failed) {
      const failure = `${families.join()} (seed ${seed + at}): ${String(result.errorInstance)} for ${JSON.stringify(result.counterexample)}`;
      return { runs: each * at + result.numRuns, seed, undecided, failure };
    }
  }
  return { runs: each * KINDS.length, seed, undecided, failure: null };
}

function disagreement({ lines, promotions }: Case): string | 'undecided' | null {
  const outcome = compiled(promotions).evaluate(lines, CONTEXT);
  const discount = outcome.modifiers.reduce((sum, each) => sum + each.amount, 0);
  const applications = outcome.applied.reduce((sum, each) => sum + each.applications, 0);
  for (const line of lines) {
    const off = outcome.modifiers
      .filter((each) => each.lineId === line.lineId)
      .reduce((sum, each) => sum + each.amount, 0);
    if (off > line.gross) return `line ${line.lineId} costs less than nothing`;
  }
  if (outcome.applied.reduce((sum, each) => sum + each.discount, 0) !== discount) return 'lines and promotions differ';
  if (outcome.proof !== 'optimal') return `not proved: ${JSON.stringify(outcome.proof)}`;
  try {
    const endings = bruteForce(unitsOf(lines), promotions);
    const among = endings.some((each) => each.discount === discount && each.applications === applications);
    return among ? null : `${discount} by ${applications} applications, not ${JSON.stringify(endings)}`;
  } catch (error) {
    if (error instanceof TooMany) return 'undecided';
    throw error;
  }
}
