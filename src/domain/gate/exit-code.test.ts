import { expect, test } from 'vitest';
import { crockford, EXIT_CODE_BYTES, exitClaimText, signedExit } from './exit-code.ts';

test('forty bits are eight characters of Crockford base 32, the highest bits first', () => {
  expect(crockford(Uint8Array.of(0, 0, 0, 0, 0), 8)).toBe('00000000');
  expect(crockford(Uint8Array.of(255, 255, 255, 255, 255), 8)).toBe('ZZZZZZZZ');
  expect(crockford(Uint8Array.of(0b00001_000, 0b10_00011_0, 0, 0, 0), 8)).toBe('12300000');
});

test('a code has none of the letters that people mistake', () => {
  for (let byte = 0; byte < 256; byte += 1) {
    expect(crockford(new Uint8Array(EXIT_CODE_BYTES).fill(byte), 8)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  }
});

test('too few bytes are no code', () => {
  expect(() => crockford(new Uint8Array(4), 8)).toThrow(RangeError);
});

test('what is signed names the lane, the second and the code, and stands before its signature', () => {
  const claim = { workstation: 'lane-1', issuedAt: 1_772_445_600, code: '7Q2M9KXF' };
  expect(exitClaimText(claim)).toBe('1.lane-1.tb9ns0.7Q2M9KXF');
  expect(signedExit(claim, 'c2ln')).toBe('1.lane-1.tb9ns0.7Q2M9KXF.c2ln');
});
