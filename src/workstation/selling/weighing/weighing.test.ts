import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../../test/fixtures/lane.ts';
import { settle } from '../../../../test/fixtures/time.ts';
import type { Operator } from '../../ports/operators.ts';
import type { ScaleIndication } from '../../ports/scale.ts';

const BANANAS = '4011';
const GRAPES = '4023';
const MILK = '9520000000011';
const ANNA: Operator = { id: '471', name: 'Anna', role: 'attendant' };

/** A lane with a scale whose platform was seen empty, and was zeroed, at the start of its sale. */
async function selling(options: ConstructorParameters<typeof LaneUnderTest>[0] = {}) {
  const it = new LaneUnderTest({ scale: true, ...options });
  it.lane.command({ kind: 'start' });
  it.scale.stable(0);
  await settle();
  it.scale.stable(0);
  return it;
}

function offer(it: LaneUnderTest) {
  return it.stage.kind === 'weigh' ? it.stage.offer : null;
}

function take(it: LaneUnderTest) {
  const shown = offer(it);
  return it.lane.command({ kind: 'takeWeight', weightId: shown?.kind === 'weight' ? shown.id : 0 });
}

const lines = (it: LaneUnderTest) => it.lane.state().transaction?.lines ?? [];

describe('goods sold by weight', () => {
  test('are weighed, shown with weight and price together, and added as they were shown', async () => {
    const it = await selling();
    it.scan(BANANAS);
    expect(offer(it)).toEqual({ kind: 'none', why: 'empty' });
    it.scale.say({ kind: 'moving' });
    expect(offer(it)).toEqual({ kind: 'none', why: 'moving' });
    it.scale.stable(742);
    expect(offer(it)).toMatchObject({ kind: 'weight', gross: 742, net: 742, price: 82 });
    expect(take(it)).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('basket');
    expect(lines(it)).toMatchObject([{ grams: 742, weighing: { gross: 742, tare: 0, scale: 'scale-1' } }]);
    expect(it.lane.state().priced?.total).toBe(82);
    expect(it.journal.entries.at(-1)?.body).toMatchObject({ weighing: { gross: 742, tare: 0, scale: 'scale-1' } });
  });

  test('begin a sale by being scanned', () => {
    const it = new LaneUnderTest({ scale: true });
    it.scan(BANANAS);
    expect(it.stage.kind).toBe('weigh');
    expect(it.journal.kinds()).toEqual(['TransactionStarted', 'PromotionsPinned']);
  });

  test('are asked for on the label where the lane has no scale', () => {
    const it = new LaneUnderTest();
    it.scan(BANANAS);
    expect(it.lane.state().notice?.kind).toBe('needsScale');
  });

  test('are sold less their own tare, and not where they are lighter than it', async () => {
    const it = await selling();
    it.scan(GRAPES);
    it.scale.stable(12);
    expect(offer(it)).toEqual({ kind: 'none', why: 'tare' });
    it.scale.stable(512);
    expect(offer(it)).toMatchObject({ gross: 512, tare: 12, net: 500, price: 225 });
    take(it);
    expect(lines(it)[0]).toMatchObject({ grams: 500, weighing: { gross: 512, tare: 12 } });
  });

  test('are sold less a tare that staff keyed, which is written down with who keyed it', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    expect(it.lane.staff({ kind: 'setTare', grams: 42 }, ANNA)).toEqual({ kind: 'accepted' });
    expect(offer(it)).toMatchObject({ gross: 742, tare: 42, net: 700, price: 77 });
    take(it);
    expect(lines(it)[0]?.weighing).toEqual({ gross: 742, tare: 42, scale: 'scale-1', tareBy: '471' });
    it.scale.stable(0);
    it.scan(BANANAS);
    it.scale.stable(100);
    expect(offer(it)).toMatchObject({ tare: 0, net: 100 });
  });

  test('take no keyed tare where the store does not allow it, nor from a technician', async () => {
    const it = await selling({ settings: { scale: { manualTare: false } } });
    it.scan(BANANAS);
    expect(it.lane.staff({ kind: 'setTare', grams: 42 }, ANNA)).toMatchObject({ reason: 'notAllowed' });
    const other = await selling();
    other.scan(BANANAS);
    const technician: Operator = { ...ANNA, role: 'technician' };
    expect(other.lane.staff({ kind: 'setTare', grams: 42 }, technician)).toMatchObject({ reason: 'notAllowed' });
  });

  test('come back by undo with the weight they had', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    take(it);
    const before = lines(it);
    it.lane.command({ kind: 'voidLine', lineId: before[0]?.lineId ?? '' });
    it.lane.command({ kind: 'undo' });
    expect(lines(it)).toEqual(before);
  });
});

describe('a weight', () => {
  test.each<[ScaleIndication, string]>([
    [{ kind: 'moving' }, 'moving'],
    [{ kind: 'busy' }, 'busy'],
    [{ kind: 'above' }, 'above'],
    [{ kind: 'below' }, 'below'],
    [{ kind: 'unset' }, 'unset'],
    [{ kind: 'fault', code: 'SCALE_CHECKSUM' }, 'fault'],
    [{ kind: 'light' }, 'empty'],
    [{ kind: 'none' }, 'empty'],
  ])('is gone with %j', async (indication, why) => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    const shown = offer(it);
    it.scale.zeroAnswer = 'refused';
    it.scale.say(indication);
    await settle();
    expect(offer(it)).toEqual({ kind: 'none', why });
    const weightId = shown?.kind === 'weight' ? shown.id : 0;
    expect(it.lane.command({ kind: 'takeWeight', weightId })).toMatchObject({ kind: 'refused' });
    expect(lines(it)).toEqual([]);
  });

  test('is taken once: the same load is not sold again until the platform was empty', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    take(it);
    it.scan(GRAPES);
    it.scale.stable(742);
    expect(offer(it)).toEqual({ kind: 'none', why: 'clear' });
    expect(take(it)).toMatchObject({ kind: 'refused' });
    it.scale.stable(0);
    it.scale.stable(742);
    expect(offer(it)).toMatchObject({ net: 730 });
    expect(take(it)).toEqual({ kind: 'accepted' });
  });

  test('that lay there before the sale began is nobody’s', () => {
    const it = new LaneUnderTest({ scale: true });
    it.lane.command({ kind: 'start' });
    it.scale.stable(742);
    it.scan(BANANAS);
    it.scale.stable(742);
    expect(offer(it)).toEqual({ kind: 'none', why: 'clear' });
  });

  test('that a scale vouches for as new is one, though the platform was never seen empty', () => {
    const it = new LaneUnderTest({ scale: true });
    it.scan(BANANAS);
    it.scale.say({ kind: 'stable', grams: 742, newLoad: true });
    expect(offer(it)).toMatchObject({ kind: 'weight', net: 742 });
  });

  test('grows old: a second after its last confirmation it is shown and sold no more', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    const shown = offer(it);
    await it.clock.advance(900);
    it.scale.stable(742);
    await it.clock.advance(900);
    expect(offer(it)).toEqual(shown);
    await it.clock.advance(200);
    expect(offer(it)).toEqual({ kind: 'none', why: 'silent' });
    expect(take(it)).toMatchObject({ kind: 'refused' });
  });

  test('told again late, or out of order, is not heard', async () => {
    const it = await selling();
    it.scan(BANANAS);
    const old = it.scale.stable(742);
    it.scale.say({ kind: 'moving' });
    it.scale.repeat(old);
    expect(offer(it)).toEqual({ kind: 'none', why: 'moving' });
  });

  test('of another load than the one that was shown is not taken', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    const shown = offer(it);
    it.scale.say({ kind: 'moving' });
    it.scale.stable(742);
    const weightId = shown?.kind === 'weight' ? shown.id : 0;
    expect(it.lane.command({ kind: 'takeWeight', weightId })).toMatchObject({ kind: 'refused' });
  });
});

describe('the scale', () => {
  test('is zeroed once at the start of each sale, when it is empty, and listened to while goods are taken', async () => {
    const it = await selling();
    expect(it.scale.zeros).toBe(1);
    it.scale.stable(0);
    await settle();
    expect(it.scale.zeros).toBe(1);
    it.lane.command({ kind: 'cancelBasket' });
    expect(it.scale.watched).toBe(false);
    it.lane.command({ kind: 'start' });
    it.scale.stable(0);
    expect(it.scale.zeros).toBe(2);
  });

  test('is zeroed of crumbs, never of goods', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scale.stable(742);
    take(it);
    await it.clock.advance(2_000);
    it.scale.stable(4);
    await settle();
    expect(it.scale.zeros).toBe(2);
    await it.clock.advance(3_000);
    it.scale.stable(40);
    await settle();
    expect(it.scale.zeros).toBe(2);
  });

  test('is not zeroed under light goods that lay on it first: they are sold once they were taken off and laid on again', async () => {
    const it = new LaneUnderTest({ scale: true });
    it.lane.command({ kind: 'start' });
    it.scan(BANANAS);
    it.scale.stable(8);
    await settle();
    expect(it.scale.zeros).toBe(0);
    expect(offer(it)).toEqual({ kind: 'none', why: 'clear' });
    it.scale.stable(0);
    await settle();
    it.scale.stable(8);
    expect(offer(it)).toMatchObject({ kind: 'weight', net: 8 });
  });

  test('is told the price of what lies on it, and that it is over', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.lane.command({ kind: 'leaveFind' });
    expect(it.scale.priced).toEqual([{ unitPrice: 110 }, null]);
  });

  test('does not keep a scan waiting: what is scanned goes into the basket', async () => {
    const it = await selling();
    it.scan(BANANAS);
    it.scan(MILK);
    expect(it.stage.kind).toBe('basket');
    expect(lines(it).map(({ item }) => item.id)).toEqual(['milk']);
  });
});
