import { describe, expect, test } from 'vitest';
import { dayOf, isPast } from './element-dates.ts';

describe('the century of two digits', () => {
  test.each([
    ['260301', '2026-03-02', '2026-03-01'],
    ['760301', '2026-03-02', '2076-03-01'],
    ['770301', '2026-03-02', '1977-03-01'],
    ['990301', '2026-03-02', '1999-03-01'],
    ['000301', '2026-03-02', '2000-03-01'],
    ['000301', '2050-03-02', '2100-03-01'],
    ['010301', '2050-03-02', '2001-03-01'],
    ['490301', '2099-03-02', '2149-03-01'],
    ['500301', '2099-03-02', '2050-03-01'],
  ])('%s on %s is %s', (date, today, day) => {
    expect(dayOf(date, today)).toBe(day);
  });
});

describe('a day of 00', () => {
  test.each([
    ['260200', '2026-02-28'],
    ['280200', '2028-02-29'],
    ['261200', '2026-12-31'],
    ['260400', '2026-04-30'],
  ])('%s is the last of the month, %s', (date, day) => {
    expect(dayOf(date, '2026-03-02')).toBe(day);
  });
});

test('a date is past from the day after it on', () => {
  expect(isPast('260301', '2026-03-02')).toBe(true);
  expect(isPast('260302', '2026-03-02')).toBe(false);
  expect(isPast('260303', '2026-03-02')).toBe(false);
  expect(isPast('260300', '2026-03-31')).toBe(false);
  expect(isPast('260300', '2026-04-01')).toBe(true);
  expect(isPast('991231', '2026-03-02')).toBe(true);
});
