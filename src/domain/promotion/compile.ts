import { canonicalBytes, type JsonValue } from '../journal/canonical.ts';
import type { Sha256 } from '../journal/record.ts';
import type { PromotableLine, PromotionContext, PromotionEngine, PromotionOutcome } from './engine.ts';
import { type Chooser, type Evaluated, evaluate, layersOf, optimal, type Ruling } from './evaluate.ts';
import { hinting } from './hints.ts';
import { liveness } from './live.ts';
import { openerOf } from './open.ts';
import { inOrder } from './ordered.ts';
import { appliedOf, modifiersOf } from './outcome.ts';
import { reachIndex } from './reach.ts';
import { roomFor } from './room.ts';
import { rulesOf } from './rule.ts';
import type { Promotion } from './shape.ts';
import { solvedCache } from './solved.ts';
import { poolsOf } from './units.ts';
import { wallTime } from './window.ts';

export interface CompileOptions {
  readonly sha256: Sha256;
  /** IANA zone of the store, for windows. */
  readonly timeZone: string;
  /** `optimal` saves most and proves it; `ordered` follows the platform's published method. Optimal when left out. */
  readonly strategy?: 'optimal' | 'ordered';
}

/** An engine compiled from a set of promotions. */
export interface CompiledPromotions extends PromotionEngine {
  /** What the optimum saves beyond the `ordered` method on one basket, in minor units. */
  compare(
    lines: readonly PromotableLine[],
    context: PromotionContext,
  ): { readonly optimal: number; readonly ordered: number };
}

/** Components remembered, the oldest forgotten first. */
const MOST_SOLVED = 4000;

/**
 * Compiles validated promotions (`promotionsSchema`) once for any number of baskets. Answers depend on nothing but the
 * promotions, the lines and the context: what it remembers of parts already solved only saves time.
 * @throws RangeError on an unknown time zone.
 */
export function compilePromotions(promotions: readonly Promotion[], options: CompileOptions): CompiledPromotions {
  const rules = rulesOf(promotions);
  const index = reachIndex(rules);
  wallTime('2000-01-01T00:00:00Z', options.timeZone);
  const best = optimal(solvedCache(MOST_SOLVED));
  const strategy = options.strategy === 'ordered' ? inOrder : best;
  const opener = openerOf(rules);
  const layers = layersOf(rules);
  const live = liveness(rules, options.timeZone);
  const room = roomFor(rules);
  const hints = hinting(rules, room);
  function run(lines: readonly PromotableLine[], context: PromotionContext, choose: Chooser) {
    opener.tidy();
    const pools = poolsOf(lines, index);
    const ruling: Ruling = { rules, layers, opener, room, live: live(pools, context) };
    return { pools, live: ruling.live, evaluated: evaluate(pools, ruling, choose) };
  }

  function outcome(
    lines: readonly PromotableLine[],
    { pools, live, evaluated }: ReturnType<typeof run>,
  ): PromotionOutcome {
    const applied = appliedOf(evaluated);
    return {
      modifiers: modifiersOf(lines, pools.length, evaluated.pools),
      hints: hints(lines, pools, evaluated.pools, live.ranks, applied),
      proof: proofOf(evaluated),
      applied,
    };
  }

  return {
    setHash: setHashOf(promotions, options.sha256),
    evaluate: (lines, context) => outcome(lines, run(lines, context, strategy)),
    compare: (lines, context) => ({
      optimal: run(lines, context, best).evaluated.discount,
      ordered: run(lines, context, inOrder).evaluated.discount,
    }),
  };
}

function proofOf({ gap }: Evaluated): PromotionOutcome['proof'] {
  return gap === 0 ? 'optimal' : { gap };
}

/** Names a set of promotions by content: in whatever order they come, and whether or not they say their defaults. */
export function setHashOf(promotions: readonly Promotion[], sha256: Sha256): string {
  const sorted = [...promotions].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return sha256(canonicalBytes(sorted.map(plain) as JsonValue));
}

/** Members that say what is so anyway are left out; lists of a match are sorted. */
function plain(promotion: Promotion): unknown {
  const { layer, choice, onDiscounted, exclusive, fundedBy, ...rest } = promotion;
  const threshold = rest.family === 'threshold' || rest.family === 'thresholdGet';
  const groups = rest.groups.map((group) => {
    const { match } = group;
    const sorted = (names: readonly string[] | undefined) =>
      names === undefined ? undefined : [...new Set(names)].sort();
    const except =
      match.except === undefined
        ? undefined
        : { items: sorted(match.except.items), categories: sorted(match.except.categories) };
    return { ...group, match: { ...match, items: sorted(match.items), categories: sorted(match.categories), except } };
  });
  return {
    ...rest,
    groups,
    ...(layer === undefined || layer === (threshold ? 100 : 0) ? {} : { layer }),
    ...(choice === 'priority' ? { choice } : {}),
    ...(onDiscounted === true ? { onDiscounted } : {}),
    ...(exclusive === true ? { exclusive } : {}),
    ...(fundedBy === 'manufacturer' ? { fundedBy } : {}),
  };
}
