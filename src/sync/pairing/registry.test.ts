import { describe, expect, it } from 'vitest';
import { keyringOf, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { memoryFiles, pairingHub, realIds } from '../../../test/fixtures/pairing-hub.ts';
import { openAuthority } from './authority.ts';
import { hubMembership, readMembership } from './membership.ts';

const [lane, gate] = [testBox('lane-1', 'lane'), testBox('gate-1', 'gate')];

describe('the list of keys', () => {
  it('names who was let in and outlives a restart', () => {
    const { registry, files, hub, clock } = pairingHub();
    registry.admit('lane-1', ['lane'], lane.x, 'hash');
    const again = pairingHub(files, clock).registry;
    expect(again.account('lane-1')).toMatchObject({ roles: ['lane'], passwordHash: 'hash' });
    expect(keyringOf(hub, again.signed()).box('lane-1')).toMatchObject({ key: lane.signer.keyId });
    expect(JSON.stringify(again.signed())).not.toContain('hash');
  });

  it('gives every change a higher version, also after a backup was restored', async () => {
    const { registry, files, clock } = pairingHub();
    registry.admit('lane-1', ['lane'], lane.x, 'h');
    const backup = new Map(files.held);
    await clock.advance(5000);
    registry.admit('gate-1', ['gate'], gate.x, 'h');
    registry.revoke('lane-1');
    const seen = registry.signed().directory.version;
    const restored = memoryFiles();
    for (const [name, bytes] of backup) restored.write(name, bytes);
    await clock.advance(60_000);
    const { registry: late } = pairingHub(restored, clock);
    late.admit('gate-1', ['gate'], gate.x, 'h');
    expect(late.signed().directory.version).toBeGreaterThan(seen);
  });

  it('ends a box when it is revoked, and its key never comes back', () => {
    const { registry, hub } = pairingHub();
    registry.admit('lane-1', ['lane'], lane.x, 'h');
    expect(registry.revoke('lane-1')).toBe(true);
    expect(registry.revoke('lane-1')).toBe(false);
    expect(registry.account('lane-1')).toBe(null);
    expect(keyringOf(hub, registry.signed()).box('lane-1')).toBe(null);
    expect(registry.admit('lane-1', ['lane'], lane.x, 'h')).toBe('keyInUse');
  });

  it('gives a name to the newest key that was paired for it, and no key two names', () => {
    const { registry, hub } = pairingHub();
    registry.admit('lane-1', ['lane'], lane.x, 'h');
    expect(registry.admit('lane-2', ['lane'], lane.x, 'h')).toBe('keyInUse');
    registry.admit('lane-1', ['lane'], gate.x, 'h');
    expect(keyringOf(hub, registry.signed()).box('lane-1')?.x).toBe(gate.x);
  });

  it('forgets the oldest of many revoked keys', () => {
    const { registry } = pairingHub();
    for (let box = 0; box < 70; box += 1) registry.admit('lane-1', ['lane'], testBox(`key ${box}`).x, 'h');
    expect(registry.signed().directory.boxes).toHaveLength(65);
  });
});

describe('what lies on the disk of a hub', () => {
  it('is never replaced when it is damaged', () => {
    const { files } = pairingHub();
    for (const name of ['bus-authority.json', 'bus-boxes.json']) {
      const broken = memoryFiles();
      for (const [each, bytes] of files.held) broken.write(each, bytes);
      broken.write(name, Uint8Array.of(0x7b));
      expect(() => pairingHub(broken)).toThrow(/restore it from a backup/);
      expect(broken.held.get(name)).toEqual(Uint8Array.of(0x7b));
    }
    const { files: other } = pairingHub();
    expect(() => openAuthority(other, 'store-13', 'hub-1', realIds)).toThrow(/belongs to/);
  });

  it('lists the hub itself once, with access of its own', async () => {
    const { authority, registry, files, hub } = pairingHub();
    const self = { store: STORE, box: 'hub-1', roles: ['hub', 'lane'] as const, x: hub.x, port: 7320 };
    const first = await hubMembership(files, authority, registry, self);
    const { version } = registry.signed().directory;
    expect(await hubMembership(files, authority, registry, { ...self, port: 7321 })).toEqual({ ...first, port: 7321 });
    expect(registry.signed().directory.version).toBe(version);
    expect(registry.account('hub-1')?.roles).toEqual(['hub', 'lane']);
    files.write('bus-access.json', Uint8Array.of(0x7b));
    expect(() => readMembership(files)).toThrow(/pair this box again/);
  });
});
