import { expect, test } from 'vitest';
import { normaliseGtin } from './gtin.ts';

test('a GTIN of any length becomes 14 digits', () => {
  expect(normaliseGtin('96385074')).toEqual({ kind: 'ok', gtin: '00000096385074' });
  expect(normaliseGtin('036000291452')).toEqual({ kind: 'ok', gtin: '00036000291452' });
  expect(normaliseGtin('0036000291452')).toEqual({ kind: 'ok', gtin: '00036000291452' });
  expect(normaliseGtin('4006381333931')).toEqual({ kind: 'ok', gtin: '04006381333931' });
  expect(normaliseGtin('80614141123458')).toEqual({ kind: 'ok', gtin: '80614141123458' });
});

test('a wrong check digit is refused at every length', () => {
  for (const text of ['96385075', '036000291453', '4006381333930', '80614141123459']) {
    expect(normaliseGtin(text)).toEqual({ kind: 'refused', reason: 'checkDigit' });
  }
});

test('other lengths are no GTIN, though their check digit may hold', () => {
  for (const text of ['0', '0000000', '000000000', '00000000000', '000000000000000', '106141412345678908']) {
    expect(normaliseGtin(text)).toEqual({ kind: 'refused', reason: 'length' });
  }
});

test('letters, spaces and digits of other scripts are no GTIN', () => {
  for (const text of ['', 'abcdefgh', ' 9638507', '９６３８５０７４', '9638507\n', '400638133393X']) {
    expect(normaliseGtin(text)).toEqual({ kind: 'refused', reason: 'notDigits' });
  }
});
