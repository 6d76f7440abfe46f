import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LaneUnderTest, MemoryJournal } from '../../../test/fixtures/lane.ts';
import { compilePromotions } from '../../domain/promotion/compile.ts';
import { promotionsSchema } from '../../domain/promotion/shape.ts';
import type { PromotionSet, PromotionsPort } from '../ports/promotions.ts';

const MILK = '9520000000011';
const CRISPS = '9520000000028';

const offer = (id: string, title: string, more: object) => ({
  id,
  title,
  family: 'multibuy',
  groups: [{ id: 'g', match: { items: ['milk'] }, quantity: 3 }],
  ...more,
});
const THREE_FOR_TWO = offer('3for2', '3 for 2', { discount: { price: 350, per: 'set' } });
const COUPON = offer('c', 'Your coupon', {
  groups: [{ id: 'g', match: { items: ['crisps'] }, quantity: 1 }],
  discount: { amount: 50, per: 'unit' },
  limit: 1,
  requires: { coupon: 'CRISPS50' },
});

function set(...promotions: readonly object[]): PromotionSet {
  const parsed = promotionsSchema.parse(promotions);
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const engine = compilePromotions(parsed, { sha256, timeZone: 'Europe/London' });
  return { count: parsed.length, engine, coupons: new Set(parsed.flatMap(({ requires }) => requires?.coupon ?? [])) };
}

/** Promotions whose set in force a test can change, and whose older sets it can lose. */
class Shelf implements PromotionsPort {
  #kept: readonly PromotionSet[] = [];
  constructor(first: PromotionSet) {
    this.put(first);
  }
  put(next: PromotionSet): void {
    this.#kept = [...this.#kept, next];
  }
  forget(): void {
    this.#kept = this.#kept.slice(-1);
  }
  current = (): PromotionSet => this.#kept.at(-1)!;
  byHash = (hash: string): PromotionSet | null => this.#kept.find(({ engine }) => engine.setHash === hash) ?? null;
}

const priced = (it: LaneUnderTest) => it.lane.state().priced;
const bodies = (it: LaneUnderTest, kind: string) =>
  it.journal.entries.filter((entry) => entry.kind === kind).map(({ body }) => body);

describe('the promotions of a basket', () => {
  test('come off as soon as they are reached, say what is missing before, and go with their goods', () => {
    const it = new LaneUnderTest({ promotions: new Shelf(set(THREE_FOR_TWO)) });
    it.scan(MILK);
    it.scan(MILK);
    const lineId = it.lane.state().transaction?.lines[0]?.lineId;
    expect(priced(it)?.hints).toEqual([{ promotionId: '3for2', title: '3 for 2', missing: 1, lineId }]);
    it.scan(MILK);
    expect(priced(it)).toMatchObject({ gross: 525, discount: 175, total: 350, hints: [] });
    expect(priced(it)?.lines[0]?.modifiers).toEqual([{ promotionId: '3for2', title: '3 for 2', amount: 175 }]);
    it.lane.command({ kind: 'undo' });
    expect(priced(it)).toMatchObject({ discount: 0, total: 350 });
  });

  test('stay as they were when it began, whatever comes into force', () => {
    const shelf = new Shelf(set(THREE_FOR_TWO));
    const it = new LaneUnderTest({ promotions: shelf });
    it.scan(MILK);
    const pinned = shelf.current().engine.setHash;
    shelf.put(set({ ...THREE_FOR_TWO, discount: { percent: '50', per: 'set' } }));
    it.scan(MILK);
    it.scan(MILK);
    expect(priced(it)?.discount).toBe(175);
    expect(bodies(it, 'PromotionsPinned')).toMatchObject([{ setHash: pinned }]);
  });

  test('are in the totals that are agreed, with the proof', () => {
    const it = new LaneUnderTest({ promotions: new Shelf(set(THREE_FOR_TWO)) });
    for (let count = 0; count < 3; count += 1) it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    expect(bodies(it, 'TotalsAgreed')).toMatchObject([
      { discount: 175, total: 350, proof: 'optimal', lines: [{ modifiers: [{ promotionId: '3for2', amount: 175 }] }] },
    ]);
  });

  test('survive a restart', () => {
    const shelf = new Shelf(set(THREE_FOR_TWO));
    const journal = new MemoryJournal();
    const before = new LaneUnderTest({ promotions: shelf, journal });
    for (let count = 0; count < 3; count += 1) before.scan(MILK);
    before.lane.stop();
    shelf.put(set());
    const it = new LaneUnderTest({ promotions: shelf, journal });
    expect(priced(it)?.discount).toBe(175);
    expect(journal.kinds().filter((kind) => kind === 'PromotionsPinned')).toHaveLength(1);
  });

  test('that are gone after a restart are replaced by those in force, at the instant of the basket, and that is recorded', () => {
    const shelf = new Shelf(set(THREE_FOR_TWO));
    const journal = new MemoryJournal();
    const before = new LaneUnderTest({ promotions: shelf, journal });
    for (let count = 0; count < 3; count += 1) before.scan(MILK);
    before.lane.stop();
    const gone = shelf.current().engine.setHash;
    shelf.put(set({ ...THREE_FOR_TWO, discount: { amount: 30, per: 'set' } }));
    shelf.forget();
    const it = new LaneUnderTest({ promotions: shelf, journal });
    expect(priced(it)?.discount).toBe(30);
    const [first, second] = bodies(it, 'PromotionsPinned');
    expect(second).toMatchObject({ setHash: shelf.current().engine.setHash, at: first?.at, replaces: gone });
    expect(it.logged.some((line) => line.startsWith('promotions.gone'))).toBe(true);
    it.scan(MILK);
    expect(bodies(it, 'PromotionsPinned')).toHaveLength(2);
  });

  test('that are gone while it was put aside are replaced when it comes back', async () => {
    const shelf = new Shelf(set(THREE_FOR_TWO));
    const journal = new MemoryJournal();
    const before = new LaneUnderTest({ promotions: shelf, journal });
    before.scan(MILK);
    await before.clock.advance(91_000);
    expect(before.lane.state().suspended).toHaveLength(1);
    before.lane.stop();
    shelf.put(set());
    shelf.forget();
    const it = new LaneUnderTest({ promotions: shelf, journal });
    expect(bodies(it, 'PromotionsPinned')).toHaveLength(1);
    const transactionId = it.lane.state().suspended[0]?.transaction.transactionId ?? '';
    const operator = { id: '1', name: 'Ann', role: 'attendant' } as const;
    expect(it.lane.staff({ kind: 'recall', transactionId }, operator)).toEqual({ kind: 'accepted' });
    expect(bodies(it, 'PromotionsPinned')).toHaveLength(2);
  });
});

describe('a coupon', () => {
  const notice = (it: LaneUnderTest) => it.lane.state().notice?.kind;

  test('is presented by scan, before its goods or after, counts once, and goes by undo', () => {
    const it = new LaneUnderTest({ promotions: new Shelf(set(COUPON)) });
    it.scan('CRISPS50');
    expect(it.journal.kinds()).toEqual(['TransactionStarted', 'PromotionsPinned', 'CouponPresented']);
    expect(notice(it)).toBe('couponTaken');
    it.scan(CRISPS);
    expect(priced(it)?.discount).toBe(50);
    it.scan('CRISPS50');
    expect(notice(it)).toBe('couponTwice');
    expect(bodies(it, 'CouponPresented')).toMatchObject([{ coupon: 'CRISPS50' }]);
    it.lane.command({ kind: 'undo' });
    expect(it.lane.state().transaction?.lines).toEqual([]);
    it.lane.command({ kind: 'undo' });
    expect(it.lane.state().transaction?.coupons).toEqual([]);
    expect(bodies(it, 'CouponVoided')).toMatchObject([{ coupon: 'CRISPS50', reason: 'undo' }]);
    it.scan(CRISPS);
    expect(priced(it)?.discount).toBe(0);
  });

  test('is still there after a restart', () => {
    const promotions = new Shelf(set(COUPON));
    const journal = new MemoryJournal();
    const before = new LaneUnderTest({ promotions, journal });
    before.scan(CRISPS);
    before.scan('CRISPS50');
    before.lane.stop();
    expect(priced(new LaneUnderTest({ promotions, journal }))?.discount).toBe(50);
  });

  test('that no promotion asks for is refused with one sentence, and the lane takes the next scan', () => {
    const it = new LaneUnderTest({ promotions: new Shelf(set(COUPON)) });
    it.scan('9901234567899', ']E0');
    expect(notice(it)).toBe('couponNotTaken');
    it.scan('811010614141012345210110100', ']e0');
    expect(notice(it)).toBe('couponNotTaken');
    expect(it.journal.kinds()).toEqual([]);
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
  });

  test('of North America is taken where the promotions name its offer', () => {
    const promotions = new Shelf(set({ ...COUPON, requires: { coupon: '8110-0614141-012345' } }));
    const it = new LaneUnderTest({ promotions });
    it.scan(CRISPS);
    it.scan('811010614141012345210110100', ']e0');
    expect(priced(it)?.discount).toBe(50);
  });

  test('that only its issuer can confirm calls staff', () => {
    const it = new LaneUnderTest();
    it.scan('811201061414101234512345678', ']e0');
    expect(notice(it)).toBe('couponNeedsStaff');
    expect(it.lane.state().helpCalled).toBe(true);
  });

  test('is not taken once paying has begun', () => {
    const it = new LaneUnderTest({ promotions: new Shelf(set(COUPON)) });
    it.scan(CRISPS);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    it.scan('CRISPS50');
    expect(bodies(it, 'CouponPresented')).toEqual([]);
  });
});
