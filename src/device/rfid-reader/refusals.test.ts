import { expect, test } from 'vitest';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { Refusals } from './refusals.ts';

test('a reason is told at once, then at most once a minute with what came meanwhile; all of it is counted', async () => {
  const time = new ManualTime();
  const told: unknown[] = [];
  const log = { info: () => undefined, warn: (code: string, fields?: object) => told.push([code, fields]) };
  const refusals = new Refusals('gate-1', time, log);
  refusals.count('badEpc');
  for (let flood = 0; flood < 5000; flood++) refusals.count('badEpc');
  refusals.count('unreadable', 3);
  refusals.count('noEpc', 0);
  await time.advance(60_000);
  refusals.count('badEpc');
  expect(told).toEqual([
    ['READER_MESSAGE_REFUSED', { id: 'gate-1', reason: 'badEpc', count: 1 }],
    ['READER_MESSAGE_REFUSED', { id: 'gate-1', reason: 'unreadable', count: 3 }],
    ['READER_MESSAGE_REFUSED', { id: 'gate-1', reason: 'badEpc', count: 5001 }],
  ]);
  expect([refusals.of('badEpc'), refusals.of('unreadable'), refusals.of('noEpc')]).toEqual([5002, 3, 0]);
});
