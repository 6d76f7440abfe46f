import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HubHttps, startHubHttps } from '../../../src/sync/hub/https.ts';
import { type SnapshotFile, snapshotPath } from '../../../src/sync/hub/snapshot.ts';
import { snapshotDownload } from '../../../src/sync/ledger/snapshot-download.ts';
import { joinStore } from '../../../src/sync/pairing/join.ts';
import { keepMembership, type Membership } from '../../../src/sync/pairing/membership.ts';
import { testBox } from '../../fixtures/bus-keys.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { memoryFiles, pairingHub, realIds } from '../../fixtures/pairing-hub.ts';
import { testAuthority } from '../../fixtures/store-pki.ts';

const gate = testBox('gate-1', 'gate');
const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
let folder: string;
let hub: ReturnType<typeof pairingHub>;
let server: HubHttps;
let membership: Membership;
let file: SnapshotFile;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bus-snapshot-'));
  file = { path: join(folder, 'offered'), bytes: content.length, sha256 };
  writeFileSync(file.path, content);
  hub = pairingHub();
  const { authority, desk, registry } = hub;
  server = await startHubHttps({
    authority,
    desk,
    accounts: registry,
    host: '127.0.0.1',
    port: 0,
    log: quietLog,
    snapshot: () => file,
  });
  const code = hub.codes.issue('gate-1', ['gate']) ?? '';
  const box = { box: 'gate-1', signer: gate.signer, x: gate.x, ids: realIds };
  const outcome = await joinStore({ ...box, host: '127.0.0.1', port: server.port, code });
  if (outcome.kind !== 'joined') throw new Error(outcome.kind);
  membership = keepMembership(memoryFiles(), 'gate-1', '127.0.0.1', outcome.joined);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const target = () => join(folder, 'fetched');
const offer = (change = {}) => ({
  url: `https://hub-1:${server.port}${snapshotPath(sha256)}`,
  bytes: content.length,
  sha256,
  ...change,
});

/** Tries to fetch; what was installed, or null. */
async function fetched(given = offer(), as = membership): Promise<Buffer | null> {
  let installed: Buffer | null = null;
  const fetcher = snapshotDownload({
    ...{ membership: as, host: '127.0.0.1', path: target(), wanted: () => true, log: quietLog },
    install: async (path) => {
      installed = readFileSync(path);
      return true;
    },
  });
  const taken = await fetcher.install(given);
  expect(taken).toBe(installed !== null);
  return installed;
}

it('a paired box gets the copy whole, in a file of its own', async () => {
  expect(content.equals((await fetched()) ?? Buffer.alloc(0))).toBe(true);
  expect(statSync(target()).mode & 0o777).toBe(0o600);
});

it('what an interrupted download has brought is gone on from', async () => {
  writeFileSync(target(), content.subarray(0, 100_000));
  expect(content.equals((await fetched()) ?? Buffer.alloc(0))).toBe(true);
});

it('the rest of another copy is thrown away and begun anew', async () => {
  writeFileSync(target(), randomBytes(100_000));
  expect(content.equals((await fetched()) ?? Buffer.alloc(0))).toBe(true);
});

it('a copy that is not what was offered is never installed', async () => {
  writeFileSync(file.path, randomBytes(content.length));
  expect(await fetched()).toBe(null);
  expect(await fetched(offer({ bytes: 1000 }))).toBe(null);
  expect(await fetched(offer({ bytes: 2 ** 40 }))).toBe(null);
});

it('nobody gets it without a certificate of the store and its password, or after being revoked', async () => {
  const foreign = testAuthority().issue('gate-1', 'client');
  expect(await fetched(offer(), { ...membership, ...foreign })).toBe(null);
  expect(await fetched(offer(), { ...membership, password: 'guess' })).toBe(null);
  hub.registry.revoke('gate-1');
  expect(await fetched()).toBe(null);
});

it('a box takes it from no other authority than its own', async () => {
  expect(await fetched(offer(), { ...membership, ca: testAuthority().ca })).toBe(null);
});

it('a copy that was replaced meanwhile is not there any more', async () => {
  const other = 'f'.repeat(64);
  expect(await fetched(offer({ url: `https://hub-1:${server.port}${snapshotPath(other)}`, sha256: other }))).toBe(null);
});
