import { expect, test } from 'vitest';
import { customerText, NO_RECEIPTS, type ReceiptTexts, withPrintLine, withTextBlock } from './receipt-text.ts';

const line = (attribute: number, text: string) => Uint8Array.of(attribute, ...Buffer.from(text, 'latin1'));
const print = (texts: ReceiptTexts, ...lines: Uint8Array[]) =>
  lines.reduce((sum, data) => withPrintLine(sum, data, 'cp437'), texts);
const block = (receiptType: number, ...lines: string[]) => {
  const items = lines.flatMap((text) => [0x07, text.length, ...Buffer.from(text, 'latin1')]);
  const content = [0x1f, 0x07, 0x01, receiptType, 0x25, items.length, ...items];
  return Uint8Array.of(0x06, content.length, ...content);
};

test('keeps printed lines as they are, blank ones too', () => {
  const texts = print(NO_RECEIPTS, line(0x00, '  Kundenbeleg  '), line(0xff, '\x02'), line(0x40, 'BETRAG     6,62'));
  expect(customerText(texts)).toEqual(['  Kundenbeleg  ', '', '', 'BETRAG     6,62']);
});

test("of two receipts without a name the last is the shopper's", () => {
  const texts = print(
    NO_RECEIPTS,
    line(0, 'Haendlerbeleg'),
    line(0x81, ''),
    line(0, 'Kundenbeleg'),
    line(0x81, 'Ende'),
  );
  expect(customerText(texts)).toEqual(['Kundenbeleg', 'Ende']);
});

test("a receipt that is the customer's by name is the one, wherever it stands; the merchant's never is", () => {
  const first = withTextBlock(NO_RECEIPTS, block(2, 'Kundenbeleg', 'Danke'), 'cp437')!;
  expect(customerText(withTextBlock(first, block(1, 'Haendlerbeleg'), 'cp437')!)).toEqual(['Kundenbeleg', 'Danke']);
  expect(customerText(withTextBlock(NO_RECEIPTS, block(1, 'Haendlerbeleg'), 'cp437')!)).toEqual([]);
});

test('reads the terminal character set', () => {
  expect(customerText(withPrintLine(NO_RECEIPTS, Uint8Array.of(0, 0x81, 0x9c, 0xe1, 0x1b, 0x40), 'cp437'))).toEqual([
    'ü£ß@',
  ]);
  expect(customerText(withPrintLine(NO_RECEIPTS, Uint8Array.of(0, 0xfc), 'latin1'))).toEqual(['ü']);
  expect(customerText(withPrintLine(NO_RECEIPTS, Uint8Array.of(0, 0xc3, 0xbc, 0xff), 'utf-8'))).toEqual(['ü\ufffd']);
});

test('card numbers lose all but the last four', () => {
  const texts = print(NO_RECEIPTS, line(0, 'Karte 4111111111111111'));
  expect(customerText(texts)).toEqual(['Karte ************1111']);
  expect(customerText(withTextBlock(NO_RECEIPTS, block(2, '4111 1111 1111 1111'), 'cp437')!)).toEqual([
    '**** **** **** 1111',
  ]);
});

test('a broken block is refused whole', () => {
  expect(withTextBlock(NO_RECEIPTS, Uint8Array.of(0x06, 0x02, 0x25, 0x05), 'cp437')).toBeNull();
  expect(withTextBlock(NO_RECEIPTS, Uint8Array.of(0x06, 0x09, 0x25, 0x00), 'cp437')).toBeNull();
  expect(withTextBlock(NO_RECEIPTS, Uint8Array.of(0x25, 0x00), 'cp437')).toBeNull();
});

test('a terminal that never stops printing fills no memory', () => {
  const flood = line(0, 'x'.repeat(5000));
  let texts = NO_RECEIPTS;
  for (let count = 0; count < 2000; count++) texts = withPrintLine(texts, flood, 'cp437');
  expect(customerText(texts)).toHaveLength(200);
  expect(customerText(texts)[0]).toHaveLength(200);
});
