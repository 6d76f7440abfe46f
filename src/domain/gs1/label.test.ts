import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gs1CheckDigit } from './check-digit.ts';
import type { LabelTemplate } from './identity.ts';
import { readLabel } from './label.ts';
import { readTemplate, readTemplates } from './label-template.ts';
import { price4CheckDigit, price5CheckDigit } from './price-check-digit.ts';

/** Prints a label: item and value into their places, verifier and check digit computed. */
function printed(template: LabelTemplate, item: string, value: string): string {
  const verifier = (value.length === 4 ? price4CheckDigit(value) : price5CheckDigit(value)) ?? '0';
  const digits = template.pattern.replace(/I+/, item).replace(/P+|W+/, value).replace('V', verifier).replace('C', '');
  return digits + gs1CheckDigit(digits);
}

function flawOf(template: LabelTemplate): string {
  const read = readTemplate(template);
  return read.kind === 'ok' ? 'ok' : read.flaw;
}

describe('templates', () => {
  test('the label of the design has its item, verifier and price where it says', () => {
    expect(readTemplate({ pattern: '02IIIIIVPPPPC' })).toEqual({
      kind: 'ok',
      layout: {
        pattern: '02IIIIIVPPPPC',
        item: { start: 2, end: 7 },
        measure: 'price',
        value: { start: 8, end: 12 },
        verifier: { place: 7, method: 'price4' },
        scale: 1,
      },
    });
  });

  test('each flaw is named', () => {
    expect(flawOf({ pattern: '02IIIIIVPPPP' })).toBe('pattern');
    expect(flawOf({ pattern: '02IIIIIVPPPPCC' })).toBe('pattern');
    expect(flawOf({ pattern: '02IIIIIXPPPPC' })).toBe('pattern');
    expect(flawOf({ pattern: '40IIIIIVPPPPC' })).toBe('prefix');
    expect(flawOf({ pattern: '2IIIIIIVPPPPC' })).toBe('prefix');
    expect(flawOf({ pattern: '02IIIIIVPPPP0' })).toBe('checkDigit');
    expect(flawOf({ pattern: '02IIIICVPPPPC' })).toBe('checkDigit');
    expect(flawOf({ pattern: '0200000VPPPPC' })).toBe('item');
    expect(flawOf({ pattern: '02II0IIVPPPPC' })).toBe('item');
    expect(flawOf({ pattern: '02IIIII00000C' })).toBe('measure');
    expect(flawOf({ pattern: '02IIIIIPPWWWC' })).toBe('measure');
    expect(flawOf({ pattern: '02IIIIIPP0PPC' })).toBe('measure');
    expect(flawOf({ pattern: '02IIIIVVPPPPC' })).toBe('verifier');
    expect(flawOf({ pattern: '02IIIIVPPPPPC', verifier: 'price4' })).toBe('verifier');
    expect(flawOf({ pattern: '02IIIIIIPPPPC', verifier: 'price4' })).toBe('verifier');
    expect(flawOf({ pattern: '02IIIVPPPPPPC' })).toBe('verifier');
    expect(flawOf({ pattern: '02IIIIIVPPPPC', scale: 0 })).toBe('scale');
    expect(flawOf({ pattern: '02IIIIIVPPPPC', scale: 0.1 })).toBe('scale');
    expect(flawOf({ pattern: '02IIIIIVPPPPC', scale: Number.NaN })).toBe('scale');
    expect(flawOf({ pattern: '02IIIVPPPPPPC', verifier: 'none' })).toBe('ok');
  });

  test('two templates that match the same label are refused, naming the second', () => {
    const price = { pattern: '21IIIIIVPPPPC' };
    expect(readTemplates([price, { pattern: '22IIIIIWWWWWC' }])).toMatchObject({ kind: 'ok' });
    expect(readTemplates([price, { pattern: '2150IIIWWWWWC' }])).toEqual({
      kind: 'badTemplate',
      index: 1,
      flaw: 'overlap',
    });
    expect(readTemplates([price, { pattern: 'nonsense' }])).toEqual({ kind: 'badTemplate', index: 1, flaw: 'pattern' });
  });
});

describe('labels', () => {
  const price: LabelTemplate = { pattern: '02IIIIIVPPPPC' };
  const weight: LabelTemplate = { pattern: '23IIIIVWWWWWC', verifier: 'price5' };

  test('a price label gives its item code, zeros and all, and its price', () => {
    expect(readLabel('0200123928759', [price])).toEqual({ kind: 'inStore', itemCode: '00123', price: 2875 });
  });

  test('a weight label gives grams', () => {
    const label = printed(weight, '0042', '14685');
    expect(label.slice(6, 7)).toBe('6');
    expect(readLabel(label, [price, weight])).toEqual({ kind: 'inStoreWeight', itemCode: '0042', grams: 14_685 });
  });

  test('scale turns tens of cents or of grams into one', () => {
    const label = printed(price, '00123', '2875');
    expect(readLabel(label, [{ ...price, scale: 10 }])).toEqual({ kind: 'inStore', itemCode: '00123', price: 28_750 });
  });

  test('a wrong verifier digit is a bad label, unless the template says not to read it', () => {
    const wrong = '0200123828759';
    expect(readLabel(wrong, [price])).toEqual({ kind: 'badLabel' });
    expect(readLabel(wrong, [{ ...price, verifier: 'none' }])).toMatchObject({ kind: 'inStore', price: 2875 });
  });

  test('a bad label is not rescued by a laxer template behind it', () => {
    expect(readLabel('0200123828759', [price, { pattern: '02IIIIIIPPPPC' }])).toEqual({ kind: 'badLabel' });
  });

  test('a label of no price or no weight is a bad label', () => {
    expect(readLabel(printed(price, '00123', '0000'), [price])).toEqual({ kind: 'badLabel' });
    expect(readLabel(printed(weight, '0042', '00000'), [weight])).toEqual({ kind: 'badLabel' });
  });

  test('digits that no template has are an ordinary number', () => {
    expect(readLabel('2400123428759', [price, weight])).toEqual({ kind: 'noTemplate' });
    expect(readLabel('0200123928759', [])).toEqual({ kind: 'noTemplate' });
    expect(readLabel('0200123928759', [{ pattern: '02IIIIIVPPPP0' }])).toEqual({ kind: 'noTemplate' });
  });

  test('what is printed by a template is read by it, at every item and value', () => {
    const templates = [price, { pattern: '20IIIIIIPPPPC' }, { pattern: '2199WWWWWVIIC' }, { pattern: '29PPPPIIIIIIC' }];
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.nat(999_999),
        fc.integer({ min: 1, max: 9999 }),
        (template, code, amount) => {
          const item = String(code)
            .slice(-(template.pattern.match(/I/g)?.length ?? 0))
            .padStart(template.pattern.match(/I/g)?.length ?? 0, '0');
          const value = String(amount).padStart(template.pattern.match(/[PW]/g)?.length ?? 0, '0');
          const read = readLabel(printed(template, item, value), templates);
          const expected = template.pattern.includes('P')
            ? { kind: 'inStore', price: amount }
            : { kind: 'inStoreWeight', grams: amount };
          expect(read).toEqual({ ...expected, itemCode: item });
        },
      ),
    );
  });
});
