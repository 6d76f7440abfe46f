import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readElementString, SEPARATOR } from './element-string.ts';
import { type Gs1Element, MOST_ELEMENTS } from './elements.ts';

const GTIN = '09506000134352';
const ITEM: Gs1Element = { ai: '01', value: GTIN };
const GS = SEPARATOR;

function ok(...elements: readonly (readonly [ai: string, value: string])[]) {
  return { kind: 'ok', elements: elements.map(([ai, value]) => ({ ai, value })) };
}

function flaw(text: string): unknown {
  const read = readElementString(text);
  return read.kind === 'refused' ? read.flaw : 'none';
}

describe('where elements end', () => {
  test('those of predefined length follow each other without a separator', () => {
    expect(readElementString(`01${GTIN}172612313103001250`)).toEqual(
      ok(['01', GTIN], ['17', '261231'], ['3103', '001250']),
    );
  });

  test('a separator behind one of predefined length changes nothing', () => {
    expect(readElementString(`01${GTIN}${GS}17261231${GS}10A`)).toEqual(
      ok(['01', GTIN], ['17', '261231'], ['10', 'A']),
    );
  });

  test('any other ends at a separator or with the data', () => {
    expect(readElementString(`01${GTIN}10ABC-1${GS}21XYZ`)).toEqual(ok(['01', GTIN], ['10', 'ABC-1'], ['21', 'XYZ']));
  });

  test('one separator in front and one at the end are tolerated', () => {
    expect(readElementString(`${GS}01${GTIN}10A${GS}`)).toEqual(ok(['01', GTIN], ['10', 'A']));
    expect(readElementString(`01${GTIN}${GS}`)).toEqual(ok(['01', GTIN]));
  });

  test('two separators in a row have lost something between them', () => {
    expect(flaw(`01${GTIN}10A${GS}${GS}21B`)).toEqual({ reason: 'separator', ai: '10' });
    expect(flaw(`${GS}${GS}01${GTIN}`)).toEqual({ reason: 'separator', ai: '' });
  });

  test('without its separator a value swallows what follows, and is refused where that makes it too long', () => {
    expect(readElementString(`01${GTIN}10ABC21XYZ`)).toEqual(ok(['01', GTIN], ['10', 'ABC21XYZ']));
    expect(flaw(`01${GTIN}42227621XYZ`)).toEqual({ reason: 'length', ai: '422' });
  });

  test('a value of predefined length that is cut short or cut through is refused', () => {
    expect(flaw('0109506000134')).toEqual({ reason: 'length', ai: '01' });
    expect(flaw(`01${GTIN}1726${GS}1231`)).toEqual({ reason: 'character', ai: '17' });
  });
});

describe('what is refused', () => {
  test('nothing, and nothing but a separator', () => {
    expect(flaw('')).toEqual({ reason: 'empty' });
    expect(flaw(GS)).toEqual({ reason: 'empty' });
  });

  test('an AI that there is none of, and the last digits that are no AI', () => {
    expect(flaw(`01${GTIN}04123`)).toEqual({ reason: 'unknownAi', ai: '0412' });
    expect(flaw(`01${GTIN}1812`)).toEqual({ reason: 'unknownAi', ai: '1812' });
    expect(flaw(`01${GTIN}3106000001`)).toEqual({ reason: 'unknownAi', ai: '3106' });
    expect(flaw(`01${GTIN}AB`)).toEqual({ reason: 'unknownAi', ai: '' });
    expect(flaw(`01${GTIN}1`)).toEqual({ reason: 'unknownAi', ai: '1' });
  });

  test('a check digit and a date that are wrong, by name', () => {
    expect(flaw('0109506000134353')).toEqual({ reason: 'checkDigit', ai: '01' });
    expect(flaw(`01${GTIN}17261301`)).toEqual({ reason: 'content', ai: '17', check: 'dateOrMonth' });
  });

  test('the same AI with another value; the same value twice is one', () => {
    expect(flaw(`01${GTIN}10A${GS}10B`)).toEqual({ reason: 'duplicate', ai: '10' });
    expect(readElementString(`01${GTIN}10A${GS}10A`)).toEqual(ok(['01', GTIN], ['10', 'A']));
  });

  test('pairs that lack a half, or must not be', () => {
    expect(flaw('10ABC')).toEqual({ reason: 'missing', ai: '10', wanted: '01,02,03,8006,8026' });
    expect(flaw(`01${GTIN}39221234`)).toEqual({ reason: 'missing', ai: '3922', wanted: '30,31nn,32nn,35nn,36nn' });
    expect(flaw(`02${GTIN}`)).toEqual({ reason: 'missing', ai: '02', wanted: '37' });
    expect(flaw(`01${GTIN}3712`)).toEqual({ reason: 'forbidden', ai: '01', with: '37' });
    expect(flaw(`01${GTIN}31030012503102000125`)).toEqual({ reason: 'forbidden', ai: '3103', with: '3102' });
    expect(flaw(`01${GTIN}8030QUJD`)).toMatchObject({ reason: 'missing', ai: '8030' });
    expect(readElementString(`01${GTIN}21S${GS}8030QUJD`).kind).toBe('ok');
  });

  test('characters that no element string has', () => {
    for (const character of ['\u0000', '\n', ' ', '{', '$', '@', '\u007f', 'é', '\u202e', '\ufffd', '\ud800']) {
      expect(flaw(`01${GTIN}10A${character}`)).toEqual({ reason: 'character' });
    }
    expect(flaw(`01${GTIN}10A#`)).toEqual({ reason: 'character', ai: '10' });
  });

  test('more elements than any symbol', () => {
    const many = Array.from({ length: MOST_ELEMENTS + 1 }, () => '91A').join(GS);
    expect(flaw(many)).toEqual({ reason: 'tooMany' });
  });
});

test('what is written element by element is read back, in any order and with or without needless separators', () => {
  const set82 = fc.constantFrom(...'!"%&\'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz');
  const text = (most: number) => fc.string({ unit: set82, minLength: 1, maxLength: most });
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  const date = fc
    .tuple(fc.nat(99), fc.integer({ min: 1, max: 12 }), fc.nat(28))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));
  const element = fc.oneof(
    text(20).map((value): Gs1Element => ({ ai: '10', value })),
    text(20).map((value): Gs1Element => ({ ai: '21', value })),
    text(90).map((value): Gs1Element => ({ ai: '97', value })),
    date.map((value): Gs1Element => ({ ai: '17', value })),
    date.map((value): Gs1Element => ({ ai: '15', value })),
    digits(6).map((value): Gs1Element => ({ ai: '3103', value })),
    digits(8).map((value): Gs1Element => ({ ai: '30', value })),
  );
  const unlike = fc.uniqueArray(element, { selector: ({ ai }) => ai, maxLength: 7 });
  fc.assert(
    fc.property(unlike, fc.nat(7), fc.boolean(), (others, place, needless) => {
      const elements = [...others.slice(0, place), ITEM, ...others.slice(place)];
      const fixed = new Set(['01', '15', '17', '3103']);
      const written = elements.map(({ ai, value }) => `${ai}${value}${fixed.has(ai) && !needless ? '' : GS}`).join('');
      expect(readElementString(written)).toEqual({ kind: 'ok', elements });
    }),
    { numRuns: 2000 },
  );
});
