import { readSymbol } from './aim.ts';
import { MAX_SCAN_LENGTH } from './identify.ts';
import type { Scan } from './identity.ts';

/**
 * What a scan is that may be a coupon:
 * - `code`: what it says, for a store that names its coupons as they scan;
 * - `northAmerican`: AI (8110), named `8110-{company prefix}-{offer code}`;
 * - `serialised`: AI (8112), valid only where the issuer's clearing house says so.
 */
export type CouponReading =
  | { readonly kind: 'code'; readonly coupon: string; readonly isCoupon: boolean }
  | { readonly kind: 'northAmerican'; readonly coupon: string }
  | { readonly kind: 'serialised' };

/** Printable ASCII without white space; longer ones are no code that a store prints. */
const CODE = /^[!-~]{1,64}$/;
/** GS1 General Specifications, figure 1.4.4-1: 981 to 984 coupons of a currency area, 99 coupons. */
const COUPON_PREFIX = /^(?:98[1-4]|99)\d+$/;
const LEAST_PREFIX_DIGITS = 6;
const OFFER_DIGITS = 6;
/** AI (8110) goes on for 70 digits at most (GS1 General Specifications, section 3.9.5). */
const NORTH_AMERICAN = /^8110(\d{18,70})(?:\u001d.*)?$/;

/**
 * Reads a scan as a coupon. An 8110 begins with how many digits the company prefix has beyond six, the prefix, and six digits of
 * the offer (GS1 North American Coupon Application Guideline, section 2): these name the offer, and what it takes is the store's
 * promotion to say. The rest of it (value, purchases that qualify, dates) is not read. Null for what is too long or no code.
 */
export function readCoupon(scan: Scan): CouponReading | null {
  if (scan.data.length > MAX_SCAN_LENGTH) return null;
  const { carrier, data } = readSymbol(scan);
  if (carrier === 'gs1' || carrier === 'unknown') {
    if (/^8112\d{14,}/.test(data)) return { kind: 'serialised' };
    const offer = NORTH_AMERICAN.exec(data)?.[1];
    if (offer !== undefined) return northAmerican(offer);
  }
  if (!CODE.test(data)) return null;
  const ean = carrier === 'eanUpc' || carrier === 'unknown';
  return { kind: 'code', coupon: data, isCoupon: ean && data.length === 13 && COUPON_PREFIX.test(data) };
}

function northAmerican(offer: string): CouponReading | null {
  const beyond = Number(offer[0]);
  if (beyond > 6) return null;
  const end = 1 + LEAST_PREFIX_DIGITS + beyond;
  const code = offer.slice(end, end + OFFER_DIGITS);
  return code.length === OFFER_DIGITS ? { kind: 'northAmerican', coupon: `8110-${offer.slice(1, end)}-${code}` } : null;
}
