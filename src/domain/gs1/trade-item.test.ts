import { expect, test } from 'vitest';
import { readElementString } from './element-string.ts';
import { identifyElements } from './trade-item.ts';

const GTIN = '09506000134352';
const GS = '\u001d';

function identified(text: string): unknown {
  const read = readElementString(text);
  if (read.kind === 'refused') throw new Error(`${text}: ${read.flaw.reason}`);
  return identifyElements(read.elements);
}

test('a GTIN comes with what else the symbol says of the piece', () => {
  expect(identified(`01${GTIN}172612311626113010B7${GS}21S9`)).toEqual({
    kind: 'gtin',
    gtin: GTIN,
    batch: 'B7',
    serial: 'S9',
    expiry: '261231',
    sellBy: '261130',
  });
  expect(identified(`01${GTIN}31030012503922499`)).toEqual({
    kind: 'gtin',
    gtin: GTIN,
    grams: 1250,
    price: { amount: 499, decimals: 2 },
  });
});

test('best before does not count as expiry, an expiry time does', () => {
  expect(identified(`01${GTIN}15261231`)).toEqual({ kind: 'gtin', gtin: GTIN });
  expect(identified(`01${GTIN}70032612312359`)).toEqual({ kind: 'gtin', gtin: GTIN, expiryTime: '2612312359' });
  expect(identified(`01${GTIN}1726113070032612312359`)).toMatchObject({ expiry: '261130', expiryTime: '2612312359' });
});

test('kilograms come before pounds', () => {
  expect(identified(`01${GTIN}31030012503202000100`)).toMatchObject({ grams: 1250 });
  expect(identified(`01${GTIN}32020001003103001250`)).toMatchObject({ grams: 1250 });
  expect(identified(`01${GTIN}3202000100`)).toMatchObject({ grams: 454 });
});

test('no weight, no price, and more than a tonne are a bad label', () => {
  for (const rest of ['3103000000', '3105000049', '3100001001', `31030012503922000`])
    expect(identified(`01${GTIN}${rest}`)).toEqual({ kind: 'refused', reason: 'badLabel' });
  expect(identified(`01${GTIN}3100001000`)).toMatchObject({ grams: 1_000_000 });
});

test('coupons are known as such, and which of them only the offer file can judge', () => {
  const naCoupon = '012345612345611110123';
  expect(identified(`8110${naCoupon}`)).toEqual({
    kind: 'coupon',
    ai: '8110',
    code: naCoupon,
    coupon: '8110-123456-123456',
    needsOnlineCheck: false,
  });
  const offer = '001234561234560123456';
  expect(identified(`8112${offer}`)).toMatchObject({ ai: '8112', code: offer, needsOnlineCheck: true });
  expect(identified('2559506000134352')).toMatchObject({ kind: 'coupon', ai: '255' });
});

test('pallets, their content, places and pieces of an item are nothing that is sold', () => {
  for (const text of [
    '00106141412345678908',
    `0010614141234567890802${GTIN}374`,
    '4149506000134352',
    `8006${GTIN}0102`,
  ])
    expect(identified(text)).toEqual({ kind: 'refused', reason: 'unsupportedSymbol' });
});
