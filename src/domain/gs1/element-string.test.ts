import { expect, test } from 'vitest';
import { readTradeItem } from './element-string.ts';

const GTIN = '09506000134352';

test('AI (01) alone gives its GTIN', () => {
  expect(readTradeItem(`01${GTIN}`)).toEqual({ kind: 'ok', gtin: GTIN });
});

test('elements behind it change nothing, with a separator between or without', () => {
  for (const rest of ['17261231', '10ABC-1\u001d21XYZ', '\u001d17261231', '\u001d', '3103001250']) {
    expect(readTradeItem(`01${GTIN}${rest}`)).toEqual({ kind: 'ok', gtin: GTIN });
  }
});

test('a wrong check digit is named as such', () => {
  expect(readTradeItem('0109506000134353')).toEqual({ kind: 'refused', reason: 'checkDigit' });
});

test('an element string that begins with anything else is not read yet', () => {
  for (const text of ['00106141412345678908', `10A\u001d01${GTIN}`, `\u001d01${GTIN}`, '01123', `01${GTIN}A`, '']) {
    expect(readTradeItem(text)).toEqual({ kind: 'refused', reason: 'unsupportedSymbol' });
  }
});

test('characters that no element string can hold make it no barcode', () => {
  for (const character of ['\u0000', '\n', ' ', '#', '{', '\u007f', 'é', '\u202e', '\ufffd', '\ud800']) {
    expect(readTradeItem(`01${GTIN}10A${character}`)).toEqual({ kind: 'refused', reason: 'notABarcode' });
  }
});
