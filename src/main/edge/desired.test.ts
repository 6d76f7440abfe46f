import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signedText } from '../../domain/feed/desired.ts';
import { type FirmwareRefusal, workstationEventBodies } from '../../domain/journal/workstation-events.ts';
import type { DesiredParts } from './desired.ts';
import { desiredConfig, lastKnownGood } from './desired.ts';
import { withProfiles } from './device-bindings.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const x = publicKey.export({ format: 'jwk' }).x ?? '';
const thumbprint = createHash('sha256')
  .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
  .digest('base64url');

const STORE = { id: 's1', currency: 'EUR', timezone: 'Europe/Berlin' };
const SCANNER = {
  id: 'scanner',
  category: 'scanner',
  profile: 'honeywell-serial',
  url: 'tcp://127.0.0.1:1',
  options: {},
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-desired-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const desired = (version: number, fields: object, more: object = {}) => ({
  ...{ version, store: 's1', workstation: null, expiresAt: '2026-04-01T00:00:00.000Z', fields },
  ...more,
});

function signed(what: object, spoilt: { readonly body?: string; readonly keyId?: string } = {}): string {
  const body = JSON.stringify(what);
  const signature = sign(null, Buffer.from(signedText(body)), privateKey).toString('base64url');
  return JSON.stringify({ body, keyId: thumbprint, signature, ...spoilt });
}

/** A box whose feed says what `says` was given last. */
function box(configKey: string | undefined = x) {
  const recorded: { kind: string; body: object }[] = [];
  let value: string | null = null;
  const append: DesiredParts['journal']['append'] = (build) => {
    const numbers = { receiptNumber: () => '', lastTagSeq: () => 0 };
    for (const { kind, body } of build(numbers)) recorded.push({ kind, body });
    return [];
  };
  const parts = {
    config: {
      cloud: { url: 'https://cloud.example', configKey },
      store: STORE,
      workstation: { id: 'lane-1' },
      devices: [SCANNER, { ...SCANNER, id: 'reader' }],
    },
    takesFirmware: (id: string) => id === 'reader',
    file: join(folder, 'desired.json'),
    catalogue: { fed: () => (value === null ? [] : [{ key: 'desired', value }]) },
    journal: { append },
    clock: { now: () => NOW },
  } as unknown as DesiredParts;
  let config = desiredConfig(parts);
  return {
    says(row: string): void {
      value = row;
      config.look();
    },
    restart(): void {
      config = desiredConfig(parts);
      config.look();
    },
    idle: () => config.value('kiosk.idleSeconds', 60),
    awaited: () => config.awaited(),
    begun(): void {
      for (const each of config.awaited()) config.begun(each);
    },
    settled(outcome: 'installed' | FirmwareRefusal, awaited = config.awaited()): void {
      for (const each of awaited) config.settled(each, outcome);
    },
    thanks: () => config.value('kiosk.thankYouSeconds', 8),
    recorded,
  };
}

it('is taken field by field, survives a restart, and is told in the journal once', () => {
  const lane = box();
  expect(lane.idle()).toBe(60);
  lane.says(signed(desired(1, { 'kiosk.idleSeconds': 90, 'kiosk.thankYouSeconds': 1, 'store.currency': 'EUR' })));
  lane.restart();
  expect([lane.idle(), lane.thanks()]).toEqual([90, 8]);
  expect(lane.recorded).toEqual([
    {
      kind: 'ConfigRefused',
      body: {
        version: 1,
        fields: [
          { field: 'kiosk.thankYouSeconds', reason: 'invalid' },
          { field: 'store.currency', reason: 'unknown' },
        ],
      },
    },
    { kind: 'ConfigApplied', body: { version: 1, fields: { 'kiosk.idleSeconds': 90 } } },
  ]);
  for (const { kind, body } of lane.recorded) {
    expect(workstationEventBodies[kind as 'ConfigApplied' | 'ConfigRefused'].safeParse(body).success).toBe(true);
  }
});

it('leaves of a refused field what was good before, and gives back what is not set any more', () => {
  const lane = box();
  lane.says(signed(desired(1, { 'kiosk.idleSeconds': 90, 'kiosk.thankYouSeconds': 20 })));
  lane.says(signed(desired(2, { 'kiosk.idleSeconds': 'soon' })));
  expect([lane.idle(), lane.thanks()]).toEqual([90, 8]);
});

it.each([
  ['another has signed', { keyId: 'k'.repeat(43) }, {}, 'otherKey'],
  ['was changed', { body: JSON.stringify(desired(2, { 'kiosk.idleSeconds': 11 })) }, {}, 'signature'],
  ['is over', {}, { expiresAt: '2026-03-02T09:59:59.000Z' }, 'expired'],
  ['is for another store', {}, { store: 's2' }, 'otherBox'],
  ['is for another box', {}, { workstation: 'lane-2' }, 'otherBox'],
  ['is older', {}, { version: 1 }, 'older'],
  ['says more than it may', {}, { root: true }, 'malformed'],
])('refuses one that %s, and keeps the last known good', (_what, spoilt, more, reason) => {
  const lane = box();
  lane.says(signed(desired(1, { 'kiosk.idleSeconds': 90 })));
  lane.says(signed(desired(2, { 'kiosk.idleSeconds': 10 }, more), spoilt));
  expect(lane.idle()).toBe(90);
  expect(lane.recorded.at(-1)).toEqual({ kind: 'ConfigRefused', body: { reason, fields: [] } });
});

it('takes none without a key to trust, nor what somebody put on the disk that cannot be read', () => {
  const lane = box('');
  lane.says(signed(desired(1, { 'kiosk.idleSeconds': 90 })));
  expect(lane.idle()).toBe(60);
  writeFileSync(join(folder, 'desired.json'), '{"version":9');
  lane.restart();
  expect(lane.idle()).toBe(60);
});

it('sets which profile a device goes by from its next start on, where the box has both', () => {
  const lane = box();
  const fields = {
    'device.scanner.profile': 'zebra-serial',
    'device.printer.profile': 'epson-tm-t20iii',
    'device.scanner.url': 'tcp://10.0.0.1:1',
  };
  lane.says(signed(desired(1, fields)));
  const reasons = [
    { field: 'device.printer.profile', reason: 'unknown' },
    { field: 'device.scanner.url', reason: 'unknown' },
  ];
  expect(lane.recorded[0]).toEqual({ kind: 'ConfigRefused', body: { version: 1, fields: reasons } });
  const config = { devices: [SCANNER], store: STORE } as unknown as Parameters<typeof withProfiles>[0];
  const started = () => withProfiles(config, lastKnownGood(join(folder, 'desired.json'))).devices[0]?.profile;
  expect(started()).toBe('zebra-serial');
  for (const [at, wrong] of ['no-such-model', '../../secret', 'generic-epson', 7].entries()) {
    lane.says(signed(desired(2 + at, { 'device.scanner.profile': wrong })));
    const refused = [{ field: 'device.scanner.profile', reason: 'invalid' }];
    expect(lane.recorded.at(-2)).toEqual({ kind: 'ConfigRefused', body: { version: 2 + at, fields: refused } });
    expect(started()).toBe('zebra-serial');
  }
  lane.says(signed(desired(9, {})));
  expect(started()).toBe('honeywell-serial');
  // A profile that was there when it was taken may be gone with another version of the product.
  expect(withProfiles(config, { 'device.scanner.profile': 'gone' }).devices[0]?.profile).toBe('honeywell-serial');
});

const image = (digit: string) => ({ version: `1.${digit}`, sha256: digit.repeat(64), bytes: 9 });
const FIRMWARE = 'device.reader.firmware';

it('has taken a version once its devices have their firmware, also over a restart; other fields hold at once', () => {
  const lane = box();
  const fields = { 'kiosk.idleSeconds': 90, [FIRMWARE]: image('1') };
  lane.says(signed(desired(1, fields)));
  expect(lane.idle()).toBe(90);
  expect(lane.recorded).toEqual([]);
  lane.restart();
  expect(lane.awaited()).toEqual([{ field: FIRMWARE, device: 'reader', image: image('1') }]);
  lane.begun();
  lane.settled('installed');
  expect(lane.recorded).toEqual([{ kind: 'ConfigApplied', body: { version: 1, fields } }]);
  expect(workstationEventBodies.ConfigApplied.safeParse(lane.recorded[0]?.body).success).toBe(true);
  // The same again is no work.
  lane.says(signed(desired(2, { [FIRMWARE]: image('1') })));
  expect(lane.awaited()).toEqual([]);
  expect(lane.recorded.at(-1)).toEqual({
    kind: 'ConfigApplied',
    body: { version: 2, fields: { [FIRMWARE]: image('1') } },
  });
});

it.each(['rejected', 'spoilt', 'takesNone'] as const)(
  'tells a firmware that is refused (%s), and takes the rest',
  (reason) => {
    const lane = box();
    lane.says(signed(desired(1, { 'kiosk.idleSeconds': 90, [FIRMWARE]: image('1') })));
    lane.settled(reason);
    expect(lane.recorded).toEqual([
      { kind: 'ConfigRefused', body: { version: 1, fields: [{ field: FIRMWARE, reason }] } },
      { kind: 'ConfigApplied', body: { version: 1, fields: { 'kiosk.idleSeconds': 90 } } },
    ]);
    expect(workstationEventBodies.ConfigRefused.safeParse(lane.recorded[0]?.body).success).toBe(true);
    expect(lane.awaited()).toEqual([]);
  },
);

it('refuses at once firmware for a device that takes none, that it does not have, or that is none', () => {
  const lane = box();
  const wrong = { 'device.scanner.firmware': image('1'), 'device.scale.firmware': image('1'), [FIRMWARE]: 'latest' };
  lane.says(signed(desired(1, wrong)));
  expect(lane.recorded[0]?.body).toEqual({
    version: 1,
    fields: [
      { field: 'device.scanner.firmware', reason: 'takesNone' },
      { field: 'device.scale.firmware', reason: 'unknown' },
      { field: FIRMWARE, reason: 'invalid' },
    ],
  });
});

it('gives a device back what it ran before, also where the change is taken back while it is being made', () => {
  const lane = box();
  lane.says(signed(desired(1, { [FIRMWARE]: image('1') })));
  lane.settled('installed');
  lane.says(signed(desired(2, { [FIRMWARE]: image('2') })));
  const second = lane.awaited();
  // Not begun: the device runs the first still.
  lane.says(signed(desired(3, { [FIRMWARE]: image('1') })));
  expect(lane.awaited()).toEqual([]);
  lane.says(signed(desired(4, { [FIRMWARE]: image('2') })));
  lane.begun();
  lane.says(signed(desired(5, { [FIRMWARE]: image('1') })));
  // What comes of the second does not count any more; nobody knows what the device runs, so it gets the first again.
  lane.settled('installed', second);
  expect(lane.awaited().map((each) => each.image)).toEqual([image('1')]);
  lane.settled('installed');
  expect(lane.recorded.map(({ kind, body }) => `${kind} ${'version' in body ? body.version : ''}`)).toEqual([
    ...['ConfigApplied 1', 'ConfigApplied 3', 'ConfigApplied 5'],
  ]);
});
