import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CURRENCY_CODES, currencyExponent } from './currency.ts';

test('most currencies have hundredths', () => {
  for (const code of ['EUR', 'GBP', 'USD', 'CHF', 'HUF', 'CZK', 'MRU', 'MGA']) expect(currencyExponent(code)).toBe(2);
});

test('yen, won and CFA francs have no minor unit smaller than one', () => {
  for (const code of ['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF', 'XPF']) expect(currencyExponent(code)).toBe(0);
});

test('dinars of the Gulf, Jordan, Libya and Tunisia, and the Omani rial, have thousandths', () => {
  for (const code of ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']) expect(currencyExponent(code)).toBe(3);
});

test('the two indexed units of Chile and Uruguay have four digits', () => {
  expect(currencyExponent('CLF')).toBe(4);
  expect(currencyExponent('UYW')).toBe(4);
});

test('a withdrawn currency is unknown, and the one that replaced it is known', () => {
  const replaced = [
    ['BGN', 'EUR'],
    ['HRK', 'EUR'],
    ['ANG', 'XCG'],
    ['SLL', 'SLE'],
    ['ZWL', 'ZWG'],
  ] as const;
  for (const [old, now] of replaced) {
    expect(currencyExponent(old)).toBeNull();
    expect(currencyExponent(now)).toBe(2);
  }
});

test('codes without a minor unit are no currency to sell in', () => {
  for (const code of ['XAU', 'XAG', 'XDR', 'XTS', 'XXX']) expect(currencyExponent(code)).toBeNull();
});

test('the list holds 165 codes, each once, each of three capitals', () => {
  expect(CURRENCY_CODES).toHaveLength(165);
  expect(new Set(CURRENCY_CODES).size).toBe(165);
  for (const code of CURRENCY_CODES) expect(code).toMatch(/^[A-Z]{3}$/);
});

test('every code but those in the list is refused, whatever its text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('eur', 'EUR ', '__proto__', 'constructor', '')), (code) => {
      expect(currencyExponent(code) !== null).toBe(CURRENCY_CODES.includes(code));
    }),
  );
});
