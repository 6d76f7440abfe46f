import { describe, expect, test } from 'vitest';
import { COLA, CRISPS, MILK, PadUnderTest, tagOf } from '../../../../test/fixtures/pad.ts';

const ANNA = { id: '1', name: 'Anna', role: 'attendant' } as const;
const UNPROGRAMMED = '0'.repeat(24);

const reasons = (lane: PadUnderTest) => lane.pad.refusals.map(({ reason }) => reason);

describe('a tag that is sold', () => {
  test('is refused and help is called; the others are added', async () => {
    const it = new PadUnderTest();
    it.sold.add(MILK.toLowerCase());
    await it.lay(MILK, CRISPS);
    expect(it.count).toEqual(['crisps']);
    expect(it.pad.held).toBe(1);
    expect(it.lane.state().helpCalled).toBe(true);
    expect(it.pad.refusals).toMatchObject([{ reason: 'sold', item: { id: 'milk' }, gtin: '09520000000011' }]);
    it.confirm();
    expect(it.lines).toEqual(['1 crisps #1']);
    expect(it.stage.kind).toBe('basket');
  });

  test('between the count and the yes is found out at the yes: nothing is added, and the new count is shown', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.sold.add(CRISPS.toLowerCase());
    expect(it.confirm()).toEqual({ kind: 'refused', reason: 'notNow' });
    expect(it.journal.entries.map(({ kind }) => kind)).toEqual(['TagsRefused']);
    expect(it.count).toEqual(['milk']);
    expect(it.pad.held).toBe(1);
    expect(it.confirm()).toEqual({ kind: 'accepted' });
    expect(it.lines).toEqual(['1 milk #1']);
  });

  test('in the sale just made is no one’s concern while it lies there', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    await it.pay();
    it.sold.add(MILK.toLowerCase());
    await it.wait(12_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.state().helpCalled).toBe(false);
    await it.take(MILK);
    await it.lay(MILK);
    expect(it.stage.kind).toBe('idle');
  });
});

describe('a tag in another basket of this lane', () => {
  test('is refused until that basket is cancelled', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    it.lane.staff({ kind: 'suspend' }, ANNA);
    const aside = it.lane.state().suspended[0]?.transaction.transactionId ?? '';
    await it.take(MILK);
    await it.lay(MILK);
    expect(it.count).toEqual([]);
    expect(reasons(it)).toEqual(['elsewhere']);
    it.lane.staff({ kind: 'cancelSuspended', transactionId: aside }, ANNA);
    await it.wait(1_000);
    expect(it.count).toEqual(['milk']);
  });

  test('comes back with it when staff recall it', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    it.lane.staff({ kind: 'suspend' }, ANNA);
    const aside = it.lane.state().suspended[0]?.transaction.transactionId ?? '';
    it.lane.staff({ kind: 'recall', transactionId: aside }, ANNA);
    await it.wait(2_000);
    expect(it.lines).toEqual(['1 milk #1']);
    expect(it.stage.kind).toBe('basket');
  });
});

describe('what staff are shown', () => {
  test.each([
    ['a tag that nothing was written to', UNPROGRAMMED, 'unreadable'],
    ['a memory that is no EPC', 'FF'.repeat(12), 'unreadable'],
    ['a memory that is too long', 'A5'.repeat(5_000), 'unreadable'],
    ['an item that the catalogue lacks', tagOf(99, 1), 'unknown'],
    ['an item whose tax is not known', tagOf(6, 1), 'unsellable'],
  ])('%s', async (_, epc, reason) => {
    const it = new PadUnderTest();
    await it.lay(epc);
    expect(it.stage.kind).toBe('pad');
    expect(it.count).toEqual([]);
    expect(it.pad.held).toBe(1);
    expect(reasons(it)).toEqual([reason]);
    expect(it.lane.state().helpCalled).toBe(true);
    expect(it.logged.join()).not.toContain(epc.slice(0, 24));
  });

  test('stays until they have looked; then it is left alone while it lies there', async () => {
    const it = new PadUnderTest();
    await it.lay(UNPROGRAMMED, MILK);
    it.confirm();
    await it.take(UNPROGRAMMED);
    expect(reasons(it)).toEqual(['unreadable']);
    expect(it.lane.staff({ kind: 'tagsSeen' }, ANNA)).toEqual({ kind: 'accepted' });
    expect(reasons(it)).toEqual([]);
    expect(it.lane.state().helpCalled).toBe(false);
  });

  test('is there still when the shopper has gone, but not that they missed an item', async () => {
    const it = new PadUnderTest();
    await it.lay(UNPROGRAMMED, MILK);
    it.lane.command({ kind: 'padMissing' });
    it.confirm();
    it.lane.command({ kind: 'cancelBasket' });
    await it.take(UNPROGRAMMED, MILK);
    expect(reasons(it)).toEqual(['unreadable']);
    expect(it.pad.missing).toBe(false);
  });

  test('is theirs to settle, not a technician’s', () => {
    const it = new PadUnderTest();
    expect(it.lane.staff({ kind: 'tagsSeen' }, { id: '9', name: 'Mei', role: 'technician' })).toEqual({
      kind: 'refused',
      reason: 'notAllowed',
    });
  });

  test('seen, the shopper goes on with what is left', async () => {
    const it = new PadUnderTest();
    await it.lay(tagOf(99, 1));
    it.lane.staff({ kind: 'tagsSeen' }, ANNA);
    await it.wait(500);
    expect(it.stage.kind).toBe('idle');
    await it.lay(COLA);
    expect(it.count).toEqual(['cola']);
    expect(it.pad.held).toBe(0);
  });
});

describe('another shop’s tag', () => {
  const foreign = tagOf(7, 1, '4012345');

  test('is ignored by the list of company prefixes', async () => {
    const it = new PadUnderTest({ settings: { pad: { ...ownPrefixes(['952000000']) } } });
    await it.lay(foreign, MILK);
    expect(it.count).toEqual(['milk']);
    expect(it.pad.held).toBe(0);
    expect(it.lane.state().helpCalled).toBe(false);
  });

  test('does not even wake the lane', async () => {
    const it = new PadUnderTest({ settings: { pad: { ...ownPrefixes(['952000000']) } } });
    await it.lay(foreign);
    expect(it.stage.kind).toBe('idle');
    expect(it.pad.phase).toBe('empty');
  });

  test('may be this shop’s where no prefix is named', async () => {
    const it = new PadUnderTest();
    await it.lay(foreign);
    expect(reasons(it)).toEqual(['unknown']);
  });

  test('that is no item at all, a crate say, is nobody’s business', async () => {
    const it = new PadUnderTest();
    // GRAI-96 of the standard's annex E.3: a returnable asset.
    await it.lay('3376451FD40C0E400000162E');
    expect(it.stage.kind).toBe('idle');
  });
});

function ownPrefixes(companyPrefixes: string[]) {
  return {
    reads: 3,
    rssiFloor: -60,
    windowMs: 1_500,
    stableMs: 1_000,
    unstableMs: 6_000,
    companyPrefixes,
    hardTags: false,
  };
}
