import { describe, expect, it } from 'vitest';
import { comesToItsEnd, type Look } from './patience.ts';

/** What is found, look after look; the last of them for ever. */
const finding = (...looks: readonly Look[]) => {
  const left = [...looks];
  return () => (left.length > 1 ? left.shift() : left[0]) as Look;
};
const patience = { everyMs: 50, still: 3, counts: () => true, sleep: async () => {} };
const at = (moved: number): Look => ({ over: false, moved });

describe('waiting for what a busy machine reaches late', () => {
  it('waits for as long as something moves', async () => {
    const slow = [1, 1, 1, 2, 2, 2, 3, 3, 3].map(at);
    expect(await comesToItsEnd(finding(...slow, { over: true, moved: 3 }), patience)).toBe(true);
  });

  it('gives up what does not move any more', async () => {
    expect(await comesToItsEnd(finding(at(1), at(2), at(2), at(2), at(2)), patience)).toBe(false);
  });

  it('does not count looks while somebody holds everything up', async () => {
    let held = 100;
    const counts = () => --held < 0;
    let looks = 0;
    const look = () => {
      looks += 1;
      return at(1);
    };
    expect(await comesToItsEnd(look, { ...patience, counts })).toBe(false);
    expect(looks).toBe(104);
  });
});
