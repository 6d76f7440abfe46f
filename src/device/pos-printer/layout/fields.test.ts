import { expect, it } from 'vitest';
import { SALE } from '../../rehearsal/sale.ts';
import { GAP } from './columns.ts';
import { fieldsOf, fromRight, mirrored } from './fields.ts';
import { receiptPaper } from './receipt.ts';
import type { PaperRow } from './rows.ts';

const gaps = (text: string) => text.replaceAll('_', GAP);
const row = (text: string): PaperRow => ({ kind: 'text', text: gaps(text), style: 'plain' });
const shown = (rows: readonly PaperRow[]) =>
  rows.map((each) => (each.kind === 'text' ? each.text.replaceAll(GAP, '_') : '[QR]'));

it('finds what stands between the gaps, and in which columns', () => {
  expect(fieldsOf(gaps('__Fresh milk___£1.20_Z'))).toEqual([
    { text: 'Fresh milk', from: 2, to: 12 },
    { text: '£1.20', from: 15, to: 20 },
    { text: 'Z', from: 21, to: 22 },
  ]);
  expect(fieldsOf('牛乳')).toEqual([{ text: '牛乳', from: 0, to: 4 }]);
  expect(fieldsOf('')).toEqual([]);
});

it('turns paper around: what began a row ends it, and digits stand below digits', () => {
  const rows = [
    row('Fresh milk___£1.20_Z'),
    row('Wine________£12.50_S'),
    row('__2 for £4__-£1.00__'),
    row('Total_______£12.70__'),
  ];
  expect(shown(mirrored(rows, 20))).toEqual([
    'Z__£1.20__Fresh milk',
    'S_£12.50________Wine',
    '__-£1.00__2 for £4',
    '__£12.70_______Total',
  ]);
});

it('leaves what stands as it is, and symbols', () => {
  const fixed: PaperRow = { kind: 'text', text: 'TID   65001234', style: 'plain', fixed: true };
  expect(mirrored([fixed, { kind: 'qr', payload: 'x' }], 20)).toEqual([fixed, { kind: 'qr', payload: 'x' }]);
});

it('knows the languages whose paper begins at the right', () => {
  expect(['ar', 'ar-SA', 'he', 'fa-IR', 'ur', 'en', 'en-GB', 'de', 'arn'].filter(fromRight)).toEqual([
    'ar',
    'ar-SA',
    'he',
    'fa-IR',
    'ur',
  ]);
});

it('a receipt of an Arabic store has its names at the right and its amounts at the left, and the terminal’s own lines as they were', () => {
  const { rows, rtl } = receiptPaper({ ...SALE, locale: 'ar-SA', currency: 'SAR' }, 48);
  expect(rtl).toBe(true);
  const texts = rows.flatMap((each) => (each.kind === 'text' ? [each.text] : []));
  expect(texts.find((text) => text.includes('Ground coffee'))).toMatch(/Ground coffee$/);
  expect(texts).toContain('TID   65001234');
  expect(receiptPaper(SALE, 48).rtl).toBe(false);
});
