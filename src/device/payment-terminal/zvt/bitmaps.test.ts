import { expect, test } from 'vitest';
import { readBitmaps } from './bitmaps.ts';

const read = (text: string) => readBitmaps(Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex')));

test('reads what is kept of a status information', () => {
  const text = `27 00  04 000000000662  49 0826  0c 100533  0d 0701  0b 000123  87 0042  29 65001234
    22 f0 f8 476173ffffffffff  3b 30 38 31 35 39 37 00 00  8a 0a  8b f0f5 56 49 53 41 00`;
  expect(read(text.replace('476173ffffffffff', '4761739001011234'))).toEqual({
    kind: 'fields',
    complete: true,
    fields: {
      resultCode: 0,
      amount: 662,
      currency: '826',
      time: '100533',
      date: '0701',
      traceNumber: '000123',
      receiptNumber: '0042',
      terminalId: '65001234',
      lastFour: '1234',
      authorisation: '081597',
      cardType: 10,
      cardName: 'VISA',
    },
  });
});

test.each([
  ['22 f0f8 4761739001010010', '0010'],
  ['22 f1f0 67999985000000000 17f', '0017'],
  ['22 f0f8 eeeeeeeeeeee1234', '1234'],
  ['22 f0f8 eeeeeeeeeeeeeeee', undefined],
  ['22 f0f1 12', undefined],
  ['22 f0f0', undefined],
])('of a card number (%s) only the last four are read', (bytes, lastFour) => {
  expect(read(bytes)).toMatchObject({ kind: 'fields', fields: lastFour === undefined ? {} : { lastFour } });
  expect(JSON.stringify(read(bytes))).not.toMatch(/\d{5}/);
});

test('bitmaps that are not kept are measured and skipped', () => {
  const skipped =
    '2d f0f3 414243  23 f0f2 1122  24 f0f0f2 3344  3c f0f0f3 4f4b21  60 f0f0f1 00  92 f0f0f1 00  2a 303132333435363738393031323334  3a 1234  0e 2512';
  expect(read(`${skipped} 27 6c`)).toEqual({ kind: 'fields', complete: true, fields: { resultCode: 0x6c } });
});

test('a TLV container is walked, and a broken one spoils the message', () => {
  expect(read('27 00 06 05 1f 07 01 02 07 00'.replace('06 05', '06 06'))).toMatchObject({
    kind: 'fields',
    complete: true,
  });
  expect(read('06 03 07 05 41 27 00')).toEqual({ kind: 'malformed' });
  expect(read('06 81 03 07 01 41')).toEqual({ kind: 'malformed' });
});

test.each(['04 0000', '22 f0f8 4761', '22 f0', '22 4111', '8b f0fa 41', '06 82', '27'])(
  '%s is cut short or mis-measured',
  (bytes) => {
    expect(read(bytes)).toEqual({ kind: 'malformed' });
  },
);

test('what follows a bitmap that the protocol does not name is left alone', () => {
  expect(read('27 00 04 000000000100 77 04 000000000999')).toEqual({
    kind: 'fields',
    complete: false,
    fields: { resultCode: 0, amount: 100 },
  });
});

test('amounts and numbers that are no digits are not kept', () => {
  expect(read('04 00000000066f 87 0a42 29 650012ff')).toEqual({ kind: 'fields', complete: true, fields: {} });
});
