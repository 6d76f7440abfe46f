import { describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalText, type JsonValue } from '../../src/domain/journal/canonical.ts';
import published from './rfc8785-vectors.json' with { type: 'json' };

function parse(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}

function double(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

describe('RFC 8785, the published texts', () => {
  for (const { source, input, text, hex, order } of published.texts) {
    test(source, () => {
      const value = parse(input);
      if (text !== undefined) expect(canonicalText(value)).toBe(text);
      if (hex !== undefined) expect(Buffer.from(canonicalBytes(value)).toString('hex')).toBe(hex);
      if (order !== undefined)
        expect([...canonicalText(value).matchAll(/:"([^"]*)"/g)].map((match) => match[1])).toEqual(order);
      expect([text, hex, order].filter((expected) => expected !== undefined)).toHaveLength(1);
    });
  }

  for (const { source, input } of published.refusedTexts) {
    test(`${source} is refused`, () => {
      expect(() => canonicalText(parse(input))).toThrow(RangeError);
    });
  }
});

describe('RFC 8785, appendix B, the published numbers', () => {
  for (const [bits, text] of published.numbers as [string, string][]) {
    test(`${bits} is ${text}`, () => {
      expect(canonicalText(double(bits))).toBe(text);
    });
  }

  for (const bits of published.refusedNumbers) {
    test(`${bits} is refused`, () => {
      expect(() => canonicalText(double(bits))).toThrow(RangeError);
    });
  }
});
