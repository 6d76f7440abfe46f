import type { Minor } from '../money/money.ts';
import { type Rebate, rebateOf } from './discount.ts';
import type { Match, Promotion } from './shape.ts';

const THRESHOLD_LAYER = 100;

/** A promotion read once for all baskets: defaults filled in, discounts parsed. */
export interface Rule {
  /** Its place in the order of priority number, then id: lower goes first where all else is equal. */
  readonly rank: number;
  readonly promotion: Promotion;
  readonly layer: number;
  readonly byPriority: boolean;
  readonly onDiscounted: boolean;
  readonly exclusive: boolean;
  /** Applications per basket; bulk and threshold apply once. */
  readonly limit: number;
  readonly cap: Minor;
  /** Of each group, by position. */
  readonly quantities: readonly number[];
  readonly rebates: readonly (Rebate | null)[];
  /** For bulk and threshold: what is reached from where; ascending. Without tiers it is the one discount. */
  readonly tiers: readonly { readonly from: number; readonly rebate: Rebate }[];
  /** "buy" and "get" are the same goods, so that the cheapest of each set are rewarded. */
  readonly cheapest: boolean;
  readonly threshold: boolean;
  /** Needs one unit alone and knows no limit and no cap: the best of such rules is a unit's worth to itself. */
  readonly simple: boolean;
  /** Depends on time, coupon or segment. */
  readonly conditional: boolean;
}

/** What a threshold needs to be spent, 0 for other families. */
export function spendOf(promotion: Promotion): Minor {
  return promotion.family === 'threshold' || promotion.family === 'thresholdGet' ? promotion.groups[0].spend : 0;
}

export const isThreshold = (promotion: Promotion) =>
  promotion.family === 'threshold' || promotion.family === 'thresholdGet';

/** Reads validated promotions, in the order of priority number and id. */
export function rulesOf(promotions: readonly Promotion[]): Rule[] {
  const order = [...promotions].sort(
    (a, b) => (a.priority ?? 0) - (b.priority ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  return order.map(ruleOf);
}

function ruleOf(promotion: Promotion, rank: number): Rule {
  const quantities = promotion.groups.map((group) => ('quantity' in group ? group.quantity : 0));
  const limit = limitOf(promotion);
  const alone =
    (promotion.family === 'multibuy' || promotion.family === 'lines') && quantities.length === 1 && quantities[0] === 1;
  return {
    rank,
    promotion,
    layer: promotion.layer ?? (isThreshold(promotion) ? THRESHOLD_LAYER : 0),
    byPriority: promotion.choice === 'priority',
    onDiscounted: promotion.onDiscounted === true,
    exclusive: promotion.exclusive === true,
    limit,
    cap: promotion.maxDiscount ?? Number.POSITIVE_INFINITY,
    quantities,
    rebates: rebatesOf(promotion),
    tiers: tiersOf(promotion),
    cheapest:
      (promotion.family === 'buyGet' || promotion.family === 'spread') &&
      matchKey(promotion.groups[0].match) === matchKey(promotion.groups[1].match),
    threshold: isThreshold(promotion),
    simple: alone && limit === Number.POSITIVE_INFINITY && promotion.maxDiscount === undefined,
    conditional: promotion.requires !== undefined || promotion.window !== undefined,
  };
}

function limitOf(promotion: Promotion): number {
  if (promotion.family === 'bulk' || promotion.family === 'threshold') return 1;
  return promotion.limit ?? Number.POSITIVE_INFINITY;
}

/** The discount of each group; null where a group only opens the door. */
function rebatesOf(promotion: Promotion): (Rebate | null)[] {
  switch (promotion.family) {
    case 'lines':
      return promotion.groups.map((group) => rebateOf(group.discount));
    case 'buyGet':
    case 'spread':
    case 'thresholdGet':
      return [null, rebateOf(promotion.discount)];
    case 'bulk':
    case 'threshold':
      return [promotion.discount === undefined ? null : rebateOf(promotion.discount)];
    default: {
      const rebate = rebateOf(promotion.discount);
      return promotion.groups.map(() => rebate);
    }
  }
}

function tiersOf(promotion: Promotion): Rule['tiers'] {
  if (promotion.family === 'bulk') {
    const { quantity } = promotion.groups[0];
    if (promotion.discount !== undefined) return [{ from: quantity, rebate: rebateOf(promotion.discount) }];
    return (promotion.tiers ?? []).map((tier) => ({ from: tier.quantity, rebate: rebateOf(tier.discount) }));
  }
  if (promotion.family === 'threshold') {
    const { spend } = promotion.groups[0];
    if (promotion.discount !== undefined) return [{ from: spend, rebate: rebateOf(promotion.discount) }];
    return (promotion.tiers ?? []).map((tier) => ({ from: tier.spend, rebate: rebateOf(tier.discount) }));
  }
  return [];
}

/** Equal for matches that say the same: lists sorted, duplicates dropped, an "all" swallowing what is listed beside it. */
export function matchKey(match: Match): string {
  const list = (names: readonly string[] | undefined) => [...new Set(names ?? [])].sort();
  return JSON.stringify([
    match.all === true ? [] : list(match.items),
    match.all === true ? [] : list(match.categories),
    match.all === true,
    list(match.except?.items),
    list(match.except?.categories),
  ]);
}
