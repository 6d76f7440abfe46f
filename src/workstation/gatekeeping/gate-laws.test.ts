import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gateUnderTest, mugTag, read } from '../../../test/fixtures/gate.ts';
import { DecodedTags } from './decoded-tags.ts';

test('a sold tag never sounds, whatever else passes and whatever staff order', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('pass' as const),
      serials: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }),
    }),
    fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.integer({ min: 0, max: 15_000 }) }),
    fc.record({ kind: fc.constantFrom('mute' as const, 'hold' as const, 'release' as const) }),
  );
  const policies = fc.constantFrom('open' as const, 'closed' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), policies, async (steps, policy) => {
      const settings = { policy: { ledgerUnavailable: policy, ledgerStale: policy, unreadable: 'alarm' as const } };
      const { gate, ledger, pass, clock } = gateUnderTest({ settings });
      for (let serial = 1; serial <= 6; serial += 1) ledger.sold.add(mugTag(serial).toLowerCase());
      for (const each of steps) {
        if (each.kind === 'pass') pass(...each.serials.map(mugTag));
        else if (each.kind === 'wait') await clock.advance(each.milliseconds);
        else if (each.kind === 'mute') gate.mute(5000, '7');
        else gate.hold(each.kind === 'hold', '7');
      }
      const named = gate.state().alarms.flatMap(({ tags }) => tags.map(({ tag }) => tag));
      return named.every((tag) => tag.kind === 'readable' && Number(tag.serial) > 6);
    }),
    { numRuns: 60 },
  );
});

test('a hundred thousand tags leave nothing behind that grows', () => {
  const { gate, reader, events, clock } = gateUnderTest({ settings: { mostTags: 2000 } });
  for (let first = 0; first < 100_000; first += 1000) {
    const reads = Array.from({ length: 1000 }, (_, index) =>
      read(mugTag(0).slice(0, 15) + (first + index).toString(16).padStart(9, '0'), { count: 2 }),
    );
    reader.report(reads, clock.monotonic() + first / 1000);
    events.length = 0;
  }
  const { tracked, dropped, alarms, records, reported } = gate.state();
  expect([tracked, dropped]).toEqual([2000, 98_000]);
  expect(alarms.length).toBeLessThanOrEqual(50);
  expect(alarms.flatMap(({ tags }) => tags).length).toBeLessThanOrEqual(50 * 20);
  expect(alarms.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
  expect([records.waiting <= 3000, reported.length <= 20]).toEqual([true, true]);
}, 60_000);

test('what was decoded is kept while it is used, and bounded', () => {
  const tags = new DecodedTags([], () => new Uint8Array(16), 100);
  const first = tags.read(mugTag(1));
  for (let serial = 0; serial < 1000; serial += 1) {
    tags.read(mugTag(serial));
    expect(tags.read(mugTag(1))).toBe(first);
  }
  expect(tags.size).toBeLessThanOrEqual(100);
});
