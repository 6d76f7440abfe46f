import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deviceSigner, secretFiles } from '../../../src/main/edge/secrets.ts';
import { type EdgeBus, type EdgeBusOptions, joinHub, openEdgeBus } from '../../../src/main/edge/store-bus.ts';
import { systemTimers } from '../../../src/main/edge/system.ts';
import { readMembership } from '../../../src/sync/pairing/membership.ts';
import { mqttConnector } from '../../../src/sync/store-bus/mqtt-link.ts';
import type { BoxRole } from '../../../src/sync/wire/names.ts';
import { STATE_FILTER } from '../../../src/sync/wire/topics.ts';
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
  expect(await joinHub({ ...joining, code: '0000-0000-0000-0000' })).toEqual({ kind: 'refused', why: 'wrongCode' });
  expect(await openEdgeBus(gate)).toBe(null);
  await expect
    .poll(() => joinHub({ ...joining, code: hub?.codeFor('gate-1', ['gate']) ?? '' }), { timeout: 10_000 })
    .toMatchObject({ kind: 'joined' });
  for (const name of readdirSync(stateDirectory)) expect(statSync(join(stateDirectory, name)).mode & 0o777).toBe(0o600);

  const watching = await opened(gate);
  await expect.poll(() => bus.connected && watching.bus.connected, SOON).toBe(true);
  sync.committed(first.ownSales.record('s-1', ['aa01']));
  await expect.poll(() => gate.ledger.standing('aa01'), SOON).toHaveLength(1);
});

it('a box that leaves in order says so, and one that is cut off is given up as lost', async () => {
  const { hub } = await opened({ ...box('hub-1', 'hub'), hub: hubAt });
  const paired = async (name: string) => {
    const options = box(name, 'gate');
    const { stateDirectory, signer } = options;
    const where = { host: '127.0.0.1', port: hub?.pairingPort ?? 0, code: hub?.codeFor(name, ['gate']) ?? '' };
    expect(await joinHub({ box: name, stateDirectory, signer, ...where })).toMatchObject({ kind: 'joined' });
    return options;
  };
  const [going, cut, watching] = [await paired('gate-1'), await paired('gate-2'), await paired('gate-3')];
  const membership = readMembership(secretFiles(watching.stateDirectory));
  if (membership === null) throw new Error('not paired');
  const { box: username, hub: at, ...access } = membership;
  const states = new Map<string, string>();
  const link = await mqttConnector({ ...access, username, serverName: at.box }, systemTimers).connect(
    [STATE_FILTER],
    { topic: 'homie/5/gate-3/$state', payload: Buffer.from('lost') },
    { message: (topic, payload) => states.set(topic, Buffer.from(payload).toString()), closed() {} },
  );
  const buses = [await opened(going), await opened(cut)] as const;
  for (const { board } of buses) board.show({});
  await expect
    .poll(() => [states.get('homie/5/gate-1/$state'), states.get('homie/5/gate-2/$state')], SOON)
    .toEqual(['ready', 'ready']);
  await buses[0].stop();
  hub?.revoke('gate-2');
  await expect
    .poll(() => [states.get('homie/5/gate-1/$state'), states.get('homie/5/gate-2/$state')], SOON)
    .toEqual(['disconnected', 'lost']);
  await link.close();
});

it('a state directory that was paired as another box is not taken for this one', async () => {
  const first = box('hub-1', 'hub');
  await opened({ ...first, hub: hubAt });
  await expect(openEdgeBus({ ...first, box: 'lane-7' })).rejects.toMatchObject({ code: 'SYNC_MEMBERSHIP_UNREADABLE' });
});
