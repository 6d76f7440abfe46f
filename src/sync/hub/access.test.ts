import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from '../../../test/fixtures/fake-broker.ts';
import { accessRules, allows, allowsFilter } from './access.ts';

const lane = accessRules('store-12', 'lane-1', ['lane']);
const hub = accessRules('store-12', 'hub-1', ['hub']);

test('a box writes under its own name, and only the hub publishes the list of keys', () => {
  expect(allows(lane.write, 'checkstand/store-12/lane-1/event/tagsSold')).toBe(true);
  expect(allows(lane.write, 'checkstand/store-12/lane-10/event/tagsSold')).toBe(false);
  expect(allows(lane.write, 'checkstand/store-12/lane-1/directory')).toBe(false);
  expect(allows(hub.write, 'checkstand/store-12/hub-1/directory')).toBe(true);
  expect(allows(hub.retain, 'checkstand/store-12/hub-1/event/laneState')).toBe(false);
});

test('a wildcard in a topic is no topic', () => {
  expect(allows(lane.write, 'homie/5/lane-1/#')).toBe(false);
  expect(allows(lane.write, 'checkstand/store-12/lane-1/event/+')).toBe(false);
});

test('no filter is granted that takes more than may be read', () => {
  for (const filter of [
    '#',
    '+/#',
    'checkstand/#',
    'checkstand/store-12/#',
    'checkstand/+/+/event/+',
    '$SYS/#',
    'homie/#',
    'homie/+/#',
    '',
  ]) {
    expect(allowsFilter(lane.read, filter)).toBe(false);
  }
  for (const filter of lane.read) expect(allowsFilter(lane.read, filter)).toBe(true);
});

const level = fc.constantFrom('a', 'b', '');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, all]) => [...levels, ...(all || levels.length === 0 ? ['#'] : [])].join('/'));

test('a granted filter takes nothing that the grant does not', () => {
  fc.assert(
    fc.property(filter, filter, topic, (allowed, asked, said) => {
      if (allowsFilter([allowed], asked) && matches(asked, said)) expect(matches(allowed, said)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
