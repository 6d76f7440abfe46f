import { describe, expect, it } from 'vitest';
import type { AgreedTotals } from './events.ts';
import { fitsEntry, hasRoom } from './totals-size.ts';

function totals(lines: number, modifiers: number): AgreedTotals {
  const modifier = {
    promotionId: 'weekend-saver-0123456',
    title: 'A tenth off all that is on the weekend list',
    amount: 65,
  };
  const line = (n: number) => ({
    lineId: `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    gross: 1299,
    discount: 65 * modifiers,
    net: 1299 - 65 * modifiers,
    tax: 195,
    modifiers: Array.from({ length: modifiers }, () => modifier),
    taxes: [{ code: 'A', base: 974, tax: 195 }],
  });
  const all = Array.from({ length: lines }, (_, n) => line(n));
  return { lines: all, gross: 1, discount: 0, tax: 0, total: 1, taxes: [], proof: 'optimal' };
}

describe('the size of agreed totals', () => {
  it('fits 500 lines with two modifiers each, and another line', () => {
    expect(fitsEntry(totals(500, 2))).toBe(true);
    expect(hasRoom(totals(500, 2))).toBe(true);
  });

  it('does not fit 500 lines with four modifiers each', () => {
    expect(fitsEntry(totals(500, 4))).toBe(false);
  });

  it('has no room for another line before the totals stop fitting', () => {
    const lines = Array.from({ length: 25 }, (_, n) => (n + 1) * 20);
    const full = lines.findIndex((count) => !hasRoom(totals(count, 4)));
    const over = lines.findIndex((count) => !fitsEntry(totals(count, 4)));
    expect(lines[full]).toBeGreaterThan(300);
    expect(over).toBeGreaterThan(full);
  });
});
