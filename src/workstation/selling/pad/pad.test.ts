import { describe, expect, test } from 'vitest';
import { COLA, CRISPS, MILK, MILK_TOO, PadUnderTest, tagOf, WINE } from '../../../../test/fixtures/pad.ts';

describe('goods on the pad', () => {
  test('are counted, and nothing is recorded before the shopper says yes', async () => {
    const it = new PadUnderTest();
    it.laid = [MILK, MILK_TOO, CRISPS];
    await it.wait(600);
    expect(it.stage.kind).toBe('pad');
    expect(it.pad.phase).toBe('settling');
    await it.wait(1_400);
    expect(it.pad.phase).toBe('counted');
    expect(it.count).toEqual(['milk', 'milk', 'crisps']);
    expect(it.journal.entries).toEqual([]);
  });

  test('go into the basket in one append, each a line of its own', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, MILK_TOO, CRISPS);
    let appends = 0;
    const append = it.journal.append.bind(it.journal);
    it.journal.append = (build) => {
      appends += 1;
      return append(build);
    };
    expect(it.confirm()).toEqual({ kind: 'accepted' });
    expect(appends).toBe(1);
    expect(it.lines).toEqual(['1 milk #1', '1 milk #2', '1 crisps #1']);
    expect(it.lane.state().priced?.total).toBe(175 + 175 + 120);
    expect(it.stage.kind).toBe('basket');
    expect(it.pad.phase).toBe('confirmed');
  });

  test('stay in the basket when they are taken off the pad', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    await it.take(MILK, CRISPS);
    expect(it.lines).toEqual(['1 milk #1', '1 crisps #1']);
    expect(it.pad.phase).toBe('empty');
    expect(it.stage.kind).toBe('basket');
  });

  test('of a second load are counted alone, while the first still lies there or comes back', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    await it.lay(CRISPS);
    expect(it.count).toEqual(['crisps']);
    it.confirm();
    await it.take(MILK, CRISPS);
    await it.lay(MILK, COLA);
    expect(it.count).toEqual(['cola']);
    it.confirm();
    expect(it.lines).toEqual(['1 milk #1', '1 crisps #1', '1 cola #1', '1 deposit']);
  });

  test('that leave before the yes are forgotten, and the lane is as it was', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    await it.take(MILK);
    expect(it.stage.kind).toBe('idle');
    expect(it.journal.entries).toEqual([]);
  });

  test('are confirmed as shown: a count that has changed since is not', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    const { countId } = it.pad;
    await it.lay(CRISPS);
    expect(it.lane.command({ kind: 'confirmPad', countId })).toEqual({ kind: 'refused', reason: 'notNow' });
    expect(it.journal.entries).toEqual([]);
  });

  test('are not confirmed while they have not come to rest', async () => {
    const it = new PadUnderTest();
    it.laid = [MILK];
    await it.wait(700);
    expect(it.pad.phase).toBe('settling');
    expect(it.confirm()).toEqual({ kind: 'refused', reason: 'notNow' });
  });

  test('that never come to rest are to be spread', async () => {
    const it = new PadUnderTest();
    for (let serial = 1; serial <= 9; serial += 1) {
      it.laid = [...it.laid, tagOf(1, serial)];
      await it.wait(800);
    }
    expect(it.pad.phase).toBe('unstable');
    await it.wait(1_200);
    expect(it.pad.phase).toBe('counted');
    expect(it.count).toHaveLength(9);
  });

  test('that answer weakly or once are a neighbour’s', async () => {
    const it = new PadUnderTest();
    it.report([{ epc: MILK }]);
    for (let times = 0; times < 20; times += 1) {
      it.report([{ epc: CRISPS, rssi: -61 }]);
      await it.clock.advance(100);
    }
    expect(it.stage.kind).toBe('idle');
    expect(it.pad.phase).toBe('empty');
  });

  test('raise an age check each, which holds paying and nothing else', async () => {
    const it = new PadUnderTest();
    await it.lay(WINE);
    await it.lay(MILK);
    it.confirm();
    expect(it.lines).toEqual(['1 wine #1', '1 milk #1']);
    expect(it.lane.command({ kind: 'toReview' })).toEqual({ kind: 'refused', reason: 'notNow' });
  });
});

describe('scanning while goods are counted', () => {
  test('goes on: the scan is in the basket, and the count stays', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.scan('9520000000028');
    expect(it.lines).toEqual(['1 crisps']);
    expect(it.stage.kind).toBe('pad');
    it.confirm();
    expect(it.lines).toEqual(['1 crisps', '1 milk #1']);
    expect(it.journal.kinds().filter((kind) => kind === 'TransactionStarted')).toHaveLength(1);
  });
});

describe('a removed line', () => {
  test('does not come back by itself while its piece lies there, and does when that is laid down again', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    const lineId = it.lane.state().transaction?.lines[0]?.lineId ?? '';
    it.lane.command({ kind: 'voidLine', lineId });
    await it.wait(3_000);
    expect(it.stage.kind).toBe('basket');
    await it.take(MILK);
    await it.lay(MILK);
    expect(it.count).toEqual(['milk']);
  });

  test('is counted again when the shopper asks for it', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    it.lane.command({ kind: 'voidLine', lineId: it.lane.state().transaction?.lines[0]?.lineId ?? '' });
    await it.lay(COLA);
    expect(it.count).toEqual(['cola']);
    it.lane.command({ kind: 'countAgain' });
    expect(it.stage.kind).toBe('pad');
    await it.wait(2_000);
    expect([...it.count].sort()).toEqual(['cola', 'milk']);
  });
});

describe('the shopper', () => {
  test('may say that one is missing: help is called, and the count stays', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    expect(it.lane.command({ kind: 'padMissing' })).toEqual({ kind: 'accepted' });
    expect(it.lane.state().helpCalled).toBe(true);
    expect(it.pad.missing).toBe(true);
    expect(it.stage.kind).toBe('pad');
    expect(it.confirm()).toEqual({ kind: 'accepted' });
  });

  test('may go on without what lies there; it is asked about again when it is laid down anew', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    expect(it.lane.command({ kind: 'leavePad' })).toEqual({ kind: 'accepted' });
    await it.wait(2_000);
    expect(it.stage.kind).toBe('idle');
    await it.take(MILK);
    await it.lay(MILK);
    expect(it.count).toEqual(['milk']);
  });

  test('who leaves a basket behind leaves its goods, and the next one is asked about their own alone', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    it.lane.command({ kind: 'cancelBasket' });
    await it.wait(2_000);
    expect(it.stage.kind).toBe('idle');
    await it.lay(CRISPS);
    expect(it.count).toEqual(['crisps']);
  });

  test('finds the same basket after a restart, and only what was confirmed', async () => {
    const before = new PadUnderTest();
    await before.lay(MILK);
    before.confirm();
    await before.lay(CRISPS);
    const after = new PadUnderTest({ journal: before.journal });
    expect(after.lines).toEqual(['1 milk #1']);
    await after.lay(MILK, CRISPS);
    expect(after.count).toEqual(['crisps']);
  });
});
