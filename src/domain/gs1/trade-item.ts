import { couponOf } from './coupon.ts';
import { type Gs1Element, valueOfAi } from './elements.ts';
import type { CarriedData, PosIdentity, ScanRefusal } from './identity.ts';
import { gramsOf, labelledPrice } from './measured-value.ts';

/** A tonne: nothing that goes over a counter is heavier, and no line of a sale may be. */
export const MOST_GRAMS = 1_000_000;

/**
 * What the elements of one symbol name at the point of sale: the item of AI (01) with what else they say of it, or a coupon of
 * AI (8110), (8112) or (255). Elements of anything else (a pallet, a place, an asset) are an unsupported symbol. A weight or
 * price of 0, or one beyond every counter, is a bad label.
 */
export function identifyElements(elements: readonly Gs1Element[]): PosIdentity | ScanRefusal {
  const gtin = valueOfAi(elements, '01');
  if (gtin !== undefined) {
    const carried = carriedData(elements);
    return carried === null ? { kind: 'refused', reason: 'badLabel' } : { kind: 'gtin', gtin, ...carried };
  }
  return couponOf(elements) ?? { kind: 'refused', reason: 'unsupportedSymbol' };
}

function carriedData(elements: readonly Gs1Element[]): CarriedData | null {
  const carried: { -readonly [Name in keyof CarriedData]: CarriedData[Name] } = {};
  for (const { ai, value } of elements) {
    if (ai === '10') carried.batch = value;
    else if (ai === '21') carried.serial = value;
    else if (ai === '17') carried.expiry = value;
    else if (ai === '7003') carried.expiryTime = value;
    else if (ai === '16') carried.sellBy = value;
    else if (ai.startsWith('310') || (ai.startsWith('320') && carried.grams === undefined)) {
      carried.grams = gramsOf(ai, value);
      if (carried.grams < 1 || carried.grams > MOST_GRAMS) return null;
    } else if (ai.startsWith('392') || ai.startsWith('393')) {
      carried.price = labelledPrice(ai, value);
      if (carried.price.amount === 0) return null;
    }
  }
  return carried;
}
