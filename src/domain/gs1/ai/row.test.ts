import { expect, test } from 'vitest';
import { readRow } from './row.ts';

test('a row gives a rule for each of its AIs', () => {
  expect(readRow(['91-93', 'INTERNAL', 'X..90']).map(({ ai }) => ai)).toEqual(['91', '92', '93']);
  expect(readRow(['0098-0101', 'MADE UP', 'N6']).map(({ ai }) => ai)).toEqual(['0098', '0099', '0100', '0101']);
});

test('components are taken apart, and their lengths add up', () => {
  const [rule] = readRow(['253', 'GDTI', 'N13:checkDigit X..17?']);
  expect(rule).toMatchObject({ least: 13, most: 30 });
  expect(rule?.components).toMatchObject([
    { repertoire: 'N', least: 13, most: 13, optional: false, checks: [{ name: 'checkDigit' }] },
    { repertoire: 'X', least: 1, most: 17, optional: true, checks: [] },
  ]);
});

test('pairs are alternatives between commas, all of what plus signs join, and digits for n', () => {
  const [rule] = readRow(['8030', 'DIGSIG', 'Z..90', 'with 00,01+21; with 31nn; not 37,392n']);
  expect(rule?.needs).toEqual([
    {
      text: '00,01+21',
      anyOf: [
        [{ start: '00', length: 2 }],
        [
          { start: '01', length: 2 },
          { start: '21', length: 2 },
        ],
      ],
    },
    { text: '31nn', anyOf: [[{ start: '31', length: 4 }]] },
  ]);
  expect(rule?.excludes).toEqual([
    { start: '37', length: 2 },
    { start: '392', length: 4 },
  ]);
});

test('a row that is not written as rows are throws', () => {
  expect(() => readRow(['10', 'BATCH', 'Q..20'])).toThrow('no component: Q..20');
  expect(() => readRow(['10', 'BATCH', 'X..20:nothing'])).toThrow('no check of content: nothing');
});
