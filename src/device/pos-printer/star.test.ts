import { expect, it } from 'vitest';
import type { DialectReply } from './dialect.ts';
import type { PaperRow } from './layout/rows.ts';
import { starProfileSchema } from './profile.ts';
import { StarDialect } from './star.ts';

const dialect = (status: object = {}, more: object = {}) =>
  new StarDialect(
    starProfileSchema.parse({
      ...{ version: 1, category: 'posPrinter', language: 'star-prnt', vendor: 'Any', model: 'Any' },
      ...more,
      status,
    }),
  );
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const text = (value: string): PaperRow => ({ kind: 'text', text: value, style: 'plain' });
const job = (on: StarDialect, ...rows: PaperRow[]) => hex(on.job({ rows, rtl: false }, '8042'));
const said = (on: StarDialect, ...bytes: number[]): DialectReply[] => [...on.read(Uint8Array.from(bytes))];
const block = (count: number, third = 0) => [
  0x23,
  0x06,
  third,
  0,
  0,
  0,
  0,
  ((count & 0x18) << 2) | ((count & 7) << 1),
  0,
];
const WELL = { offline: false, coverOpen: false, cutter: false, stuck: false, drawerHigh: false, paper: 'ok' };

it('begins a job by initialising, by plain ASCII and by asking to be told of changes', () => {
  expect(job(dialect(), text('ok'))).toMatch(/^1b401b52001b1e61011b1d74016f6b0a/);
  expect(job(dialect({ automatic: false }), text('ok'))).toMatch(/^1b401b52001b1d74/);
});

it.each([
  ['partial', '1b6401'],
  ['full', '1b6400'],
])('ends a job past the knife with a %s cut, and asks for the end of the print by the job id', (kind, cut) => {
  const written = job(dialect({}, { cut: { kind, feedLines: 3 } }), text('ok'));
  // 8042 is 1f6ah.
  expect(written).toMatch(new RegExp(`6f6b0a0a0a0a${cut}0a1b1d03016a1f$`));
});

it('lets a printer that waits for a cut print without one', () => {
  expect(job(dialect({}, { cut: { kind: 'none' } }), text('ok'))).toMatch(/1b1d50301b1d50311b1d03016a1f$/);
});

it('prints pound, euro and the letters of Europe from pages that have them', () => {
  const written = job(dialect(), text('£1 €2 Łódź'));
  expect(written).not.toContain('3f');
  expect(written).toContain('9c31');
});

it('writes a total twice as high, and the next line not', () => {
  const written = job(dialect(), { kind: 'text', text: 'TOTAL', style: 'tall' }, text('next'));
  expect(written).toMatch(/1b690100.*544f54414c.*1b690000.*6e657874/);
});

it('prints a QR code by the words of Star', () => {
  const written = Buffer.from(
    dialect().job({ rows: [{ kind: 'qr', payload: 'https://r.example/1' }], rtl: false }, '0001'),
  ).toString('latin1');
  expect(written).toContain('\x1b\x1dyD1\x00\x13\x00https://r.example/1\x1b\x1dyP');
});

it('is told of the end of a job by its id, and by no other', () => {
  const on = dialect();
  expect(said(on, 0x1b, 0x1d, 0x03, 0x01, 0x6a, 0x1f, 0x05, 0x00)).toEqual([{ kind: 'processed', job: '8042' }]);
});

it('takes a block for the answer to the question that is due, and else for a change', () => {
  const on = dialect();
  expect(hex(on.question())).toBe('1b0601');
  expect(said(on, ...block(0))).toEqual([{ kind: 'status', said: WELL }]);
  expect(said(on, ...block(0, 0x28))).toEqual([
    { kind: 'automatic', status: { ...WELL, offline: true, coverOpen: true } },
  ]);
});

it('by the count of ETB: the end of the job comes before what became of the printer', () => {
  const on = dialect({ completion: 'etb' });
  on.opened();
  expect(hex(on.greeting)).toBe('181b1e6101');
  said(on, ...block(0));
  expect(job(on, text('ok'))).toMatch(/1b64010a17$/);
  on.sent();
  expect(said(on, ...block(0))).toEqual([{ kind: 'automatic', status: WELL }]);
  expect(said(on, ...block(1, 0x20))).toEqual([
    { kind: 'processed', job: null },
    { kind: 'automatic', status: { ...WELL, coverOpen: true } },
  ]);
});

it('empties the buffer by CAN, outside of whatever command was cut off, and knows by the count that it was heard', () => {
  const on = dialect({ completion: 'etb' });
  said(on, ...block(4));
  on.sent();
  expect(hex(on.clear())).toMatch(/^(00){1005,}181b0601$/);
  expect(said(on, ...block(4))).toEqual([]);
  expect(said(on, ...block(0))).toEqual([{ kind: 'cleared' }]);
  on.cleared();
  expect(said(on, ...block(0))).toEqual([{ kind: 'automatic', status: WELL }]);
});

it('never confirms where the profile says that the printer cannot, and asks nothing of one that does not answer', () => {
  const on = dialect({ completion: 'none', asked: false });
  expect(on.rules).toMatchObject({ questions: [], confirms: false, clearsBuffer: true });
  expect(job(on, text('ok'))).toMatch(/1b64010a$/);
});

it('opens a drawer by ESC BEL and BEL, in hundredths of a second, or the second one by SUB, and asks whether it was done', () => {
  const pulse = { onMs: 120, offMs: 240 };
  expect(hex(dialect().pulse({ ...pulse, line: 1 }, '0001'))).toBe('1b070c1807' + '1b1d03010100');
  expect(hex(dialect().pulse({ ...pulse, line: 2 }, '0001'))).toBe('1a' + '1b1d03010100');
});
