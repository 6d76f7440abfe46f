import { expect, test } from 'vitest';
import { MILK, MILK_TOO, PadUnderTest, tagOf, WINE } from '../../../test/fixtures/pad.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import { padView, tagsTask } from './pad-view.ts';

const photoOf = (itemId: string) => (itemId === 'wine' ? { photo: '/media/wine' } : {});
const laid = async (...epcs: string[]): Promise<LaneState> => {
  const lane = new PadUnderTest();
  await lane.lay(...epcs);
  return lane.lane.state();
};

test('the count names each item once, with how many of it', async () => {
  const view = padView(await laid(MILK, MILK_TOO, WINE), photoOf);
  expect(view).toMatchObject({ kind: 'pad', state: 'counted', count: 3, held: 0, begun: false });
  expect(view.goods.map(({ name, count }) => `${count} ${name}`)).toEqual(['2 milk', '1 wine']);
  expect(view.goods.map(({ photo }) => photo)).toEqual([undefined, '/media/wine']);
});

test('neither an EPC nor a serial number is in what the screens get', async () => {
  const lane = new PadUnderTest();
  await lane.lay(tagOf(1, 123_456_789_012), '0'.repeat(24));
  const shown = JSON.stringify([padView(lane.lane.state(), photoOf), tagsTask(lane.lane.state(), true)]);
  expect(shown).toContain('milk');
  expect(shown).not.toContain('123456789012');
  expect(shown).not.toContain('000000000000');
});

test('where all of it was refused there is nothing to say yes to', async () => {
  expect(padView(await laid('0'.repeat(24)), photoOf)).toMatchObject({ state: 'held', count: 0, held: 1 });
});

test('staff see why, each reason once, and what it is where that is known', async () => {
  const lane = new PadUnderTest();
  lane.sold.add(MILK.toLowerCase());
  lane.sold.add(MILK_TOO.toLowerCase());
  await lane.lay(MILK, MILK_TOO, tagOf(99, 1), 'FF'.repeat(12));
  expect(tagsTask(lane.lane.state(), false)).toEqual({
    kind: 'tags',
    refusals: expect.arrayContaining([
      { reason: 'sold', count: 2, names: ['milk'] },
      { reason: 'unknown', count: 1, names: ['09520000000998'] },
      { reason: 'unreadable', count: 1, names: [] },
    ]),
    missing: false,
    allowed: false,
  });
});

test('there is no task where nothing was refused and nothing is missed', async () => {
  expect(tagsTask(await laid(MILK), true)).toBeNull();
});
