import { expect, test } from 'vitest';
import { price4CheckDigit, price5CheckDigit } from './price-check-digit.ts';

const ALL = '0123456789';

test('a value of nothing but zeros has verifier 0', () => {
  expect(price4CheckDigit('0000')).toBe('0');
  expect(price5CheckDigit('00000')).toBe('0');
});

test('every single wrong digit of a four-digit price changes its verifier', () => {
  for (let price = 0; price < 10_000; price += 7) {
    const text = String(price).padStart(4, '0');
    for (let place = 0; place < 4; place += 1) {
      const verifiers = [...ALL].map((digit) => price4CheckDigit(text.slice(0, place) + digit + text.slice(place + 1)));
      expect(new Set(verifiers).size).toBe(10);
    }
  }
});

test('every single wrong digit of a five-digit price changes its verifier', () => {
  for (let price = 0; price < 100_000; price += 97) {
    const text = String(price).padStart(5, '0');
    for (let place = 0; place < 5; place += 1) {
      const verifiers = [...ALL].map((digit) => price5CheckDigit(text.slice(0, place) + digit + text.slice(place + 1)));
      expect(new Set(verifiers).size).toBe(10);
    }
  }
});

test('other lengths and other characters have none', () => {
  for (const text of ['', '123', '12345', 'abcd', '12.3', '-123', '１２３４'])
    expect(price4CheckDigit(text)).toBeNull();
  for (const text of ['', '1234', '123456', 'abcde', ' 1234']) expect(price5CheckDigit(text)).toBeNull();
});
