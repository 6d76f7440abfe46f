import type { PromotionContext } from './engine.ts';
import type { Rule } from './rule.ts';
import type { Pool } from './units.ts';
import { isOpen, type WallTime, wallTime } from './window.ts';

/** The rules that a basket reaches and whose conditions hold. */
export interface Live {
  /** Ascending. */
  readonly ranks: readonly number[];
  /** Those of them that are thresholds, chosen by priority, or exclusive: what goes its own way, and is rare. */
  readonly special: readonly Rule[];
  has(rank: number): boolean;
}

/** Tells which rules are live for a basket; until it is asked for the next. */
export function liveness(rules: readonly Rule[], timeZone: string) {
  const windowed = rules.some((rule) => rule.promotion.window !== undefined);
  const conditional = flags(rules, (rule) => rule.conditional);
  const isSpecial = flags(rules, (rule) => rule.threshold || rule.byPriority || rule.exclusive);
  // By rank, 32 in a number.
  const reached = new Int32Array(Math.ceil(rules.length / 32));
  const has = (rank: number) => (reached[rank >> 5]! & (1 << (rank & 31))) !== 0;

  return (pools: readonly Pool[], context: PromotionContext): Live => {
    const now = windowed ? wallTime(context.at, timeZone) : null;
    reached.fill(0);
    for (const { kind } of pools) {
      const { rules: mine } = kind.reach;
      for (let at = 0; at < mine.length; at += 1) reached[mine[at]! >> 5]! |= 1 << (mine[at]! & 31);
    }
    const ranks: number[] = [];
    const special: Rule[] = [];
    for (let word = 0; word < reached.length; word += 1) {
      for (let bits = reached[word]!; bits !== 0; bits &= bits - 1) {
        const bit = bits & -bits;
        const rank = word * 32 + 31 - Math.clz32(bit);
        if (conditional[rank] === 1 && !isOpenTo(rules[rank]!, context, now)) {
          reached[word]! ^= bit;
          continue;
        }
        ranks.push(rank);
        if (isSpecial[rank] === 1) special.push(rules[rank]!);
      }
    }
    return { ranks, special, has };
  };
}

function flags(rules: readonly Rule[], is: (rule: Rule) => boolean): Uint8Array {
  return Uint8Array.from(rules, (rule) => (is(rule) ? 1 : 0));
}

function isOpenTo({ promotion }: Rule, context: PromotionContext, now: WallTime | null): boolean {
  const { requires, window } = promotion;
  if (requires?.coupon !== undefined && !context.coupons.includes(requires.coupon)) return false;
  if (requires?.segment !== undefined && !context.segments.includes(requires.segment)) return false;
  return now === null || isOpen(window, now);
}
