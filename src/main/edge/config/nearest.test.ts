import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest.ts';

const NAMES = ['port', 'host', 'timezone', 'pricesIncludeTax'];

describe('the nearest name', () => {
  it.each([
    ['prot', 'port'],
    ['Host', 'host'],
    ['time_zone', 'timezone'],
    ['priceIncludesTax', 'pricesIncludeTax'],
  ])('of %s is %s', (typed, meant) => expect(nearestName(typed, NAMES)).toBe(meant));

  it('is none where nothing is close', () => {
    expect(nearestName('colour', NAMES)).toBeNull();
    expect(nearestName('x', NAMES)).toBeNull();
    expect(nearestName('', NAMES)).toBeNull();
  });
});
