import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FramingOptions, LONGEST_SYMBOL, ScanFraming } from './framing.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const LINES: FramingOptions = { prefix: ascii(''), suffixes: [ascii('\r'), ascii('\n')], whenQuiet: 'drop' };
const STX_ETX: FramingOptions = { prefix: ascii('\x02'), suffixes: [ascii('\x03')], whenQuiet: 'drop' };

function read(options: FramingOptions, pieces: readonly Uint8Array[]): string[] {
  const framing = new ScanFraming(options);
  return pieces.flatMap((piece) => framing.push(piece).map(text));
}

test.each([['5000112637922\r'], ['5000112637922\n'], ['5000112637922\r\n'], ['\r\n5000112637922\r\n\r\n']])(
  'a symbol ended by CR, LF or both is one scan: %j',
  (stream) => {
    expect(read(LINES, [ascii(stream)])).toEqual(['5000112637922']);
  },
);

test('the same bytes whole, split at every byte and coalesced give the same scans', () => {
  const stream = ascii(']E05000112637922\r\n]d2010952000000001910A\x1d21B\r]Q1https://id.gs1.org/01/09520000000019\n');
  const whole = read(LINES, [stream]);
  expect(whole).toHaveLength(3);
  expect(
    read(
      LINES,
      Array.from(stream, (byte) => Uint8Array.of(byte)),
    ),
  ).toEqual(whole);
  for (let at = 0; at <= stream.length; at++) {
    expect(read(LINES, [stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
  }
});

test('a prefix is stripped, and what stands before it is noise', () => {
  expect(read(STX_ETX, [ascii('\x02123\x03\x02456\x03')])).toEqual(['123', '456']);
  expect(read(STX_ETX, [ascii('!?\x02123\x03')])).toEqual(['123']);
  expect(read(STX_ETX, [ascii('\x02half of a sym\x02whole\x03')])).toEqual(['whole']);
  const framing = new ScanFraming(STX_ETX);
  expect(framing.push(ascii('no prefix\x03\x03'))).toEqual([]);
  expect(framing.counts).toEqual({ oversized: 0, malformed: 1 });
});

test('noise before a prefix takes no room from the symbol: none is cut short by it', () => {
  const framing = new ScanFraming({ ...STX_ETX, longest: 20 });
  expect(framing.push(ascii(`${'#'.repeat(15)}\x025000112637922\x03`)).map(text)).toEqual(['5000112637922']);
  expect(framing.push(ascii(`${'#'.repeat(99)}\x025000112637922\x03`)).map(text)).toEqual(['5000112637922']);
  expect(framing.push(ascii(`\x02${'7'.repeat(99)}\x025000112637922\x03`)).map(text)).toEqual(['5000112637922']);
});

test('4,096 bytes are delivered whole; what is longer is cut one byte beyond, for the reader to refuse, and counted', () => {
  const framing = new ScanFraming(LINES);
  const longest = 'x'.repeat(LONGEST_SYMBOL);
  expect(framing.push(ascii(`${longest}\r`)).map(text)).toEqual([longest]);
  expect(framing.push(ascii(`${longest}x\r123\r`)).map(text)).toEqual([`${longest}x`, '123']);
  expect(framing.counts).toEqual({ oversized: 1, malformed: 0 });
});

test('10 kB without an end wait for it in bounded memory, and the scan after it is read', () => {
  const framing = new ScanFraming(LINES);
  const flood = ascii('7'.repeat(10_240));
  expect([...flood].flatMap((byte) => framing.push(Uint8Array.of(byte)))).toEqual([]);
  expect(framing.push(ascii('still the same symbol\r5000112637922\r')).map(text)).toEqual([
    '7'.repeat(LONGEST_SYMBOL + 1),
    '5000112637922',
  ]);
  expect(framing.counts.oversized).toBe(1);
});

test('a symbol that nothing ended is dropped when the line is quiet, and does not spoil the next', () => {
  const framing = new ScanFraming(LINES);
  framing.push(ascii('50001126'));
  expect(framing.quiet()).toBeNull();
  expect(framing.push(ascii('37922\r')).map(text)).toEqual(['37922']);
  expect(framing.counts.malformed).toBe(1);
  expect(framing.quiet()).toBeNull();
  expect(framing.counts.malformed).toBe(1);
});

test('a scanner without a suffix is read when the line is quiet', () => {
  const framing = new ScanFraming({ ...LINES, whenQuiet: 'deliver' });
  framing.push(ascii('5000112637922'));
  expect(framing.pending).toBe(true);
  expect(framing.quiet()).toEqual(ascii('5000112637922'));
  expect(framing.pending).toBe(false);
});

test('however hostile the bytes and however they are cut, the scans are the same and bounded', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const framings = fc.constantFrom<FramingOptions>(
    { ...LINES, longest: 40 },
    { ...STX_ETX, longest: 40 },
    { prefix: ascii('ab'), suffixes: [ascii('cd'), ascii('e')], whenQuiet: 'deliver', longest: 16 },
  );
  const hostile = fc.oneof(
    bytes,
    fc
      .array(fc.constantFrom(2, 3, 10, 13, 97, 98, 99, 100, 101, 29), { maxLength: 300 })
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(hostile, fc.array(fc.nat(300), { maxLength: 20 }), framings, (stream, cuts, options) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, index) => stream.subarray(at[index], end));
      const whole = new ScanFraming(options);
      const cut = new ScanFraming(options);
      const expected = whole.push(stream).map(text);
      expect(pieces.flatMap((piece) => cut.push(piece).map(text))).toEqual(expected);
      expect(cut.counts).toEqual(whole.counts);
      for (const symbol of expected) {
        expect(symbol.length).toBeGreaterThan(0);
        expect(symbol.length).toBeLessThanOrEqual(options.longest ?? 0);
      }
    }),
    { numRuns: 10_000 },
  );
});
