import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepEqual } from './keep-equal.ts';

test('a value equal to the one before is the one before', () => {
  const before = { lines: [{ lineId: 'a', quantity: 1, modifiers: [] }], total: 5 };
  expect(keepEqual(before, structuredClone(before))).toBe(before);
});

test('a scan changes the list and keeps every row that was there', () => {
  const before = { lines: [{ lineId: 'a', quantity: 1 }], total: 5 };
  const after = keepEqual(before, {
    lines: [
      { lineId: 'a', quantity: 1 },
      { lineId: 'b', quantity: 1 },
    ],
    total: 9,
  });
  expect(after).not.toBe(before);
  expect(after.lines[0]).toBe(before.lines[0]);
});

test('a removed row does not make the rows after it new ones', () => {
  const before = [{ lineId: 'a' }, { lineId: 'b' }, { lineId: 'c' }];
  const after = keepEqual(before, [{ lineId: 'b' }, { lineId: 'c' }]);
  expect(after).toHaveLength(2);
  expect(after[0]).toBe(before[1]);
  expect(after[1]).toBe(before[2]);
});

test('a key that went and a key that came count as changes', () => {
  const before: Record<string, unknown> = { a: undefined };
  expect(keepEqual(before, { b: undefined } as Record<string, unknown>)).toEqual({ b: undefined });
});

test('whatever came before, the value is the new one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      expect(keepEqual(before, after)).toEqual(after);
    }),
  );
});

test('equal values always keep their identity', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ lineId: fc.uuid(), quantity: fc.nat() })), (rows) => {
      expect(keepEqual(rows, structuredClone(rows))).toBe(rows);
    }),
  );
});

test('a key called __proto__ is kept like any other', () => {
  const value: unknown = JSON.parse('{"__proto__":false}');
  expect(Object.keys(keepEqual({}, value) as object)).toEqual(['__proto__']);
});
