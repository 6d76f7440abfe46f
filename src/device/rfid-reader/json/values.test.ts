import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonValues } from './values.ts';

const read = (text: string) => jsonValues(Buffer.from(text));

describe('the values of a payload', () => {
  it.each<[string, string, unknown[], number]>([
    ['one object', '{"a":1}', [{ a: 1 }], 0],
    ['a list', '[{"a":1},{"a":2}]', [[{ a: 1 }, { a: 2 }]], 0],
    ['two without anything between them', '{"a":1}{"b":2}', [{ a: 1 }, { b: 2 }], 0],
    ['two on lines of their own', ' {"a":1}\r\n{"b":2}\r\n', [{ a: 1 }, { b: 2 }], 0],
    ['braces and quotes in a text', '{"a":"}{\\"}{"}{"b":"\\\\"}', [{ a: '}{"}{' }, { b: '\\' }], 0],
    ['nothing', '', [], 0],
    ['white space', ' \r\n\t', [], 0],
    ['a bare text', '"a"', [], 1],
    ['a bare number', '12', [], 1],
    ['litter before, between and behind', 'x{"a":1}yy{"b":2}z', [{ a: 1 }, { b: 2 }], 3],
    ['one that is balanced and no JSON', '{a:1}{"b":2}', [{ b: 2 }], 1],
    ['one with the wrong bracket', '{"a":[1}{"b":2}]', [], 1],
    ['one without an end', '{"a":1}{"b":', [{ a: 1 }], 1],
    ['a text without an end', '{"a":"', [], 1],
    ['closing brackets only', ']}', [], 1],
  ])('are read from %s', (_, text, values, unreadable) => {
    expect(read(text)).toEqual({ values, unreadable });
  });

  it('are no values when they are not UTF-8, however JSON they look', () => {
    expect(jsonValues(Buffer.from('{"a":"\xff"}{"b":1}', 'latin1'))).toEqual({ values: [{ b: 1 }], unreadable: 1 });
  });

  it('end where one is nested deeper than any reader does', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(read(`{"a":1}${nested(32)}`).values).toHaveLength(2);
    expect(read(`{"a":1}${nested(33)}{"b":2}`)).toEqual({ values: [{ a: 1 }], unreadable: 1 });
    expect(read('['.repeat(500_000)).unreadable).toBe(1);
  });

  it('keep a member that is called like an object’s insides to themselves', () => {
    const [value] = read('{"__proto__":{"data":{}}}').values as [Record<string, unknown>];
    expect(value.data).toBeUndefined();
    expect(({} as Record<string, unknown>).data).toBeUndefined();
  });

  it('are what went in, whatever it was and whatever white space is between', () => {
    const space = fc.stringMatching(/^[ \r\n\t]{0,3}$/);
    const value = fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
      fc.array(fc.jsonValue({ maxDepth: 4 })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(space, value)), space, (pieces, end) => {
        const text = pieces.map(([before, each]) => before + JSON.stringify(each)).join('') + end;
        const expected = pieces.map(([, each]) => JSON.parse(JSON.stringify(each)) as unknown);
        expect(read(text)).toEqual({ values: expected, unreadable: 0 });
      }),
    );
  });

  it('never throw, and never are more than there were brackets, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'a', ':', ','), maxLength: 200 })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        const opening = [...input].filter((byte) => byte === 0x7b || byte === 0x5b).length;
        expect(jsonValues(input).values.length).toBeLessThanOrEqual(opening);
      }),
      { numRuns: 1000 },
    );
  });
});
