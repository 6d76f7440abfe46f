import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPair, hasCheckPair } from './check-pair.ts';
import { SET_82 } from './repertoire.ts';

const payload = fc.string({ unit: fc.constantFrom(...SET_82), minLength: 1, maxLength: 23 });

test('the global model number of the General Specifications ends in 2K', () => {
  expect(checkPair('1987654Ad4X4bL5ttr2310c')).toBe('2K');
});

test('any single wrong character is noticed', () => {
  fc.assert(
    fc.property(payload, fc.nat(22), fc.constantFrom(...SET_82), (text, place, other) => {
      const at = place % text.length;
      fc.pre(text.charAt(at) !== other);
      expect(checkPair(`${text.slice(0, at)}${other}${text.slice(at + 1)}`)).not.toBe(checkPair(text));
    }),
  );
});

test('what carries its pair holds, and with the pair turned round it does not', () => {
  fc.assert(
    fc.property(payload, (text) => {
      const pair = checkPair(text) ?? '';
      expect(hasCheckPair(text + pair)).toBe(true);
      const turned = pair.charAt(1) + pair.charAt(0);
      if (turned !== pair) expect(hasCheckPair(text + turned)).toBe(false);
    }),
  );
});

test('too long, too short and characters outside the set have none', () => {
  expect(checkPair('A'.repeat(24))).toBeNull();
  expect(checkPair('A B')).toBeNull();
  expect(hasCheckPair('22')).toBe(false);
  expect(hasCheckPair('')).toBe(false);
});
