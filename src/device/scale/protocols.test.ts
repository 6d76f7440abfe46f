import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScaleIndication } from '../../workstation/ports/scale.ts';
import { cas } from './cas.ts';
import { dialog06 } from './dialog-06.ts';
import { mtSics } from './mt-sics.ts';
import { nci } from './nci.ts';
import type { ScaleProtocol, ScaleStep } from './protocol.ts';
import { toledo8217 } from './toledo-8217.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** All that comes of bytes that arrive in these pieces. */
function read(protocol: ScaleProtocol, pieces: readonly Uint8Array[]): ScaleStep[] {
  let buffer = new Uint8Array(0);
  const steps: ScaleStep[] = [];
  for (const piece of pieces) {
    buffer = Uint8Array.from([...buffer, ...piece]);
    while (buffer.length > 0) {
      const step = protocol.step(buffer);
      if (step.kind === 'more') break;
      steps.push(step);
      buffer = buffer.slice(step.taken);
    }
  }
  return steps;
}
const indications = (protocol: ScaleProtocol, text: string): ScaleIndication[] =>
  read(protocol, [bytes(text)]).flatMap((step) => (step.kind === 'indication' ? [step.indication] : []));

const stable = (grams: number): ScaleIndication => ({ kind: 'stable', grams });
const MOVING: ScaleIndication = { kind: 'moving' };
const BUSY: ScaleIndication = { kind: 'busy' };
const ABOVE: ScaleIndication = { kind: 'above' };
const BELOW: ScaleIndication = { kind: 'below' };
const fault = (code: string): ScaleIndication => ({ kind: 'fault', code });

/** A CAS frame with its check byte. */
function casFrame(body: string): string {
  const sum = [...bytes(body)].reduce((each, byte) => each ^ byte, 0);
  return `\x01\x02${body}${String.fromCharCode(sum)}\x03\x04`;
}

const FAMILIES: readonly [string, ScaleProtocol, readonly (readonly [string, ScaleIndication])[]][] = [
  [
    'MT-SICS',
    mtSics,
    [
      ['S S     100.00 g\r\n', stable(100)],
      ['S S      1.234 kg\r\n', stable(1234)],
      ['S S       0.00 g\r\n', stable(0)],
      ['S S      -5.00 g\r\n', BELOW],
      ['S S      -0.00 g\r\n', stable(0)],
      ['S D     129.07 g\r\n', MOVING],
      ['S I\r\n', BUSY],
      ['S +\r\n', ABOVE],
      ['S -\r\n', BELOW],
      ['ES\r\n', fault('DEVICE_PROTOCOL')],
      ['ET\r\n', fault('DEVICE_PROTOCOL')],
      ['EL\r\n', fault('DEVICE_PROTOCOL')],
    ],
  ],
  [
    'Toledo 8217',
    toledo8217('kg'),
    [
      ['\x0201.234\r', stable(1234)],
      ['\x0201234\r', stable(1234)],
      ['\x02  .455\r'.replace('  .', ' 0.'), stable(455)],
      ['\x0200.455N\r', fault('SCALE_TARED')],
      ['\x020455N\r', fault('SCALE_TARED')],
      ['\x02?\x61\r', MOVING],
      ['\x02?\x62\r', ABOVE],
      ['\x02?\x64\r', BELOW],
      ['\x02?\x68\r', { kind: 'unset' }],
      // What swings may be outside of zero's range, above or below it as well.
      ['\x02?\x69\r', MOVING],
      ['\x02?\x63\r', MOVING],
      ['\x02?\x65\r', MOVING],
      ['\x02?\x6d\r', MOVING],
      ['\x02?\x6a\r', ABOVE],
      ['\x02?\x6c\r', BELOW],
      ['\x02?\x78\r', { kind: 'unset' }],
      ['\x02?\x0d\r', MOVING],
      ['\x02?\x70\r', fault('DEVICE_PROTOCOL')],
    ],
  ],
  [
    'NCI',
    nci,
    [
      ['\n01.234kg\r\nS00\r\x03', stable(1234)],
      ['\n 1.00lb\r\nS00\r\x03', stable(454)],
      ['\n01.234kg\r\nS10\r\x03', MOVING],
      ['\nS01\r\x03', BELOW],
      ['\nS02\r\x03', ABOVE],
      ['\nS40\r\x03', fault('DEVICE_NEEDS_SERVICE')],
      ['\nS04\r\x03', fault('DEVICE_NEEDS_SERVICE')],
      ['\n01.234kg\r\nS08\r\x03', fault('DEVICE_NEEDS_SERVICE')],
      ['\nS12\r\x03', MOVING],
      ['\nS11\r\x03', MOVING],
      // Bit 6 of the second character: a third one follows.
      ['\n01.234kg\r\nS0p0\r\x03', stable(1234)],
      ['\n01.234kg\r\nS0p3\r\x03', stable(1234)],
      ['\n01.234kg\r\nS0p8\r\x03', { kind: 'unset' }],
      ['\n01.234kg\r\nS0p4\r\x03', fault('SCALE_TARED')],
      ['\n01.234kg\r\nS0p<\r\x03', { kind: 'unset' }],
      ['\n01.234kg\r\nS1p8\r\x03', MOVING],
      ['\nS0p8\r\x03', { kind: 'unset' }],
      ['\nS0q4\r\x03', fault('SCALE_TARED')],
      // Up to four characters; by some without an S before them.
      ['\n01.234kg\r\nS0pp4\r\x03', stable(1234)],
      ['\n01.234kg\r\n0p1\r\x03', stable(1234)],
      ['\n01.234kg\r\n0p5\r\x03', fault('SCALE_TARED')],
      ['\n1p1\r\x03', MOVING],
      ['\n^^^^^^kg\r\n0r1\r\x03', ABOVE],
      ['\n?\r\x03', fault('DEVICE_PROTOCOL')],
    ],
  ],
  [
    'CAS',
    cas,
    [
      [casFrame('S 01.234kg'), stable(1234)],
      [casFrame('S  0.455kg'), stable(455)],
      [casFrame('U 01.234kg'), MOVING],
      [casFrame('S-00.010kg'), BELOW],
      [casFrame('SF      kg'), ABOVE],
      ['\x15', BUSY],
    ],
  ],
  [
    'Dialog 06',
    dialog06,
    [
      ['\x0202\x1b3\x1b00742\x1b000110\x1b000082\x03', { kind: 'stable', grams: 742, newLoad: true }],
      ['\x0202\x1b3\x1b00742\x1b00110\x1b000082\x03', { kind: 'stable', grams: 742, newLoad: true }],
      ['\x0209\x1b00\x03', { kind: 'none' }],
      ['\x0209\x1b20\x03', MOVING],
      ['\x0209\x1b22\x03', MOVING],
      ['\x0209\x1b30\x03', { kind: 'light' }],
      ['\x0209\x1b31\x03', BELOW],
      ['\x0209\x1b32\x03', ABOVE],
      ['\x0209\x1b11\x03', fault('DEVICE_PROTOCOL')],
      ['\x0211\x1b2A7\x03', fault('SCALE_CHECKSUM')],
      ['\x0211\x1b0\x03', fault('SCALE_CHECKSUM')],
    ],
  ],
];

describe.each(FAMILIES)('%s', (_, protocol, answers) => {
  test.each(answers)('reads %j', (text, indication) => {
    expect(indications(protocol, text)).toEqual([indication]);
  });

  test('reads the same whole, in pieces of any length, and glued together', () => {
    const spoken = fc.array(fc.constantFrom(...answers.map(([text]) => text)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(spoken, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (texts, lengths) => {
        const all = bytes(texts.join(''));
        const pieces: Uint8Array[] = [];
        for (let at = 0, n = 0; at < all.length; n += 1) {
          const length = lengths[n % lengths.length] ?? 1;
          pieces.push(all.subarray(at, at + length));
          at += length;
        }
        expect(read(protocol, pieces)).toEqual(read(protocol, [all]));
      }),
    );
  });

  test('finds the answer behind noise', () => {
    const [[text, indication] = ['', MOVING]] = answers;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (noise) => {
        // A line of its own ends whatever the noise had begun.
        const ended = Uint8Array.from([...noise, ...bytes('\r\n\x03\x04\r\n')]);
        const told = read(protocol, [ended, new Uint8Array(64).fill(0x7f), bytes('\r\n'), bytes(text), bytes(text)]);
        expect(told.findLast((step) => step.kind === 'indication')).toMatchObject({ indication });
      }),
    );
  });

  test('holds no more than a line, and takes something at every step', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (hostile) => {
        let buffer = hostile;
        while (buffer.length > 0) {
          const step = protocol.step(buffer);
          if (step.kind === 'more') break;
          expect(step.taken).toBeGreaterThan(0);
          expect(step.taken).toBeLessThanOrEqual(buffer.length);
          buffer = buffer.slice(step.taken);
        }
        expect(buffer.length).toBeLessThanOrEqual(65);
      }),
    );
  });
});

test('a weight without its point is told by what the scale is set to', () => {
  expect(indications(toledo8217('lb'), '\x020100\r')).toEqual([stable(454)]);
});

test.each([
  ['promises a third character and ends without it', 'S0p'],
  ['has a character that is no status', 'S0\x00'],
  ['is too short', 'S0'],
  ['is too long', 'S0pp00'],
  ['is another weight', '01.234kg'],
])('an NCI status that %s is none', (_, status) => {
  expect(indications(nci, `\n01.234kg\r\n${status}\r\x03`)).toEqual([]);
});

test('a frame with a wrong check byte is noise', () => {
  expect(indications(cas, casFrame('S 01.234kg').replace('1.2', '1.3'))).toEqual([]);
});

test('zeroing is answered where the family answers it', () => {
  const outcomes = ['Z A\r\n', 'Z I\r\n', 'Z +\r\n'].map((text) => mtSics.step(bytes(text)));
  expect(outcomes).toMatchObject([
    { kind: 'zero', done: true },
    { kind: 'zero', done: false },
    { kind: 'zero', done: false },
  ]);
});

test('CAS goes on with DC1 once it is acknowledged', () => {
  expect(cas.step(Uint8Array.of(0x06))).toEqual({ kind: 'reply', taken: 1, bytes: Uint8Array.of(0x11) });
});
