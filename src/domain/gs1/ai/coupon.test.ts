import { describe, expect, test } from 'vitest';
import { isCoupon, isPositiveOffer } from './coupon.ts';

/** Company 123456, offer 123456, one unit off when one of family 123 is bought. */
const PLAIN = '012345612345611110123';

describe('a North American coupon', () => {
  test.each([
    ['alone', PLAIN],
    ['with a second purchase of the same company', `${PLAIN}101101239`],
    ['with a second purchase of another', `${PLAIN}101101230654321`],
    ['with a third purchase', `${PLAIN}10110123921101239`],
    ['with an end', `${PLAIN}3261231`],
    ['with an end and a start', `${PLAIN}32612314260101`],
    ['with a serial number', `${PLAIN}50123456`],
    ['with a retailer', `${PLAIN}611234567`],
    ['with what else there is', `${PLAIN}90010`],
    ['with everything in its order', `${PLAIN}10110123921101239326123142601015012345661123456790010`],
  ])('%s', (_, text) => {
    expect(isCoupon(text)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a letter', `${PLAIN}A`],
    ['a company of thirteen digits', '71234567890123'],
    ['a save value without length', '01234561234560'],
    ['a requirement that there is none of', '012345612345611115123'],
    ['an end that is no day', `${PLAIN}3261301`],
    ['an end that is cut short', `${PLAIN}32612`],
    ['a start after its end', `${PLAIN}32601014261231`],
    ['fields out of order', `${PLAIN}42601013261231`],
    ['a field that there is none of', `${PLAIN}7`],
    ['something behind it', `${PLAIN}900101`],
    ['a flag that is neither', `${PLAIN}90012`],
  ])('is none with %s', (_, text) => {
    expect(isCoupon(text)).toBe(false);
  });
});

test('a positive offer is as long as its parts say', () => {
  expect(isPositiveOffer('001234561234560123456')).toBe(true);
  expect(isPositiveOffer('061234567890121234569123456789012345')).toBe(true);
  for (const text of ['', '0', '00', '201234561234560123456', '0012345612345601234', '0012345612345601234567', '0x'])
    expect(isPositiveOffer(text)).toBe(false);
});
