import { expect, test } from 'vitest';
import { instantsOf } from './terminal-time.ts';

const at = (text: string) => Date.parse(text);

test('reads local time in the zone of the terminal', () => {
  expect(instantsOf({ date: '0701', time: '100533' }, 'Europe/London', at('2025-07-01T09:00:00Z'))).toContain(
    at('2025-07-01T09:05:33Z'),
  );
  expect(instantsOf({ date: '0115', time: '100000' }, 'Europe/Berlin', at('2025-01-15T09:00:00Z'))).toEqual([
    at('2025-01-15T09:00:00Z'),
  ]);
  expect(instantsOf({ date: '0115', time: '100000' }, 'Asia/Kolkata', at('2025-01-15T09:00:00Z'))).toEqual([
    at('2025-01-15T04:30:00Z'),
  ]);
});

test('takes the year that is nearest', () => {
  expect(instantsOf({ date: '1231', time: '235900' }, 'UTC', at('2026-01-01T00:00:30Z'))).toEqual([
    at('2025-12-31T23:59:00Z'),
  ]);
  expect(instantsOf({ date: '0101', time: '000100' }, 'UTC', at('2025-12-31T23:59:30Z'))).toEqual([
    at('2026-01-01T00:01:00Z'),
  ]);
});

test('gives both instants of the hour that comes twice', () => {
  const instants = instantsOf({ date: '1026', time: '023000' }, 'Europe/Berlin', at('2025-10-26T00:30:00Z'));
  expect([...instants].sort()).toEqual([at('2025-10-26T00:30:00Z'), at('2025-10-26T01:30:00Z')]);
});

test('gives none where the terminal told none', () => {
  expect(instantsOf({}, 'UTC', 0)).toEqual([]);
  expect(instantsOf({ date: '0701' }, 'UTC', 0)).toEqual([]);
  expect(instantsOf({ time: '100533' }, 'UTC', 0)).toEqual([]);
});

test('an unknown zone is taken for UTC', () => {
  expect(instantsOf({ date: '0701', time: '100533' }, 'Mars/Olympus', at('2025-07-01T09:00:00Z'))).toEqual([
    at('2025-07-01T10:05:33Z'),
  ]);
});
