import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gs1CheckDigit } from './check-digit.ts';
import { identify, MAX_SCAN_LENGTH } from './identify.ts';
import type { LabelTemplate } from './identity.ts';

const TEMPLATES: readonly LabelTemplate[] = [
  { pattern: '02IIIIIVPPPPC' },
  { pattern: '23IIIIVWWWWWC' },
  { pattern: '2199IIIPPPPPC', scale: 10 },
  { pattern: 'nonsense' },
];
const REASONS = ['empty', 'tooLong', 'notABarcode', 'checkDigit', 'unsupportedSymbol', 'badLabel', 'badElements'];

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 20 });
const nasty = fc.constantFrom(
  '\u0000',
  '\u001d',
  '\r\n',
  ']E0',
  ']C1',
  ']E112',
  '<b>',
  "'",
  '\u202e',
  '\ufffd',
  '\ud800',
  '__proto__',
  'https://a/01/',
);
const near = fc.array(fc.oneof(digits, nasty), { maxLength: 6 }).map((parts) => parts.join(''));
const text = fc.oneof(
  digits,
  near,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);
const aim = fc.option(
  fc.oneof(
    fc.constantFrom(']E0', ']E3', ']E4', ']I1', ']C1', ']e0', ']d2', ']Q3', ']J1', ']Q1', ']X0', ''),
    fc.string({ maxLength: 5 }),
  ),
  { nil: undefined },
);

test('20,000 hostile scans never throw and are always one of the outcomes, in its own shape', () => {
  fc.assert(
    fc.property(text, aim, (data, beside) => {
      const outcome = identify(beside === undefined ? { data } : { data, aim: beside }, TEMPLATES);
      switch (outcome.kind) {
        case 'gtin':
          expect(outcome.gtin).toMatch(/^[0-9]{14}$/);
          expect(gs1CheckDigit(outcome.gtin.slice(0, 13))).toBe(outcome.gtin.charAt(13));
          break;
        case 'plu':
          expect(outcome.plu).toMatch(/^[1-9][0-9]{0,4}$/);
          break;
        case 'inStore':
          expect(outcome.itemCode).toMatch(/^[0-9]+$/);
          expect(Number.isSafeInteger(outcome.price) && outcome.price > 0).toBe(true);
          break;
        case 'inStoreWeight':
          expect(outcome.itemCode).toMatch(/^[0-9]+$/);
          expect(Number.isSafeInteger(outcome.grams) && outcome.grams > 0).toBe(true);
          break;
        case 'coupon':
          expect(['8110', '8112', '255', undefined]).toContain(outcome.ai);
          expect(outcome.coupon).toMatch(/^(?:8110-\d{6,12}-\d{6}|8112-\d+|255-\d{13}|9\d{12})$/);
          break;
        default:
          expect(REASONS).toContain(outcome.reason);
      }
    }),
    { numRuns: 20_000 },
  );
});

test('a valid number is found whatever its length, and any other last digit is refused', () => {
  const payload = fc
    .constantFrom(11, 12, 13)
    .chain((length) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length }))
    .filter((body) => body.length !== 12 || !/^(?:98[1-4]|99)/.test(body));
  fc.assert(
    fc.property(payload, (body) => {
      const check = Number(gs1CheckDigit(body));
      expect(identify({ data: `${body}${check}` }, [])).toEqual({
        kind: 'gtin',
        gtin: `${body}${check}`.padStart(14, '0'),
      });
      expect(identify({ data: `${body}${(check + 1) % 10}` }, [])).toEqual({ kind: 'refused', reason: 'checkDigit' });
    }),
  );
});

test('the longest scans are answered in time linear in their length', () => {
  const worst = ['1', ']E1', '/01/', 'https://a/01', '\u001d', '01', ']', '0/'].map((part) =>
    part.repeat(Math.floor(MAX_SCAN_LENGTH / part.length)),
  );
  const heads = ['', ']E0', ']C1', ']E3', ']E4', 'https://'];
  const started = performance.now();
  for (let round = 0; round < 20; round += 1) {
    for (const head of heads)
      for (const body of worst) identify({ data: (head + body).slice(0, MAX_SCAN_LENGTH) }, TEMPLATES);
  }
  // 960 scans of 4096 characters: milliseconds when linear, minutes when a pattern backtracks.
  expect(performance.now() - started).toBeLessThan(2000);
});
