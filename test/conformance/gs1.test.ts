import { describe, expect, test } from 'vitest';
import { gs1CheckDigit, hasCheckDigit } from '../../src/domain/gs1/check-digit.ts';
import { identify } from '../../src/domain/gs1/identify.ts';
import { price4CheckDigit, price5CheckDigit } from '../../src/domain/gs1/price-check-digit.ts';
import { expandUpcE } from '../../src/domain/gs1/upc-e.ts';
import published from './gs1-vectors.json' with { type: 'json' };

describe('published check digits', () => {
  for (const { key, source } of published.checkDigits) {
    test(`${key} (${source})`, () => {
      expect(gs1CheckDigit(key.slice(0, -1))).toBe(key.at(-1));
      expect(hasCheckDigit(key)).toBe(true);
      for (const wrong of '0123456789'.replace(key.at(-1)!, ''))
        expect(hasCheckDigit(key.slice(0, -1) + wrong)).toBe(false);
    });
  }
});

describe('published UPC-E expansions', () => {
  for (const { digits, company, item, source } of published.upcE) {
    test(`${digits} is ${company} ${item} (${source})`, () => {
      for (const numberSystem of ['0', '1']) {
        const payload = `${numberSystem}${company}${item}`;
        const gtin12 = `${payload}${gs1CheckDigit(payload)}`;
        expect(expandUpcE(`${numberSystem}${digits}`)).toEqual({ kind: 'ok', gtin12 });
        expect(expandUpcE(`${numberSystem}${digits}${gtin12.at(-1)}`)).toEqual({ kind: 'ok', gtin12 });
      }
    });
  }

  for (const { upcE, gtin12, source } of published.upcEWithCheckDigit) {
    test(`${upcE} is ${gtin12} (${source})`, () => {
      expect(expandUpcE(upcE)).toEqual({ kind: 'ok', gtin12 });
      expect(expandUpcE(upcE.slice(1, 7))).toEqual({ kind: 'ok', gtin12 });
    });
  }
});

describe('published price and measure verifier digits', () => {
  for (const { value, digit, source } of published.priceCheckDigits) {
    test(`${value} has ${digit} (${source})`, () => {
      expect(value.length === 4 ? price4CheckDigit(value) : price5CheckDigit(value)).toBe(digit);
    });
  }

  const { numbers, pattern, source } = published.labels;
  for (const number of numbers) {
    test(`${number} is a label whose check digits hold (${source})`, () => {
      const templates = [{ pattern: number.slice(0, 2) + pattern.slice(2) }];
      expect(identify({ data: number }, templates)).toEqual({
        kind: 'inStoreWeight',
        itemCode: number.slice(2, 6),
        grams: Number(number.slice(7, 12)),
      });
    });
  }
});
