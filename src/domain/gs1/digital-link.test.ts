import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_URI_LENGTH, readDigitalLink } from './digital-link.ts';
import type { Gs1Element } from './elements.ts';

const GTIN = '09506000134352';

function elementsOf(uri: string): readonly Gs1Element[] | string {
  const read = readDigitalLink(uri);
  return read.kind === 'ok' ? read.elements : read.flaw.reason;
}

describe('where the key is', () => {
  test('any domain, port and path may stand in front of it', () => {
    for (const front of ['https://id.gs1.org', 'http://localhost:8080/a/b', 'https://shop.example/2026/11/x']) {
      expect(elementsOf(`${front}/01/${GTIN}`)).toEqual([{ ai: '01', value: GTIN }]);
    }
  });

  test('the last one in the path counts, with what follows it', () => {
    expect(elementsOf(`https://a/01/${GTIN}/x/01/${GTIN}/21/7`)).toEqual([
      { ai: '01', value: GTIN },
      { ai: '21', value: '7' },
    ]);
  });

  test('a GTIN is padded to 14 digits, and its check digit holds or it is refused', () => {
    expect(elementsOf('https://a/01/9506000134352')).toEqual([{ ai: '01', value: GTIN }]);
    expect(elementsOf('https://a/01/96385074')).toEqual([{ ai: '01', value: '00000096385074' }]);
    expect(elementsOf('https://a/01/96385075')).toBe('checkDigit');
    expect(elementsOf('https://a/01/123')).toBe('length');
  });

  test('older words stand for their AIs', () => {
    expect(elementsOf(`https://a/gtin/${GTIN}/lot/A/ser/B`)).toEqual([
      { ai: '01', value: GTIN },
      { ai: '10', value: 'A' },
      { ai: '21', value: 'B' },
    ]);
  });

  test('qualifiers have their order, and alternatives do not mix', () => {
    expect(elementsOf(`https://a/01/${GTIN}/21/A/10/B`)).toBe('qualifiers');
    expect(elementsOf(`https://a/01/${GTIN}/22/A/235/B`)).toBe('qualifiers');
    expect(elementsOf(`https://a/01/${GTIN}/10/A/10/A`)).toBe('qualifiers');
  });

  test('an ordinary address has none', () => {
    for (const uri of [
      'https://a/',
      'https://a/01/',
      'https://a/2026/11/24/news',
      'https://a/b/c?01=1',
      'https://a/99/x',
    ])
      expect(elementsOf(uri)).toBe('noKey');
  });
});

describe('the query', () => {
  test('gives attributes; words, empty parameters and a fragment say nothing', () => {
    expect(elementsOf(`https://a/01/${GTIN}?linkType=all&17=261231&&x;3103=000195#17=x`)).toEqual([
      { ai: '01', value: GTIN },
      { ai: '17', value: '261231' },
      { ai: '3103', value: '000195' },
    ]);
  });

  test('a number that is no AI, and an AI that belongs in the path, are refused', () => {
    expect(elementsOf(`https://a/01/${GTIN}?18=1`)).toBe('unknownAi');
    expect(elementsOf(`https://a/01/${GTIN}?21=1`)).toBe('notAttribute');
    expect(elementsOf(`https://a/01/${GTIN}?10=1`)).toBe('notAttribute');
    expect(elementsOf(`https://a/01/${GTIN}/21/A?10=1`)).toBe('notAttribute');
  });

  test('a batch that can’t qualify the key any more is an attribute', () => {
    expect(elementsOf(`https://a/01/${GTIN}/235/A?10=1`)).toEqual([
      { ai: '01', value: GTIN },
      { ai: '235', value: 'A' },
      { ai: '10', value: '1' },
    ]);
  });

  test('its pairs are those of element strings', () => {
    expect(elementsOf(`https://a/01/${GTIN}?3922=0299`)).toBe('missing');
    expect(elementsOf(`https://a/01/${GTIN}?02=${GTIN}&37=1`)).toBe('forbidden');
  });
});

describe('hostile addresses', () => {
  test('escapes are decoded once, and what comes out is checked like anything else', () => {
    expect(elementsOf(`https://a/01/${GTIN}/10/A%252F`)).toEqual([
      { ai: '01', value: GTIN },
      { ai: '10', value: 'A%2F' },
    ]);
    for (const escaped of ['%00', '%0a', '%1d', '%20', '%c3%a9', '%3C%00', '%E2%80%AE'])
      expect(elementsOf(`https://a/01/${GTIN}/10/A${escaped}`)).toBe('character');
    for (const broken of ['%', '%4', '%zz', '%%41', '%u0041'])
      expect(elementsOf(`https://a/01/${GTIN}/10/A${broken}`)).toBe('escape');
  });

  test('other schemes, logins, spaces and characters beyond ASCII are no address', () => {
    for (const uri of [
      `javascript:alert(1)//a/01/${GTIN}`,
      `ftp://a/01/${GTIN}`,
      `https://user:word@a/01/${GTIN}`,
      ` https://a/01/${GTIN}`,
      `https://a/01/${GTIN}\n`,
      `https://ä/01/${GTIN}`,
      `https://a/<b>/01/${GTIN}`,
      `https://a\\b/01/${GTIN}`,
    ])
      expect(elementsOf(uri)).toBe('notAUri');
  });

  test('a compressed link is named as such', () => {
    expect(elementsOf('https://id.gs1.org/ARFKk4XB0CDKWcnpq')).toBe('compressed');
  });

  test('the longest are answered at once', () => {
    const long = ['/01', '/10/A', '/01/1', '%41', '&17=261231', '&x', '/'].map(
      (part) => `https://a/01/${GTIN}${part.repeat(2000)}`,
    );
    const started = performance.now();
    for (let round = 0; round < 50; round += 1)
      for (const uri of long) for (const tail of ['', '?']) readDigitalLink((uri + tail).slice(0, MAX_URI_LENGTH));
    // 700 addresses of 4096 characters: milliseconds when linear.
    expect(performance.now() - started).toBeLessThan(2000);
    expect(elementsOf(`https://a/01/${GTIN}?x=${'a'.repeat(MAX_URI_LENGTH)}`)).toBe('notAUri');
  });
});

test('what is written into a link is read out of it', () => {
  const set82 = fc.constantFrom(...'!"%&\'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz');
  const text = fc.string({ unit: set82, minLength: 1, maxLength: 20 });
  const escaped = (value: string) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  fc.assert(
    fc.property(
      fc.option(text),
      fc.option(text),
      fc.option(text),
      fc.option(text),
      (variant, batch, serial, internal) => {
        const qualifiers = [
          ['22', variant],
          ['10', batch],
          ['21', serial],
        ].filter((pair): pair is [string, string] => pair[1] !== null);
        const path = qualifiers.map(([ai, value]) => `/${ai}/${escaped(value)}`).join('');
        const query = internal === null ? '' : `?91=${escaped(internal)}`;
        const expected = [['01', GTIN], ...qualifiers, ...(internal === null ? [] : [['91', internal]])];
        expect(elementsOf(`https://a.example/01/${GTIN}${path}${query}`)).toEqual(
          expected.map(([ai, value]) => ({ ai, value })),
        );
      },
    ),
    { numRuns: 2000 },
  );
});
