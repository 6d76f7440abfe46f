import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalBytes, canonicalText, type JsonValue, MAX_DEPTH } from './canonical.ts';

const keys = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', '10', '9', ''),
);
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json')),
    fc.dictionary(keys, tie('json')),
  ),
}));

test('says what the reference implementation of RFC 8785 says', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalText(value)).toBe(canonicalize(value));
    }),
    { numRuns: 2000 },
  );
});

test('is JSON of the same value, and canonical already when written again', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalText(value);
      const read = JSON.parse(text) as JsonValue;
      expect(JSON.stringify(read)).toBe(JSON.stringify(JSON.parse(JSON.stringify(sorted(value)))));
      expect(canonicalText(read)).toBe(text);
    }),
  );
});

/** The same value with its members inserted in order of UTF-16 code units. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as { [key: string]: JsonValue }).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

test('the order in which members were set changes nothing', () => {
  expect(canonicalText({ b: 1, a: { d: 2, c: 3 } })).toBe(canonicalText({ a: { c: 3, d: 2 }, b: 1 }));
});

test('members sort by UTF-16 code units, not by code points or locale', () => {
  expect(canonicalText({ '\ufb33': 1, '\u{1f600}': 2, é: 3, z: 4, Z: 5 })).toBe(
    '{"Z":5,"z":4,"é":3,"\u{1f600}":2,"\ufb33":1}',
  );
});

test('undefined members are left out, and an undefined element is refused', () => {
  expect(canonicalText({ a: undefined, b: 1 })).toBe('{"b":1}');
  const holes = new Array<JsonValue>(2);
  expect(() => canonicalText(holes)).toThrow(RangeError);
  expect(() => canonicalText([undefined as unknown as JsonValue])).toThrow(RangeError);
});

test('minus zero is zero', () => {
  expect(canonicalText(-0)).toBe('0');
});

test('what has no canonical form is refused, in keys too', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 'a\udc00', { '\udead': 1 }, [[Number.NaN]]]) {
    expect(() => canonicalText(value)).toThrow(RangeError);
  }
});

test('nesting is bounded, so that no input exhausts the stack', () => {
  const nested = (depth: number): JsonValue => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as JsonValue;
  expect(canonicalText(nested(MAX_DEPTH))).toHaveLength(2 * MAX_DEPTH);
  expect(() => canonicalText(nested(MAX_DEPTH + 1))).toThrow(RangeError);
  expect(() => canonicalText(nested(100_000))).toThrow(RangeError);
});

test('the bytes are UTF-8 without a byte order mark', () => {
  expect([...canonicalBytes({ a: '€' })]).toEqual([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe2, 0x82, 0xac, 0x22, 0x7d]);
});
