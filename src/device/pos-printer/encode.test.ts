import { expect, test } from 'vitest';
import { SALE } from '../rehearsal/sale.ts';
import { EscPosDialect } from './esc-pos.ts';
import { layOutReceipt } from './layout/receipt.ts';
import type { PaperRow } from './layout/rows.ts';
import { type EscPosProfile, escPosProfileSchema } from './profile.ts';

const profile = (more: object = {}) =>
  escPosProfileSchema.parse({
    version: 1,
    category: 'posPrinter',
    language: 'esc-pos',
    vendor: 'Any',
    model: 'Any',
    ...more,
  });
const text = (value: string): PaperRow => ({ kind: 'text', text: value, style: 'plain' });
/** A job without its request to say when it was processed. */
const encodeRows = (rows: readonly PaperRow[], model: EscPosProfile) =>
  new EscPosDialect({ ...model, status: { ...model.status, automatic: false, completion: 'none' } }).job(
    { rows, rtl: false },
    '0000',
  );
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('a job begins by resetting the printer and ends past the knife with a cut', () => {
  const bytes = encodeRows([text('ok')], profile({ cut: { kind: 'partial', feedLines: 3 } }));
  expect(hex(bytes).startsWith('1b40')).toBe(true);
  expect(hex(bytes)).toMatch(/6f6b0a0a0a0a1d5601(0a)?$/);
  expect(hex(encodeRows([text('ok')], profile({ cut: { kind: 'full' } })))).toContain('1d5600');
  expect(hex(encodeRows([text('ok')], profile({ cut: { kind: 'none' } })))).not.toContain('1d56');
});

test('pound and euro signs are printed from code pages that have them, set as this model numbers them', () => {
  const bytes = Buffer.from(encodeRows([text('£1 €2 Grüße Łódź')], profile())).toString('latin1');
  expect(bytes).toContain('\x9c1 ');
  expect(bytes).not.toContain('?');
});

test('the total is printed in double height, and the next line is not', () => {
  const job = hex(encodeRows([{ kind: 'text', text: 'TOTAL', style: 'tall' }, text('next')], profile()));
  const tall = job.indexOf('1d2101');
  expect(tall).toBeGreaterThan(0);
  expect(job.indexOf('544f54414c')).toBeGreaterThan(tall);
  expect(job.slice(job.indexOf('544f54414c'), job.indexOf('6e657874'))).toContain('1d2100');
});

test('every row of a receipt is one line of the job, spaces and all', () => {
  const rows = layOutReceipt(SALE, 42);
  const job = Buffer.from(encodeRows(rows, profile({ paper: { columns: 42 } }))).toString('latin1');
  // Commands of this job: ESC @, ESC M n, ESC t n, ESC E n, ESC a n, FS ., GS ! n, GS V n.
  const plain = job.replace(/\x1b@|\x1b[MtEa][\s\S]|\x1c\.|\x1d[!V][\s\S]|\x1d\(k[\s\S]*?1Q0/g, '').split('\n');
  const expected = rows.flatMap((row) =>
    row.kind === 'text' ? [row.text.replaceAll('\u00a0', ' ').replaceAll('£', '\x9c')] : [],
  );
  let from = 0;
  for (const row of expected) {
    const at = plain.indexOf(row, from);
    expect(at, row).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

test('a QR code is centred, stored and printed (GS ( k), as large as the paper takes', () => {
  const module = (job: Uint8Array) => /1d286b03003143(..)/.exec(hex(job))?.[1];
  const qr = (payload: string): PaperRow[] => [{ kind: 'qr', payload }];
  const job = encodeRows(qr('https://r.example/1'), profile());
  expect(module(job)).toBe('05');
  expect(Buffer.from(job).toString('latin1')).toContain('1P0https://r.example/1');
  expect(hex(job)).toContain('1d286b0300315130');
  expect(module(encodeRows(qr('x'.repeat(400)), profile({ paper: { dots: 384 } })))).toBe('04');
  expect(module(encodeRows(qr('x'.repeat(1000)), profile({ paper: { dots: 384 } })))).toBe('02');
  expect(hex(encodeRows(qr('x'.repeat(1001)), profile()))).not.toContain('1d286b');
  expect(hex(encodeRows(qr('x'), profile({ qr: { supported: false } })))).not.toContain('1d286b');
});

test('no command hides in a text: the only escapes are the ones that the encoder wrote', () => {
  const evil = layOutReceipt(
    { ...SALE, header: { ...SALE.header, storeName: '\x1d(E\x1bp\x00\x10\x14\x01\x00\x01 Shop' } },
    42,
  );
  const escapes = (rows: readonly PaperRow[]) =>
    Buffer.from(encodeRows(rows, profile({ paper: { columns: 42 } }))).filter(
      (byte) => byte === 0x1b || byte === 0x1d || byte === 0x10,
    ).length;
  expect(escapes(evil)).toBe(escapes(layOutReceipt(SALE, 42)));
});
