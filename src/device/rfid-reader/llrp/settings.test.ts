import { describe, expect, it } from 'vitest';
import { llrpOptionsSchema, llrpProfileSchema } from './profile.ts';
import { powerIndex, settingsOf } from './settings.ts';

const PROFILE = { version: 1, category: 'rfidReader', vendor: 'Any', model: 'Any', protocol: 'llrp' };
const powers = [
  { index: 7, centiDbm: 1000 },
  { index: 3, centiDbm: 2000 },
  { index: 9, centiDbm: 3000 },
];

describe('transmit power', () => {
  it.each([
    [null, null],
    [9.99, null],
    [10, 7],
    [29.9, 3],
    [36, 9],
  ])('of %s dBm is entry %s of the reader’s table', (wanted, index) => {
    expect(powerIndex(wanted, { powers })).toBe(index);
  });

  it('has no entry where the reader tells no table', () => {
    expect(powerIndex(30, { powers: [] })).toBeNull();
  });
});

describe('settings', () => {
  const profile = llrpProfileSchema.parse({ ...PROFILE, antennas: [1, 2], powerDbm: 30, inputs: [4] });

  it('are the profile’s, and the store’s where it says something', () => {
    expect(settingsOf(profile, {})).toMatchObject({ antennas: [1, 2], powerDbm: 30, inputs: [4], session: 1 });
    const options = llrpOptionsSchema.parse({ antennas: '3', inputs: '1,2', powerDbm: 20, session: 0 });
    expect(settingsOf(profile, options)).toMatchObject({ antennas: [3], powerDbm: 20, inputs: [1, 2], session: 0 });
  });

  it.each([{ antennas: '' }, { antennas: '0' }, { antennas: '1,,2' }, { inputs: '999' }, { session: 4 }, { power: 3 }])(
    'refuse %j of a store',
    (options) => {
      expect(llrpOptionsSchema.safeParse(options).success).toBe(false);
    },
  );

  it.each([
    { heartbeat: { everyMs: 1000, limitMs: 1000 } },
    { report: { everyReads: 1, everyMs: 100 } },
    { newestVersion: '2.0' },
    { antennas: [0] },
  ])('refuse %j of a profile', (more) => {
    expect(llrpProfileSchema.safeParse({ ...PROFILE, ...more }).success).toBe(false);
  });
});
