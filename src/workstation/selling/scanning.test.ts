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

function resolve(data: string, more: { currency?: string; recalls?: (piece: Piece) => boolean } = {}) {
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
    coupons: new Set<string>(),
  };
  const resolution = resolveScan({ data, aim: ']C1' }, catalogue, rules);
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

test('a coupon is no goods', () => {
  expect(resolve('8110012345612345611110123')).toBe('couponNotTaken');
  expect(resolve('8112001234561234560123456')).toBe('couponNeedsStaff');
});
