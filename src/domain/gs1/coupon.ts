import { readCouponCode } from './ai/coupon.ts';
import { readSymbol } from './aim.ts';
import { type Gs1Element, valueOfAi } from './elements.ts';
import type { CouponIdentity, Scan } from './identity.ts';

/** GS1 General Specifications, figure 1.4.4-1: 981 to 984 coupons of a currency area, 99 coupons. */
const COUPON_PREFIX = /^(?:98[1-4]|99)/;
/** Printable ASCII without white space; longer ones are no code that a store prints. */
const STORE_CODE = /^[!-~]{1,64}$/;
const GCN_DIGITS = 13;

/**
 * The coupon that the elements of one symbol are: a North American offer (8110), one of the positive offer file (8112), or a
 * global coupon number (255), whose expiry is AI (17). Null where they are none.
 */
export function couponOf(elements: readonly Gs1Element[]): CouponIdentity | null {
  const element = elements.find(({ ai }) => ai === '8110' || ai === '8112' || ai === '255');
  if (element === undefined) return null;
  const { ai, value: code } = element;
  if (ai === '8110') {
    // The table of AIs has let it through, so that it can be read.
    const read = readCouponCode(code);
    if (read === null) return null;
    const { company, offer, expires, starts } = read;
    const days = { ...(expires !== undefined && { expiry: expires }), ...(starts !== undefined && { starts }) };
    return { kind: 'coupon', ai, code, coupon: `8110-${company}-${offer}`, ...days, needsOnlineCheck: false };
  }
  const expiry = valueOfAi(elements, '17');
  const coupon = `${ai}-${ai === '255' ? code.slice(0, GCN_DIGITS) : code}`;
  // A positive offer is worth what the offer file says on line, once.
  return { kind: 'coupon', ai, code, coupon, ...(expiry !== undefined && { expiry }), needsOnlineCheck: ai === '8112' };
}

/** The coupon that a GTIN of 13 digits is, by its prefix; null for goods. */
export function couponOfEan13(digits: string): CouponIdentity | null {
  if (digits.length !== 13 || !COUPON_PREFIX.test(digits)) return null;
  return { kind: 'coupon', code: digits, coupon: digits, needsOnlineCheck: false };
}

/** What a scan says, for a store that names its coupons as they scan; null for what no store prints. */
export function storeCode(scan: Scan): string | null {
  const { data } = readSymbol(scan);
  return STORE_CODE.test(data) ? data : null;
}
