import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_WAIT_MS, triesAfterQuiet, waitAfter, waitLeft } from './back-off.ts';

describe('the wait after wrong tries', () => {
  it('is none for three tries, then doubles from 5 s to 15 min', () => {
    const seconds = Array.from({ length: 14 }, (_, tries) => waitAfter(tries) / 1000);
    expect(seconds).toEqual([0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
    expect(waitAfter(1_000_000)).toBe(LONGEST_WAIT_MS);
  });

  it('runs out with the steady clock and never with one that goes back', () => {
    expect(waitLeft(3, 0)).toBe(5000);
    expect(waitLeft(3, 4999.5)).toBe(1);
    expect(waitLeft(3, 5000)).toBe(0);
    expect(waitLeft(3, -60_000)).toBe(5000);
    expect(triesAfterQuiet(3, -LONGEST_WAIT_MS * 5)).toBe(3);
  });

  it('allows no more guesses to whoever sits still than to whoever goes on guessing', () => {
    const guess = (pauses: readonly number[]): { guesses: number; time: number } => {
      let tries = 0;
      let time = 0;
      for (const pause of pauses) {
        const waited = waitLeft(tries, 0) + pause;
        time += waited;
        tries = triesAfterQuiet(tries, waited) + 1;
      }
      return { guesses: pauses.length, time };
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 8 * LONGEST_WAIT_MS }), { minLength: 1, maxLength: 300 }),
        (pauses) => {
          const { guesses, time } = guess(pauses);
          // The first dozen come before the cap is reached; from then on it is one per longest wait, however they are spaced.
          expect(guesses).toBeLessThanOrEqual(12 + time / LONGEST_WAIT_MS);
        },
      ),
    );
  });
});
