import { isDate } from './calendar.ts';

/** Reads digits of a coupon in order; after the first that is not as it should be, everything is refused. */
class Digits {
  readonly #text: string;
  #at = 0;
  ok = true;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at === this.#text.length;
  }

  /** The next `count` digits; empty when there are not that many. */
  take(count: number): string {
    const taken = this.#text.slice(this.#at, this.#at + count);
    this.#at += count;
    if (taken.length < count) this.ok = false;
    return this.ok ? taken : '';
  }

  /** One digit out of those that are allowed. */
  oneOf(allowed: string): void {
    const digit = this.take(1);
    if (digit === '' || !allowed.includes(digit)) this.ok = false;
  }

  /** A field behind a digit from `least` to `most` that says its length, less `more`; empty when it is not there. */
  sized(least: number, most: number, more: number): string {
    const size = Number(this.take(1) || '-1');
    if (size >= least && size <= most) return this.take(size + more);
    this.ok = false;
    return '';
  }

  /** An optional field that begins with this digit. */
  begins(digit: string): boolean {
    if (!this.ok || this.#text.charAt(this.#at) !== digit) return false;
    this.#at += 1;
    return true;
  }
}

const REQUIREMENT_CODES = '012349';
const DIGITS = /^[0-9]+$/;

function purchase(digits: Digits): void {
  digits.sized(1, 5, 0);
  digits.oneOf(REQUIREMENT_CODES);
  digits.take(3);
}

/** What a North American coupon says of itself, as far as a till acts on it. What it takes is the store's promotion to say. */
export interface CouponCode {
  /** The company that gave it out: 6 to 12 digits. */
  readonly company: string;
  /** Six digits that the company numbers its offers by. */
  readonly offer: string;
  /** The last and the first day that it is taken, YYMMDD; undefined where it does not say. */
  readonly expires?: string;
  readonly starts?: string;
}

/**
 * Reads a North American coupon code (AI 8110; GS1 General Specifications 3.9.5; its data structure in GS1 US, North American Coupon
 * Application Guideline Using GS1 DataBar Expanded, section 2): company prefix, offer code, save value, first purchase, then optional
 * fields 1 to 6 and 9 in this order, of which 3 is the expiration date and 4 the start date. Null where it is not well formed.
 */
export function readCouponCode(text: string): CouponCode | null {
  if (!DIGITS.test(text)) return null;
  const digits = new Digits(text);
  const company = digits.sized(0, 6, 6);
  const offer = digits.take(6);
  digits.sized(1, 5, 0);
  purchase(digits);
  if (digits.begins('1')) {
    digits.oneOf('0123');
    purchase(digits);
    companyOrNone(digits);
  }
  if (digits.begins('2')) {
    purchase(digits);
    companyOrNone(digits);
  }
  const expires = digits.begins('3') ? date(digits) : '';
  const starts = digits.begins('4') ? date(digits) : '';
  if (expires !== '' && starts > expires) return null;
  if (digits.begins('5')) digits.sized(0, 9, 6);
  if (digits.begins('6')) digits.sized(1, 7, 6);
  if (digits.begins('9')) {
    digits.oneOf('01256');
    digits.oneOf('012');
    digits.take(1);
    digits.oneOf('01');
  }
  if (!digits.ok || !digits.ended) return null;
  return { company, offer, ...(expires !== '' && { expires }), ...(starts !== '' && { starts }) };
}

/** Whether a North American coupon code is well formed (AI 8110). */
export function isCoupon(text: string): boolean {
  return readCouponCode(text) !== null;
}

/** The company of a second or third purchase; a size of 9 says that it is the first one's. */
function companyOrNone(digits: Digits): void {
  if (!digits.begins('9')) digits.sized(0, 6, 6);
}

function date(digits: Digits): string {
  const text = digits.take(6);
  if (text !== '' && !isDate(text)) digits.ok = false;
  return text;
}

/**
 * Whether a positive offer file coupon is well formed (AI 8112; GS1 US, AI (8112) Coupon Data Specification): format, funder,
 * offer code and serial number. Whether it is worth anything only the offer file on line can say.
 */
export function isPositiveOffer(text: string): boolean {
  if (!DIGITS.test(text)) return false;
  const digits = new Digits(text);
  digits.oneOf('01');
  digits.sized(0, 6, 6);
  digits.take(6);
  digits.sized(0, 9, 6);
  return digits.ok && digits.ended;
}
