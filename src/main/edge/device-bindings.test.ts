import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type DeviceConfig, deviceFindings, profileFlaw, withProfiles } from './device-bindings.ts';

const STORE = { currency: 'GBP', timezone: 'Europe/London' };
const SCANNER = { id: 'scanner', category: 'scanner', profile: 'mine', url: 'tcp://127.0.0.1:9', options: {} };

function store(content: object) {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-own-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'scanner'));
  writeFileSync(join(directory, 'scanner', 'mine.json'), JSON.stringify(content));
  return { devices: [SCANNER], store: STORE, profiles: { directory } } as unknown as DeviceConfig;
}

const MINE = { version: 1, category: 'scanner', vendor: 'Any', model: 'Mine' };

it("takes a profile of the store's own, also where the office sets it, and without its folder knows none of that name", () => {
  const config = store(MINE);
  expect(deviceFindings(config, 'config.toml')).toEqual([]);
  const { profiles: _, ...without } = config;
  expect(deviceFindings(without, 'config.toml')).toMatchObject([
    { path: 'devices[0]', message: expect.stringContaining('(DEVICE_PROFILE_UNKNOWN)') },
  ]);
  expect(profileFlaw(config, 'device.scanner.profile', 'mine')).toBeNull();
  expect(profileFlaw(without, 'device.scanner.profile', 'mine')).toBe('invalid');
  const shipped = { ...config, devices: config.devices.map((device) => ({ ...device, profile: 'zebra-serial' })) };
  expect(withProfiles(shipped, { 'device.scanner.profile': 'mine' }).devices[0]?.profile).toBe('mine');
});

it('says once, with the file, what is wrong with a profile of the store', () => {
  const findings = deviceFindings(store({ ...MINE, suffix: '\r', wires: 2 }), 'config.toml');
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toMatch(
    /scanner\/mine\.json: Unrecognized keys: "suffix", "wires" \(DEVICE_PROFILE_INVALID\)$/,
  );
});
