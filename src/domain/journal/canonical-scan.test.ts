import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalText, type JsonValue } from './canonical.ts';
import { plainMembers } from './canonical-scan.ts';

const spans = (text: string) => plainMembers(text)?.map(({ key, from, to }) => [key, text.slice(from, to)]) ?? null;

it('says where the members of an object are', () => {
  expect(spans('{"a":{"c":[1,-2,true,null]},"b":"ü","bb":0}')).toEqual([
    ['a', '{"c":[1,-2,true,null]}'],
    ['b', '"ü"'],
    ['bb', '0'],
  ]);
  expect(spans('{}')).toEqual([]);
});

it.each([
  '[]',
  '{"a":1} ',
  '{"a": 1}',
  '{"b":1,"a":1}',
  '{"a":1,"a":1}',
  '{"bb":1,"b":1}',
  '{"a":-0}',
  '{"a":01}',
  '{"a":1.0}',
  '{"a":1e3}',
  '{"a":-}',
  '{"a":1234567890123456789}',
  '{"a":"\\u0041"}',
  '{"a":[1,]}',
  '{"a":[,1]}',
  '{"a":1,}',
  '{"a":tru}',
  '{"a"}',
  '{"a":',
  '{"a":"',
  '{a:1}',
  '{"a":"\n"}',
  `{"a":${'['.repeat(64)}${']'.repeat(64)}}`,
])('does not take %s for canonical at first sight', (text) => {
  expect(plainMembers(text)).toBeNull();
});

const values = fc.object({
  maxDepth: 3,
  key: fc.string({ maxLength: 4 }),
  values: [
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  ],
});

it('takes for canonical only what is, and never what a change made of it', () => {
  const isCanonical = (text: string): boolean => {
    try {
      return canonicalText(JSON.parse(text) as JsonValue) === text;
    } catch {
      return false;
    }
  };
  let taken = 0;
  fc.assert(
    fc.property(
      values,
      fc.nat(),
      fc.constantFrom('', '0', '"', ',', '{', '}', ' ', '-', '\\', 'a'),
      (value, at, change) => {
        const text = canonicalText(value as JsonValue);
        const place = at % (text.length + 1);
        for (const each of [
          text,
          text.slice(0, place) + change + text.slice(place + 1),
          text.slice(0, place) + change + text.slice(place),
        ]) {
          if (!each.isWellFormed() || plainMembers(each) === null) continue;
          taken += 1;
          expect(isCanonical(each), each).toBe(true);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

it('takes at first sight what journals are made of', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,6}$/), fc.oneof(fc.integer(), fc.stringMatching(/^[\w é£-]*$/))),
      (value) => {
        expect(plainMembers(canonicalText(value))).not.toBeNull();
      },
    ),
  );
});
