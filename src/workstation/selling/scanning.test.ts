import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import type { Item } from '../../domain/item/item.ts';
import type { CataloguePort, Piece } from '../ports/catalogue.ts';
import { resolveScan } from './scanning.ts';

const CHEESE = '09506000134352';
const YOGHURT = '09520123456788';
const ITEMS: Readonly<Record<string, Item>> = {
  [CHEESE]: { id: 'cheese', name: 'Cheese', price: 1590, soldBy: 'weight', taxCodes: ['A'] },
  [YOGHURT]: { id: 'yoghurt', name: 'Yoghurt', price: 120, soldBy: 'unit', taxCodes: ['A'] },
};

interface More {
  readonly aim?: string | null;
  readonly currency?: string;
  readonly coupons?: readonly string[];
  readonly recalls?: (piece: Piece) => boolean;
}

/** At half past nine in the morning of 2 March. */
function resolve(data: string, more: More = {}) {
  const catalogue: CataloguePort = {
    version: () => 'v1',
    byGtin: (gtin) => ITEMS[gtin] ?? null,
    byPlu: () => null,
    byId: () => null,
    search: () => [],
    ...(more.recalls && { recalls: more.recalls }),
  };
  const rules = {
    labels: [],
    taxCodes: new Set(['A']),
    currency: more.currency ?? 'GBP',
    businessDay: '2026-03-02',
    minuteOfDay: 9 * 60 + 30,
    coupons: new Set(more.coupons),
  };
  const aim = more.aim === undefined ? ']C1' : more.aim;
  const resolution = resolveScan({ data, ...(aim !== null && { aim }) }, catalogue, rules);
  if (resolution.kind === 'weigh') return 'weigh';
  if (resolution.kind === 'notice') return resolution.notice;
  if (resolution.kind === 'coupon') return resolution;
  const { grams, labelPrice, item } = resolution.scanned;
  return { item: item.id, ...(grams !== undefined && { grams }), ...(labelPrice !== undefined && { labelPrice }) };
}

describe('a piece past its date', () => {
  test.each([
    ['its use-by date was yesterday', `01${YOGHURT}17260301`, 'expired'],
    ['its use-by date is today', `01${YOGHURT}17260302`, { item: 'yoghurt' }],
    ['its use-by month has gone', `01${YOGHURT}17260200`, 'expired'],
    ['its use-by month is this one', `01${YOGHURT}17260300`, { item: 'yoghurt' }],
    ['it was to be sold by yesterday', `01${YOGHURT}16260301`, 'expired'],
    ['the day of its expiry time was yesterday', `01${YOGHURT}70032603012359`, 'expired'],
    ['its expiry time is this minute', `01${YOGHURT}70032603020930`, 'expired'],
    ['its expiry time is the next minute', `01${YOGHURT}70032603020931`, { item: 'yoghurt' }],
    ['its expiry time is tomorrow', `01${YOGHURT}70032603030000`, { item: 'yoghurt' }],
    ['its use-by date was yesterday, whatever its time', `01${YOGHURT}1726030170032603030000`, 'expired'],
    ['it was best before yesterday', `01${YOGHURT}15260301`, { item: 'yoghurt' }],
    ['it is of the last century', `01${YOGHURT}17990101`, 'expired'],
    ['nobody knows the item', '010950600014930117260301', 'unknownItem'],
  ])('%s', (_, data, outcome) => {
    expect(resolve(data)).toEqual(outcome);
  });

  test('is refused by the lane with one message, and nothing is recorded', () => {
    const it = new LaneUnderTest();
    it.scan('010952000000001117260301', ']d2');
    expect(it.lane.state().notice?.kind).toBe('expired');
    expect(it.journal.entries).toEqual([]);
    it.scan('010952000000001117260302', ']d2');
    expect(it.lane.state().transaction?.lines.map((line) => line.item.id)).toEqual(['milk']);
  });
});

describe('a piece that was called back', () => {
  const recalls = ({ gtin, batch, serial }: Piece) => gtin === YOGHURT && (batch === 'L7' || serial === 'S9');

  test('is told by its batch or its serial number', () => {
    expect(resolve(`01${YOGHURT}10L7`, { recalls })).toBe('recalled');
    expect(resolve(`01${YOGHURT}21S9`, { recalls })).toBe('recalled');
    expect(resolve(`01${YOGHURT}10L8\u001d21S8`, { recalls })).toEqual({ item: 'yoghurt' });
    expect(resolve(`01${YOGHURT}`, { recalls: ({ gtin }) => gtin === YOGHURT })).toBe('recalled');
  });

  test('a catalogue without recalls calls nothing back', () => {
    expect(resolve(`01${YOGHURT}10L7`)).toEqual({ item: 'yoghurt' });
  });
});

describe('a weight or price in the code', () => {
  test('weighed goods take the weight, and are weighed without one', () => {
    expect(resolve(`01${CHEESE}3103000250`)).toEqual({ item: 'cheese', grams: 250 });
    expect(resolve(`01${CHEESE}`)).toBe('weigh');
  });

  test('a piece that is sold by count keeps its price, whatever it weighs', () => {
    expect(resolve(`01${YOGHURT}3103000250`)).toEqual({ item: 'yoghurt' });
  });

  test('a price comes before a weight', () => {
    expect(resolve(`01${CHEESE}31030002503922398`)).toEqual({ item: 'cheese', labelPrice: 398 });
    expect(resolve(`01${CHEESE}31030002503932826398`)).toEqual({ item: 'cheese', labelPrice: 398 });
    expect(resolve(`01${CHEESE}31030002503920398`, { currency: 'JPY' })).toEqual({ item: 'cheese', labelPrice: 398 });
  });

  test('one in another currency, or finer than a penny, can’t be taken', () => {
    expect(resolve(`01${CHEESE}31030002503932978398`)).toBe('priceMissing');
    expect(resolve(`01${CHEESE}310300025039233985`)).toBe('priceMissing');
  });

  test('one that no basket could hold was misread', () => {
    expect(resolve(`01${CHEESE}3103000250392299999999999`)).toBe('unreadable');
    expect(resolve(`01${CHEESE}3100999999`)).toBe('unreadable');
    expect(resolve(`01${CHEESE}3103000000`)).toBe('unreadable');
  });
});

describe('a coupon', () => {
  const OFFER = '8110012345612345611110123';
  const NAME = '8110-123456-123456';
  const EAN = '9901234567899';

  test.each([
    ['of an offer that nobody asks for', OFFER, [], 'couponNotTaken'],
    ['of an offer that is asked for', OFFER, [NAME], { kind: 'coupon', coupon: NAME }],
    ['behind FNC1', `\u001d${OFFER}`, [NAME], { kind: 'coupon', coupon: NAME }],
    ['that ended yesterday', `${OFFER}3260301`, [NAME], 'couponExpired'],
    ['that ends today', `${OFFER}3260302`, [NAME], { kind: 'coupon', coupon: NAME }],
    ['that begins tomorrow', `${OFFER}4260303`, [NAME], 'couponTooEarly'],
    ['that begins today', `${OFFER}4260302`, [NAME], { kind: 'coupon', coupon: NAME }],
    ['that is asked for letter for letter, and ended', `${OFFER}3260301`, [`${OFFER}3260301`], 'couponExpired'],
    ['of nothing but zeros', `8110${'0'.repeat(18)}`, ['8110-000000-000000'], 'notABarcode'],
    [
      'with a global number',
      '255950110153000312',
      ['255-9501101530003'],
      { kind: 'coupon', coupon: '255-9501101530003' },
    ],
    ['with a global number, that ended', '2559501101530003\u001d17260301', ['255-9501101530003'], 'couponExpired'],
    ['that its issuer has to confirm', '8112001234561234560123456', [], 'couponNeedsStaff'],
    ['that its issuer has to confirm, behind FNC1', '\u001d8112001234561234560123456', [], 'couponNeedsStaff'],
  ])('%s', (_, data, coupons, outcome) => {
    expect(resolve(data, { coupons })).toEqual(outcome);
    expect(resolve(data, { coupons, aim: null })).toEqual(outcome);
  });

  test('with an EAN-13 is taken where it is asked for', () => {
    expect(resolve(EAN, { aim: ']E0' })).toBe('couponNotTaken');
    expect(resolve(EAN, { aim: ']E0', coupons: [EAN] })).toEqual({ kind: 'coupon', coupon: EAN });
  });

  test('of the store is what it says', () => {
    expect(resolve('WELCOME5', { aim: ']C0', coupons: ['WELCOME5'] })).toEqual({ kind: 'coupon', coupon: 'WELCOME5' });
  });
});
