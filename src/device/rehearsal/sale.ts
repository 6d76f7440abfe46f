import type { ReceiptDocument } from '../../domain/receipt/document.ts';

/** A sale with everything a receipt can say, for the tests of this room. */
export const SALE: ReceiptDocument = {
  locale: 'en-GB',
  currency: 'GBP',
  timezone: 'Europe/London',
  pricesIncludeTax: true,
  copy: false,
  training: false,
  returnOf: null,
  header: {
    storeName: 'Checkstand Market',
    address: ['1 High Street', 'Leeds LS1 1AA'],
    taxId: 'GB 123 4567 89',
    laneLabel: 'Lane 1',
    receiptNumber: 'A7K2-000042',
    completedAt: '2025-07-01T09:05:00Z',
  },
  lines: [
    { name: 'Bananas, loose', quantity: null, grams: 742, unitPrice: 110, gross: 82, modifiers: [], taxCodes: ['Z'] },
    {
      name: 'Ground coffee',
      quantity: 2,
      grams: null,
      unitPrice: 250,
      gross: 500,
      modifiers: [{ title: '2 for £4', amount: 100 }],
      taxCodes: ['Z'],
    },
    { name: 'Kitchen roll', quantity: 1, grams: null, unitPrice: 180, gross: 180, modifiers: [], taxCodes: ['S'] },
  ],
  itemCount: 4,
  gross: 762,
  discount: 100,
  total: 662,
  tax: 30,
  taxes: [
    { code: 'S', name: 'VAT', percent: '20', base: 150, tax: 30 },
    { code: 'Z', name: 'VAT zero', percent: '0', base: 482, tax: 0 },
  ],
  tenders: [{ kind: 'card', amount: 662, scheme: 'VISA', lastFour: '1234', authorisation: '081597' }],
  terminalText: ['** CUSTOMER RECEIPT **', 'TID   65001234', 'AMOUNT      GBP 6.62'],
  fiscal: { workstation: 'lane-1', epochCode: 'A7K2', transactionId: '0197c1b2-7e5d-7f7a-9b8c-4c9d0e1f2a3b' },
  qr: { payload: 'https://receipts.example/r/abc#xyz', caption: { id: 'receipt.qr.digital' } },
};
