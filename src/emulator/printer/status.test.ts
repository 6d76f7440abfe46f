import { expect, test } from 'vitest';
import { spaced } from '../../../test/emulator/raw-host.ts';
import { RealTimeWatch } from './real-time.ts';
import {
  automaticStatus,
  type PrinterState,
  readyState,
  realTimeStatus,
  reports,
  transmittedStatus,
} from './status.ts';

const after = (change: Partial<PrinterState>): PrinterState => ({ ...readyState, ...change });
const real = (state: PrinterState) => [1, 2, 3, 4].map((n) => spaced(realTimeStatus(state, n) ?? new Uint8Array(0)));

// DLE EOT 1 printer, 2 offline cause, 3 error cause, 4 paper: bits 1 and 4 are always set (Epson's reference, DLE EOT).
test.each([
  ['ready', {}, ['16', '12', '12', '12'], '14 00 00 0f'],
  ['near end', { paper: 'nearEnd' }, ['16', '12', '12', '1e'], '14 00 03 0f'],
  ['out of paper', { paper: 'out' }, ['1e', '32', '12', '7e'], '1c 00 0f 0f'],
  ['cover open', { cover: 'open' }, ['1e', '16', '12', '12'], '3c 00 00 0f'],
  ['stopped by the cutter', { error: 'cutter', cutter: 'jammed' }, ['1e', '52', '1a', '12'], '1c 08 00 0f'],
  ['jammed', { jammed: true }, ['1e', '52', '32', '12'], '1c 20 00 0f'],
  ['offline by hand', { offline: true }, ['1e', '12', '12', '12'], '1c 00 00 0f'],
  ['drawer open', { drawer: 'open' }, ['12', '12', '12', '12'], '10 00 00 0f'],
] as const)('a printer that is %s says so', (_, change, answers, automatic) => {
  expect(real(after(change))).toEqual(answers);
  expect(spaced(automaticStatus(after(change)))).toBe(automatic);
});

test('GS r tells paper and drawer', () => {
  expect(transmittedStatus(after({ paper: 'nearEnd' }), 1)).toEqual(Uint8Array.of(0x03));
  expect(transmittedStatus(readyState, 50)).toEqual(Uint8Array.of(0x01));
  expect(transmittedStatus(readyState, 9)).toBeUndefined();
});

test('automatic status reports only the items that were asked for', () => {
  const out = after({ paper: 'out' });
  expect(reports(0x08, readyState, out)).toBe(true);
  expect(reports(0x01, readyState, out)).toBe(false);
  expect(reports(0x02, readyState, out)).toBe(true);
  expect(reports(0xff, readyState, readyState)).toBe(false);
});

const seen = (...pieces: string[]) => {
  const watch = new RealTimeWatch();
  return pieces.flatMap((piece) => watch.see(Buffer.from(piece.replaceAll(' ', ''), 'hex')));
};

test('real-time requests are found wherever they stand and however they are cut', () => {
  expect(seen('41 10 04 01 42', '10', '04', '04')).toEqual([
    { kind: 'status', n: 1 },
    { kind: 'status', n: 4 },
  ]);
  expect(seen('10 05 01 10 05 02')).toEqual([
    { kind: 'recover', clear: false },
    { kind: 'recover', clear: true },
  ]);
  expect(seen('10 14 01 00 05')).toEqual([{ kind: 'pulse' }]);
  expect(seen('10 14 08 01 03 14', '01 06 02 08')).toEqual([{ kind: 'clear' }]);
});

test('what only looks like a request is none', () => {
  expect(seen('10 04 09 10 04 10 05 03 10 14 08 01 03 14 01 06 02 09')).toEqual([]);
});
