import { describe, expect, it } from 'vitest';
import { storeCode } from './coupon.ts';
import { identify } from './identify.ts';

/** One digit beyond six, company 0614141, offer 012345, ten off, one purchase of family 100. */
const OFFER = '811010614141012345210110100';
const NAMED = { kind: 'coupon', ai: '8110', coupon: '8110-0614141-012345', needsOnlineCheck: false };

describe('a coupon of North America', () => {
  it('is named by its company and its offer, however the reader sends it', () => {
    for (const scan of [
      { data: OFFER, aim: ']e0' },
      { data: `]e0${OFFER}` },
      { data: OFFER },
      { data: `\u001d${OFFER}` },
      { data: `\u001d${OFFER}`, aim: ']C1' },
      { data: `${OFFER}\u001d`, aim: ']C1' },
    ])
      expect(identify(scan, []), JSON.stringify(scan)).toEqual({ ...NAMED, code: OFFER.slice(4) });
  });

  it('says its last and its first day', () => {
    expect(identify({ data: `${OFFER}32612314260301`, aim: ']e0' }, [])).toMatchObject({
      ...NAMED,
      expiry: '261231',
      starts: '260301',
    });
  });

  it.each([
    ['nothing but zeros', `8110${'0'.repeat(18)}`],
    ['cut short', '8110106141410123452101'],
    ['of a company of fifteen digits', '811090614141012345210110100'],
    ['with an end that is no day', `${OFFER}3261301`],
    ['with something behind it', `${OFFER}7`],
  ])('is none when it is %s', (_, data) => {
    for (const aim of [']e0', ']C1', undefined])
      expect(identify({ data, ...(aim && { aim }) }, [])).toEqual({ kind: 'refused', reason: 'badElements' });
  });
});

it('a coupon of the positive offer file needs its issuer, also behind FNC1', () => {
  for (const data of ['8112001234561234560123456', '\u001d8112001234561234560123456'])
    for (const aim of [']e0', undefined])
      expect(identify({ data, ...(aim && { aim }) }, [])).toMatchObject({ ai: '8112', needsOnlineCheck: true });
});

it('a global coupon number is named without its serial, and says its last day', () => {
  const named = { kind: 'coupon', ai: '255', coupon: '255-9501101530003', needsOnlineCheck: false };
  expect(identify({ data: '2559501101530003', aim: ']C1' }, [])).toEqual({ ...named, code: '9501101530003' });
  expect(identify({ data: '255950110153000312\u001d17261231' }, [])).toEqual({
    ...named,
    code: '950110153000312',
    expiry: '261231',
  });
  expect(identify({ data: 'https://id.gs1.org/255/950110153000312?17=261231', aim: ']Q1' }, [])).toMatchObject(named);
});

describe('an EAN-13', () => {
  it.each(['9901234567899', '9810000000006'])('with a coupon’s prefix is a coupon (%s)', (data) => {
    for (const aim of [']E0', undefined])
      expect(identify({ data, ...(aim && { aim }) }, [])).toEqual({
        kind: 'coupon',
        code: data,
        coupon: data,
        needsOnlineCheck: false,
      });
  });

  it('of books and goods is none', () => {
    expect(identify({ data: '9780000000002', aim: ']E0' }, [])).toMatchObject({ kind: 'gtin' });
    expect(identify({ data: '5012345678900', aim: ']E0' }, [])).toMatchObject({ kind: 'gtin' });
  });

  it('with a coupon’s prefix and a wrong check digit was misread', () => {
    expect(identify({ data: '9901234567890', aim: ']E0' }, [])).toEqual({ kind: 'refused', reason: 'checkDigit' });
  });
});

describe('a code of the store', () => {
  it('is what the scan says', () => {
    expect(storeCode({ data: 'WELCOME5', aim: ']C0' })).toBe('WELCOME5');
    expect(storeCode({ data: ']Q1WELCOME5' })).toBe('WELCOME5');
  });

  it.each(['', 'two words', 'x'.repeat(65), 'x'.repeat(10_000), '\u0000', '\u202e123'])('is not %j', (data) => {
    expect(storeCode({ data })).toBeNull();
  });
});
