import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deviceSigner } from '../../../src/main/edge/secrets.ts';
import { type EdgeBus, type EdgeBusOptions, joinHub, openEdgeBus } from '../../../src/main/edge/store-bus.ts';
import type { BoxRole } from '../../../src/sync/wire/names.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { MemoryArchive, MemoryLedger, MemorySales } from '../../fixtures/sold-ledger.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };

let folder: string;
const running: EdgeBus[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-edge-'));
});
afterEach(async () => {
  // Boxes before the hub, which was opened first.
  for (const each of running.splice(0).reverse()) await each.stop();
  rmSync(folder, { recursive: true });
});

function box(name: string, ...roles: BoxRole[]): EdgeBusOptions & { ledger: MemoryLedger; ownSales: MemorySales } {
  const stateDirectory = mkdtempSync(join(folder, `${name}-`));
  const common = { box: name, label: name, roles, stateDirectory, signer: deviceSigner(stateDirectory), log: quietLog };
  return { ...common, ledger: new MemoryLedger(), ownSales: new MemorySales(name), doubled: () => {} };
}

async function opened(options: EdgeBusOptions): Promise<EdgeBus> {
  const bus = await openEdgeBus(options);
  if (bus === null) throw new Error('not paired');
  running.push(bus);
  return bus;
}

const hubAt = { store: 'store-12', host: '127.0.0.1', busPort: 0, pairingPort: 0 };

it('a box that nobody paired has no bus, and works alone', async () => {
  expect(await openEdgeBus(box('lane-1', 'lane'))).toBe(null);
});

it('a hub that is a lane too sells to a gate that was paired with it, over its own state directory', async () => {
  const first = box('lane-1', 'lane', 'hub');
  const { hub, sync, bus } = await opened({ ...first, hub: hubAt, archive: new MemoryArchive() });
  const gate = box('gate-1', 'gate');
  const { stateDirectory, signer } = gate;
  const where = { host: '127.0.0.1', port: hub?.pairingPort ?? 0 };
  const joining = { box: 'gate-1', stateDirectory, signer, ...where };
  expect(await joinHub({ ...joining, code: '0000-0000-0000-0000' })).toBe('refused');
  expect(await openEdgeBus(gate)).toBe(null);
  await expect
    .poll(() => joinHub({ ...joining, code: hub?.codeFor('gate-1', ['gate']) ?? '' }), { timeout: 10_000 })
    .toBe('joined');
  for (const name of readdirSync(stateDirectory)) expect(statSync(join(stateDirectory, name)).mode & 0o777).toBe(0o600);

  const watching = await opened(gate);
  await expect.poll(() => bus.connected && watching.bus.connected, SOON).toBe(true);
  sync.committed(first.ownSales.record('s-1', ['aa01']));
  await expect.poll(() => gate.ledger.standing('aa01'), SOON).toHaveLength(1);
});

it('a state directory that was paired as another box is not taken for this one', async () => {
  const first = box('hub-1', 'hub');
  await opened({ ...first, hub: hubAt });
  await expect(openEdgeBus({ ...first, box: 'lane-7' })).rejects.toMatchObject({ code: 'SYNC_MEMBERSHIP_UNREADABLE' });
});
