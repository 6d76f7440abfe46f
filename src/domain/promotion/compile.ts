import { canonicalBytes, type JsonValue } from '../journal/canonical.ts';
import type { Sha256 } from '../journal/record.ts';
import type { PromotableLine, PromotionContext, PromotionEngine, PromotionOutcome } from './engine.ts';
import { type Chooser, type Evaluated, evaluate, optimal, type Ruling } from './evaluate.ts';
import { hinting } from './hints.ts';
import { openerOf } from './open.ts';
import { inOrder } from './ordered.ts';
import { appliedOf, modifiersOf } from './outcome.ts';
import { reachIndex } from './reach.ts';
import { type Rule, rulesOf } from './rule.ts';
import type { Promotion } from './shape.ts';
import { solvedCache } from './solved.ts';
import { type Pool, poolsOf } from './units.ts';
import { isOpen, type WallTime, wallTime } from './window.ts';

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
  const windowed = rules.some((rule) => rule.promotion.window !== undefined);
  wallTime('2000-01-01T00:00:00Z', options.timeZone);
  const best = optimal(solvedCache(MOST_SOLVED));
  const strategy = options.strategy === 'ordered' ? inOrder : best;
  const opener = openerOf(rules);
  const layers = [...new Set(rules.map((rule) => rule.layer))].sort((a, b) => a - b);
  const hints = hinting(rules);
  // Room that every basket uses anew: by rank, whether a rule is in reach, 32 in a number; and what candidates stand in.
  const reached = new Int32Array(Math.ceil(rules.length / 32));
  const room = new Int32Array(rules.length);
  const isLive = (rank: number) => (reached[rank >> 5]! & (1 << (rank & 31))) !== 0;

  function run(lines: readonly PromotableLine[], context: PromotionContext, choose: Chooser) {
    opener.tidy();
    const pools = poolsOf(lines, index);
    const live = liveRules(pools, context);
    const ruling: Ruling = { rules, layers, opener, room, isLive, live };
    return { pools, live, evaluated: evaluate(pools, ruling, choose) };
  }

  function liveRules(pools: readonly Pool[], context: PromotionContext): Rule[] {
    const now = windowed ? wallTime(context.at, options.timeZone) : null;
    reached.fill(0);
    for (const { kind } of pools) {
      const { rules: mine } = kind.reach;
      for (let at = 0; at < mine.length; at += 1) reached[mine[at]! >> 5]! |= 1 << (mine[at]! & 31);
    }
    const live: Rule[] = [];
    for (let word = 0; word < reached.length; word += 1) {
      for (let bits = reached[word]!; bits !== 0; bits &= bits - 1) {
        const bit = bits & -bits;
        const rule = rules[word * 32 + 31 - Math.clz32(bit)]!;
        if (rule.conditional && !isOpenTo(rule, context, now)) reached[word]! ^= bit;
        else live.push(rule);
      }
    }
    return live;
  }

  function outcome(
    lines: readonly PromotableLine[],
    { pools, live, evaluated }: ReturnType<typeof run>,
  ): PromotionOutcome {
    const applied = appliedOf(evaluated);
    return {
      modifiers: modifiersOf(lines, pools.length, evaluated.pools),
      hints: hints(lines, pools, evaluated.pools, live, applied),
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

function isOpenTo({ promotion }: Rule, context: PromotionContext, now: WallTime | null): boolean {
  const { requires, window } = promotion;
  if (requires?.coupon !== undefined && !context.coupons.includes(requires.coupon)) return false;
  if (requires?.segment !== undefined && !context.segments.includes(requires.segment)) return false;
  return now === null || isOpen(window, now);
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
