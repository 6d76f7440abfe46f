import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../../../test/fixtures/lane.ts';
import { COLA, CRISPS, MILK, PadUnderTest, tagOf } from '../../../../test/fixtures/pad.ts';
import { HandClock } from '../../../../test/fixtures/time.ts';
import { workstationEventBodies } from '../../../domain/journal/workstation-events.ts';
import { RefusalRecord, type RefusedTag } from './refusal-record.ts';

const MINUTE = 60_000;
const UNPROGRAMMED = '0'.repeat(24);
const FOREIGN = tagOf(1, 7, '871234567');

const records = (it: PadUnderTest) =>
  it.journal.entries
    .filter(({ kind }) => kind === 'TagsRefused')
    .map(({ body }) => workstationEventBodies.TagsRefused.parse(body));

describe('the journal has of what the pad refused', () => {
  test('each tag with its reason, once, however long it lies there', async () => {
    const it = new PadUnderTest();
    it.sold.add(MILK.toLowerCase());
    await it.lay(MILK, CRISPS, UNPROGRAMMED);
    await it.wait(5_000);
    await it.take(MILK);
    await it.lay(MILK);
    expect(records(it)).toEqual([
      {
        tags: [
          { reason: 'unreadable' },
          { reason: 'sold', key: MILK.toLowerCase(), gtin: '09520000000011', itemId: 'milk' },
        ],
        ...{ foreign: 0, more: 0 },
      },
    ]);
  });

  test('the basket that was open, and what comes later in an entry of its own', async () => {
    const it = new PadUnderTest();
    await it.lay(CRISPS);
    it.confirm();
    it.sold.add(COLA.toLowerCase());
    await it.lay(COLA);
    const basket = it.lane.state().transaction?.transactionId;
    expect(records(it)).toMatchObject([{ basket, tags: [{ reason: 'sold', itemId: 'cola' }] }]);
  });

  test('how many were another shop’s, and never which', async () => {
    const it = new PadUnderTest({ settings: { pad: { ...SETTINGS.pad, companyPrefixes: ['952000000'] } } });
    await it.lay(FOREIGN, CRISPS);
    expect(records(it)).toEqual([{ tags: [], foreign: 1, more: 0 }]);
    expect(JSON.stringify(it.journal.entries).toLowerCase()).not.toContain(FOREIGN.toLowerCase());
  });

  test('nothing where nothing is refused', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    await it.wait(2_000);
    expect(records(it)).toEqual([]);
  });
});

describe('a record of refusals', () => {
  const refused = (from: number, to: number): RefusedTag[] =>
    Array.from({ length: to - from }, (_, index) => ({
      ...{ tag: `tag ${from + index}`, key: (from + index).toString(16).padStart(24, '0') },
      refusal: { reason: 'unknown', item: null, gtin: null },
    }));

  test('names fifty tags an entry and two hundred in ten minutes, and counts the others', async () => {
    const clock = new HandClock();
    const record = new RefusalRecord(() => clock.monotonic());
    expect(record.entryFor(refused(0, 60), [], null)?.body).toMatchObject({ tags: { length: 50 }, more: 10 });
    for (let from = 60; from < 200; from += 20)
      expect(record.entryFor(refused(from, from + 20), [], null)).not.toBe(null);
    // However often it is looked at.
    for (let look = 0; look < 100; look += 1) expect(record.entryFor(refused(200, 300), [], null)).toBe(null);
    await clock.advance(10 * MINUTE);
    expect(record.entryFor(refused(400, 401), [], null)?.body).toMatchObject({ tags: { length: 1 }, more: 100 });
  });
});
