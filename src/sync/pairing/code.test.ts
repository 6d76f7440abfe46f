import { expect, test } from 'vitest';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { codeKey, codeMac, PairingCodes, printedCode, typedCode } from './code.ts';
import { Throttle } from './throttle.ts';

const bytes = Uint8Array.of(1, 2, 3);

function codes() {
  const clock = new HandClock();
  return { clock, codes: new PairingCodes(clock, countingIdentifiers()) };
}

test('a code is printed in fours, and typed in any case, with what people mistake', () => {
  expect(printedCode('7Q2M9KXF7Q2M9KXF')).toBe('7Q2M-9KXF-7Q2M-9KXF');
  expect(typedCode(' 7q2m-9kxf 7q2m-9kxf')).toBe('7Q2M9KXF7Q2M9KXF');
  expect(typedCode('OIL0OIL0OIL0OIL0')).toBe('0110011001100110');
  expect(typedCode('7Q2M-9KXF-7Q2M')).toBe(null);
  expect(typedCode('UUUU-UUUU-UUUU-UUUU')).toBe(null);
});

test('the right code opens once', () => {
  const { codes: desk } = codes();
  const code = desk.issue('lane-1', ['lane']) ?? '';
  const mac = codeMac(codeKey(code), bytes);
  expect(desk.redeem('lane-1', bytes, mac)?.roles).toEqual(['lane']);
  expect(desk.redeem('lane-1', bytes, mac)).toBe(null);
});

test('a code is for one box, for ten minutes, on a clock that nobody sets', async () => {
  const { codes: desk, clock } = codes();
  const code = desk.issue('lane-1', ['lane']) ?? '';
  const mac = codeMac(codeKey(code), bytes);
  expect(desk.redeem('lane-2', bytes, mac)).toBe(null);
  clock.jump(-3_600_000);
  await clock.advance(10 * 60_000);
  expect(desk.redeem('lane-1', bytes, mac)).toBe(null);
});

test('a MAC over anything else opens nothing, and ten of them make the code void', () => {
  const { codes: desk } = codes();
  const code = desk.issue('lane-1', ['lane']) ?? '';
  const mac = codeMac(codeKey(code), bytes);
  for (let failure = 0; failure < 9; failure += 1) expect(desk.redeem('lane-1', Uint8Array.of(9), mac)).toBe(null);
  expect(desk.redeem('lane-1', bytes, 'short')).toBe(null);
  expect(desk.redeem('lane-1', bytes, mac)).toBe(null);
});

test('a new code replaces the one before, and no more than 16 wait', () => {
  const { codes: desk } = codes();
  const first = desk.issue('lane-1', ['lane']) ?? '';
  expect(desk.issue('lane-1', ['lane'])).not.toBe(first);
  expect(desk.redeem('lane-1', bytes, codeMac(codeKey(first), bytes))).toBe(null);
  for (let box = 2; box <= 16; box += 1) expect(desk.issue(`lane-${box}`, ['lane'])).not.toBe(null);
  expect(desk.issue('lane-17', ['lane'])).toBe(null);
});

test('waits double from a second to a minute, for each address by itself', async () => {
  const clock = new HandClock();
  const throttle = new Throttle(clock);
  const waits: number[] = [];
  for (let failure = 0; failure < 8; failure += 1) {
    throttle.failed('10.0.0.7');
    waits.push(throttle.wait('10.0.0.7'));
    await clock.advance(throttle.wait('10.0.0.7'));
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect(throttle.wait('10.0.0.8')).toBe(0);
  throttle.succeeded('10.0.0.7');
  throttle.failed('10.0.0.7');
  expect(throttle.wait('10.0.0.7')).toBe(1000);
});
