import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceiptDocument } from '../../../domain/receipt/document.ts';
import { SALE } from '../../rehearsal/sale.ts';
import { columnsOf, GAP } from './columns.ts';
import { layOutReceipt } from './receipt.ts';
import { amountLines } from './rows.ts';

function paper(document: ReceiptDocument, columns = 42): string {
  return layOutReceipt(document, columns)
    .map((row) => (row.kind === 'qr' ? `[QR ${row.payload}]` : `${row.style === 'tall' ? '^' : ' '}${row.text}`))
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

test('a sale on paper of 42 columns', () => {
  expect(`\n${paper(SALE)}\n`).toBe(`
^            Checkstand Market
               1 High Street
               Leeds LS1 1AA
           VAT no. GB 123 4567 89
 ------------------------------------------
 Bananas, loose                     £0.82 Z
   0.742 kg x £1.10/kg
 Ground coffee                      £5.00 Z
   2 x £2.50
   2 for £4                        -£1.00
 Kitchen roll                       £1.80 S
 ------------------------------------------
 Subtotal                           £7.62
 Savings                           -£1.00
 
 Tax                           Net    Tax
 S VAT 20%                   £1.50  £0.30
 Z VAT zero 0%               £4.82  £0.00
 
^TOTAL                              £6.62
 4 items
 VISA **** 1234                     £6.62
   Authorisation 081597
 ------------------------------------------
 ** CUSTOMER RECEIPT **
 TID   65001234
 AMOUNT      GBP 6.62
 ------------------------------------------
 
[QR https://receipts.example/r/abc#xyz]
   Your digital receipt, and your way out
 
 Receipt     A7K2-000042
 Lane        Lane 1
 Date        1 Jul 2025, 10:05
 Workstation lane-1 A7K2
 Transaction
   0197c1b2-7e5d-7f7a-9b8c-4c9d0e1f2a3b
`);
});

test('on 48 columns amounts move right together, and the transaction id fits beside its word', () => {
  const text = paper(SALE, 48);
  expect(text).toContain('\n^TOTAL                                    £6.62\n');
  expect(text).toContain('\n Transaction 0197c1b2-7e5d-7f7a-9b8c-4c9d0e1f2a3b');
});

test('a copy and a training sale say so above and below', () => {
  const rows = paper({ ...SALE, copy: true, training: true })
    .split('\n')
    .map((row) => row.trim());
  expect(rows.slice(0, 2)).toEqual(['^               *** COPY ***', '^      *** TRAINING - NOT A SALE ***']);
  expect(rows.slice(-2)).toEqual(rows.slice(0, 2));
});

test('a refund says what it is and of which receipt, its amounts are negative, and it opens no gate', () => {
  const [, coffee] = SALE.lines;
  const text = paper({
    ...SALE,
    returnOf: 'A7K2-000042',
    header: { ...SALE.header, receiptNumber: 'A7K2-000051' },
    lines: [{ ...coffee!, quantity: 1, gross: -250, modifiers: [{ title: '2 for £4', amount: -50 }] }],
    itemCount: 1,
    gross: -250,
    discount: -50,
    total: -200,
    tax: 0,
    taxes: [{ code: 'Z', name: 'VAT zero', percent: '0', base: -200, tax: 0 }],
    tenders: [{ kind: 'card', amount: -200, scheme: 'VISA', lastFour: '1234' }],
    terminalText: [],
    qr: null,
  });
  expect(`\n${text}\n`).toBe(`
^              *** Refund ***
^            Checkstand Market
               1 High Street
               Leeds LS1 1AA
           VAT no. GB 123 4567 89
       Refund of receipt A7K2-000042
 ------------------------------------------
 Ground coffee                     -£2.50 Z
   2 for £4                         £0.50
 ------------------------------------------
 Subtotal                          -£2.50
 Savings                            £0.50
 
 Tax                           Net    Tax
 Z VAT zero 0%              -£2.00  £0.00
 
^TOTAL                             -£2.00
 1 item
 VISA **** 1234                    -£2.00
 
 Receipt     A7K2-000051
 Lane        Lane 1
 Date        1 Jul 2025, 10:05
 Workstation lane-1 A7K2
 Transaction
   0197c1b2-7e5d-7f7a-9b8c-4c9d0e1f2a3b
^              *** Refund ***
`);
});

test('prices without tax show the subtotal and the tax above the total', () => {
  const text = paper({
    ...SALE,
    currency: 'USD',
    locale: 'en-US',
    pricesIncludeTax: false,
    discount: 0,
    tax: 53,
    total: 815,
  });
  expect(text).toMatch(/Subtotal +\$7\.62\n Tax +\$0\.53\n/);
  expect(text).not.toContain('Savings');
});

test('a long name breaks below itself and its amount stays on the axis', () => {
  const name = 'Organic wholemeal sourdough bread with pumpkin and sunflower seeds';
  const [line] = SALE.lines;
  const rows = paper({ ...SALE, lines: [{ ...line!, name, grams: null, quantity: 1 }] }).split('\n');
  const at = rows.findIndex((row) => row.startsWith(' Organic'));
  expect(rows.slice(at, at + 3)).toEqual([
    ' Organic wholemeal sourdough bread  £0.82 Z',
    '   with pumpkin and sunflower seeds',
    ' ------------------------------------------',
  ]);
});

test('an amount too wide to leave room for a name goes below it, on the axis', () => {
  const rows = amountLines({ columns: 42, end: 40 }, 'Gold bars, by the pallet', `Rp ${'9'.repeat(26)}`, { mark: 'S' });
  expect(rows.map((row) => row.replaceAll(GAP, ' '))).toEqual([
    'Gold bars, by the pallet',
    `           Rp ${'9'.repeat(26)} S`,
  ]);
});

test('long tax codes become letters that the tax table explains', () => {
  const text = paper({
    ...SALE,
    lines: SALE.lines.map((line) => ({ ...line, taxCodes: line.taxCodes[0] === 'S' ? ['standard'] : ['zero-rated'] })),
    taxes: SALE.taxes.map((tax) => ({ ...tax, code: tax.code === 'S' ? 'standard' : 'zero-rated' })),
  });
  expect(text).toMatch(/Kitchen roll +£1\.80 A\n/);
  expect(text).toMatch(/\n A VAT 20% +£1\.50 {2}£0\.30\n B VAT zero 0%/);
});

test('a rate whose name already says the percentage does not say it twice', () => {
  const text = paper({ ...SALE, taxes: [{ code: 'S', name: 'VAT 20%', percent: '20', base: 150, tax: 30 }] });
  expect(text).toMatch(/\n S VAT 20% +£1\.50/);
});

test("the terminal's text is copied as it is, spaces and order, cut only at the edge of the paper", () => {
  const terminalText = ['   K-U-N-D-E-N-B-E-L-E-G', 'Betrag        EUR    6,62', '', 'x'.repeat(50)];
  const rows = layOutReceipt({ ...SALE, terminalText }, 42).map((row) => (row.kind === 'qr' ? '' : row.text));
  const at = rows.indexOf(terminalText[0]!);
  expect(rows.slice(at, at + 5)).toEqual([terminalText[0], terminalText[1], '', 'x'.repeat(42), 'x'.repeat(8)]);
});

test('nothing in a name can command the printer or turn the line around', () => {
  const [line] = SALE.lines;
  const name = '\u001b@\u001dV\u0000Evil \u202eedisni\r\n\u0010\u0004\u0001 tea 🍵';
  const rows = layOutReceipt({ ...SALE, lines: [{ ...line!, name }] }, 42);
  const text = rows.map((row) => (row.kind === 'qr' ? '' : row.text)).join('\n');
  expect(text).toContain('@VEvil edisni tea ?');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('an unknown locale, timezone or currency still gives a receipt', () => {
  const text = paper({ ...SALE, locale: 'not a locale', timezone: 'Mars/Olympus', currency: 'pounds' });
  expect(text).toContain('TOTAL');
  expect(text).toContain('Jul 1, 2025');
  expect(paper({ ...SALE, header: { ...SALE.header, completedAt: 'yesterday' } })).toContain('Date        yesterday');
});

test('whatever is sold, no line is wider than the paper and every amount ends in the same column', () => {
  const line = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 120 }),
    quantity: fc.option(fc.integer({ min: 1, max: 999 })),
    grams: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
    gross: fc.integer({ min: -10_000_000, max: 10_000_000 }),
    modifiers: fc.array(
      fc.record({ title: fc.string({ maxLength: 60 }), amount: fc.integer({ min: 0, max: 100_000 }) }),
      { maxLength: 3 },
    ),
    taxCodes: fc.array(fc.constantFrom('S', 'Z', 'reduced'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom(42, 48), (lines, columns) => {
      const rows = layOutReceipt({ ...SALE, lines }, columns);
      const texts = rows.flatMap((row) => (row.kind === 'text' ? [row.text] : []));
      for (const text of texts) expect(columnsOf(text)).toBeLessThanOrEqual(columns);
      const ends = texts.flatMap(
        (text) => /^(?:TOTAL|Subtotal|Savings|VISA).*?(?=[ \u00a0]*$)/.exec(text)?.[0].length ?? [],
      );
      expect(new Set(ends).size).toBe(1);
    }),
  );
});
