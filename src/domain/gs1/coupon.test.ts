import { describe, expect, it } from 'vitest';
import { readCoupon } from './coupon.ts';

describe('a coupon', () => {
  it('of the store is what it says', () => {
    expect(readCoupon({ data: 'WELCOME5', aim: ']C0' })).toEqual({ kind: 'code', coupon: 'WELCOME5', isCoupon: false });
    expect(readCoupon({ data: ']Q1WELCOME5' })).toEqual({ kind: 'code', coupon: 'WELCOME5', isCoupon: false });
  });

  it.each(['9901234567893', '9810000000004'])('is told from goods by the prefix of its EAN-13 (%s)', (data) => {
    expect(readCoupon({ data, aim: ']E0' })).toEqual({ kind: 'code', coupon: data, isCoupon: true });
  });

  it('leaves books and goods alone', () => {
    expect(readCoupon({ data: '9780000000002', aim: ']E0' })).toMatchObject({ isCoupon: false });
    expect(readCoupon({ data: '5012345678900', aim: ']E0' })).toMatchObject({ isCoupon: false });
  });

  it('of North America is named by its company prefix and its offer', () => {
    // 8110, one digit beyond six, prefix 0614141, offer 012345, then value and purchase.
    const data = '811010614141012345210110100';
    expect(readCoupon({ data, aim: ']e0' })).toEqual({ kind: 'northAmerican', coupon: '8110-0614141-012345' });
    expect(readCoupon({ data: `]e0${data}\u001d21X` })).toEqual({
      kind: 'northAmerican',
      coupon: '8110-0614141-012345',
    });
  });

  it('that a clearing house has to confirm is known as such', () => {
    expect(readCoupon({ data: '81120106141410123451234567890', aim: ']e0' })).toEqual({ kind: 'serialised' });
  });

  it.each(['', 'two words', 'x'.repeat(65), 'x'.repeat(10_000), '\u0000', '\u202e123'])('is not made of %j', (data) => {
    expect(readCoupon({ data })).toBeNull();
  });

  it('does not read an 8110 that is cut short or claims a prefix that there is not', () => {
    expect(readCoupon({ data: '8110161414', aim: ']e0' })).toMatchObject({ kind: 'code' });
    expect(readCoupon({ data: '811090614141012345210110100', aim: ']e0' })).toBeNull();
  });
});
