import { describe, expect, it } from 'vitest';
import type { ReceiptDocument } from '../../domain/receipt/document.ts';
import { noticePage, PAGE_HEADERS, receiptPage } from './page.ts';

const receipt = (more: Partial<ReceiptDocument> = {}): ReceiptDocument => ({
  locale: 'en-GB',
  currency: 'GBP',
  timezone: 'Europe/London',
  pricesIncludeTax: true,
  copy: false,
  training: false,
  returnOf: null,
  header: {
    storeName: 'Corner & Co.',
    address: ['1 Market Square'],
    laneLabel: 'lane-1',
    receiptNumber: 'A7K2-000001',
    completedAt: '2026-07-02T10:00:00.000Z',
  },
  lines: [
    {
      name: 'Apples',
      quantity: null,
      grams: 1234,
      unitPrice: 250,
      gross: 309,
      modifiers: [{ title: 'Fruit week', amount: 9 }],
      taxCodes: ['Z'],
    },
    { name: 'Milk', quantity: 2, grams: null, unitPrice: 120, gross: 240, modifiers: [], taxCodes: ['Z'] },
  ],
  itemCount: 3,
  gross: 549,
  discount: 9,
  total: 540,
  tax: 0,
  taxes: [{ code: 'Z', name: 'VAT', percent: '0', base: 540, tax: 0 }],
  tenders: [{ kind: 'card', amount: 540, scheme: 'VISA', lastFour: '1234' }],
  terminalText: ['* CUSTOMER COPY *'],
  fiscal: { workstation: 'lane-1', epochCode: 'A7K2', transactionId: 't1' },
  qr: null,
  ...more,
});

/** What a person reads. */
const textOf = (page: string) =>
  page
    .replace(/<(style|title)>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page of a digital receipt', () => {
  it('says what the paper says: goods, savings, total, tax, tender, number, and the time of the store', () => {
    const text = textOf(receiptPage(receipt(), 'none'));
    for (const words of [
      'Corner &amp; Co. 1 Market Square',
      'Apples £3.09 1.234 kg x £2.50/kg Fruit week -£0.09 Milk £2.40 2 x £1.20',
      'Subtotal £5.49 Savings -£0.09 TOTAL £5.40 3 items',
      'VAT 0% £5.40 £0.00',
      'VISA **** 1234 £5.40 * CUSTOMER COPY *',
      'Receipt A7K2-000001 Date 2 Jul 2026, 11:00',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Send it');
  });

  it('is words and nothing else, whatever an item is called', () => {
    const evil = `<script>alert(1)</script>"'&`;
    const lines = [{ ...receipt().lines[0]!, name: evil, modifiers: [{ title: evil, amount: 1 }] }];
    const header = { ...receipt().header, storeName: evil, address: [evil], receiptNumber: evil };
    const page = receiptPage(
      receipt({ lines, header, terminalText: [evil], locale: '"><script>' }),
      'form',
      `"${evil}`,
    );
    expect(page).not.toMatch(/<script|"'&/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });

  it('names no other server, and runs nothing', () => {
    for (const page of [receiptPage(receipt(), 'form', '/r/x/mail'), noticePage('en', 'onItsWay')]) {
      expect(page).not.toMatch(/https?:|src=|<script|\son\w+=/);
    }
    expect(PAGE_HEADERS['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
  });

  it('is written from the right where its language is', () => {
    expect(noticePage('ar-EG', 'gone')).toContain('lang="ar-EG" dir="rtl"');
    expect(noticePage('xx-nonsense-locale-!', 'gone')).toContain('lang="en" dir="ltr"');
  });
});
