import { expect, test } from 'vitest';
import { deleted, digits, EMPTY, minorUnits, pressed, typed } from './entry.ts';

const four = digits(4);
const press = (keys: string) => [...keys].reduce((entry, key) => pressed(entry, key, four), EMPTY);
const type = (keys: string, pause: number, from = EMPTY, start = 1000) =>
  [...keys].reduce((entry, key, index) => typed(entry, key, start + index * pause, four), from);

test('keys of the screen add digits up to the limit, and take them back', () => {
  expect(press('12345').text).toBe('1234');
  expect(deleted(press('12')).text).toBe('1');
  expect(deleted(EMPTY).text).toBe('');
});

test('an amount comes in from the right, whatever stands between its digits', () => {
  const key = (keys: string) => [...keys].reduce((entry, each) => pressed(entry, each, minorUnits(9)), EMPTY).text;
  expect(['3.00', '3,00', '0300', '£3.00'].map(key)).toEqual(['300', '300', '300', '300']);
  expect(key('0')).toBe('');
  expect(key('12345678901')).toBe('123456789');
});

test('a hand on a keyboard is taken, letters are not', () => {
  expect(type('1a2b', 90).text).toBe('12');
});

test('what a scanner types is taken out again, all of it', () => {
  expect(type('5012345678900', 8).text).toBe('');
  expect(type('5012345678900', 8, press('47'), 5000).text).toBe('47');
});

test('after a scanner has paused, a hand counts again', () => {
  const scanned = type('50123', 8);
  expect(type('7', 0, scanned, 1032 + 119).text).toBe('');
  expect(type('7', 0, scanned, 1032 + 120).text).toBe('7');
});

test('nothing of a sent PIN stays in a fresh entry', () => {
  expect(JSON.stringify(EMPTY)).not.toMatch(/\d{2}/);
});
