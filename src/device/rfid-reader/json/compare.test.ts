import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf } from '../../checksum.ts';
import { carriedChecksum, difference } from './compare.ts';

const PRESET = { eventConfig: { common: { hostname: 'enabled' } }, antennaConfigs: [{ antennaPort: 1, rfMode: 4 }] };

describe('what a device carries', () => {
  it('is what it should be with defaults of its own on top', () => {
    const carried = {
      ...PRESET,
      antennaConfigs: [{ antennaPort: 1, rfMode: 4, fastId: 'disabled' }],
      startTriggers: [],
    };
    expect(difference(PRESET, carried)).toBeNull();
    expect(difference({ transmitPower: 27 }, { transmitPower: 27.0 })).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ['another value', { ...PRESET, antennaConfigs: [{ antennaPort: 1, rfMode: 5 }] }, 'antennaConfigs.0.rfMode'],
    ['a list that is longer', { ...PRESET, antennaConfigs: [{ antennaPort: 1, rfMode: 4 }, {}] }, 'antennaConfigs'],
    ['a member that is missing', { antennaConfigs: PRESET.antennaConfigs }, 'eventConfig'],
    [
      'a text for a number',
      { ...PRESET, antennaConfigs: [{ antennaPort: '1', rfMode: 4 }] },
      'antennaConfigs.0.antennaPort',
    ],
    ['an object for a list', { ...PRESET, antennaConfigs: {} }, 'antennaConfigs'],
    ['nothing at all', null, ''],
    ['a list', [], ''],
  ])('differs with %s, and it is said where', (_, carried, at) => {
    expect(difference(PRESET, carried)).toBe(at);
  });

  it('is what it should be when it is the same, and no member comes from nowhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(difference(value, JSON.parse(JSON.stringify(value)))).toBeNull();
      }),
    );
    expect(difference({ constructor: 1 }, {})).toBe('constructor');
    expect(difference({ toString: 1 }, {})).toBe('toString');
  });

  it('has the checksum of what it should be where it is that, and only there', () => {
    const told = { ...PRESET, startTriggers: [] };
    expect(carriedChecksum(PRESET, told)).toBe(checksumOf(PRESET));
    expect(carriedChecksum(PRESET, { ...told, antennaConfigs: [{ antennaPort: 1, rfMode: 5 }] })).toMatch(
      /^[0-9a-f]{64}$/,
    );
    expect(carriedChecksum(PRESET, 'none')).toBeNull();
    expect(carriedChecksum({ name: 'a' }, { name: '\ud800' })).toBeNull();
    const wellFormed = fc.json().map((text) => JSON.parse(text) as unknown);
    fc.assert(
      fc.property(wellFormed, wellFormed, fc.boolean(), (wanted, other, same) => {
        const carried = same ? structuredClone(wanted) : other;
        expect(carriedChecksum(wanted, carried) === checksumOf(wanted)).toBe(difference(wanted, carried) === null);
      }),
    );
  });
});
