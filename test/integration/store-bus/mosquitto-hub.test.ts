import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mosquitto } from '../../../src/main/edge/mosquitto.ts';
import { deviceSigner, secretFiles } from '../../../src/main/edge/secrets.ts';
import { type EdgeBus, type EdgeBusOptions, joinHub, openEdgeBus } from '../../../src/main/edge/store-bus.ts';
import { readMembership } from '../../../src/sync/pairing/membership.ts';
import type { BoxRole } from '../../../src/sync/wire/names.ts';
import { freePort } from '../../fixtures/edge.ts';
import { listeningLog } from '../../fixtures/ledger.ts';
import { mosquittoProgram } from '../../fixtures/mosquitto.ts';
import { rawClient } from '../../fixtures/raw-mqtt.ts';
import { MemoryArchive, MemoryLedger, MemorySales } from '../../fixtures/sold-ledger.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };
const program = mosquittoProgram();
/** Not the one address that everything would be found at anyway. */
const HOST = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';

describe.skipIf(program === null)('a hub on a Mosquitto of its machine (needs mosquitto)', () => {
  const { log, told } = listeningLog();
  const running: EdgeBus[] = [];
  let folder: string;
  let directory: string;
  let broker: ChildProcess;
  let first: ReturnType<typeof box>;
  let hub: EdgeBus;
  let lane: EdgeBusOptions & { ownSales: MemorySales };
  let selling: EdgeBus;
  let gate: EdgeBusOptions & { ledger: MemoryLedger };

  const box = (name: string, ...roles: BoxRole[]) => {
    const stateDirectory = mkdtempSync(join(folder, `${name}-`));
    const common = { box: name, label: name, roles, stateDirectory, signer: deviceSigner(stateDirectory), log };
    return { ...common, ledger: new MemoryLedger(), ownSales: new MemorySales(name), doubled: () => {} };
  };
  const opened = async (options: EdgeBusOptions): Promise<EdgeBus> => {
    const bus = await openEdgeBus(options);
    if (bus === null) throw new Error('not paired');
    running.push(bus);
    return bus;
  };
  const paired = async <T extends EdgeBusOptions>(options: T): Promise<EdgeBus> => {
    const code = hub.hub?.codeFor(options.box, options.roles) ?? '';
    const where = { host: HOST, port: hub.hub?.pairingPort ?? 0, code };
    const { stateDirectory, signer } = options;
    expect(await joinHub({ box: options.box, stateDirectory, signer, ...where })).toMatchObject({ kind: 'joined' });
    return opened(options);
  };
  const connected = (bus: EdgeBus, is = true) => vi.waitFor(() => expect(bus.bus.connected).toBe(is), SOON);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bus-mosquitto-hub-'));
    directory = join(folder, 'broker');
    const pidFile = join(folder, 'mosquitto.pid');
    const setting = { mosquittoDirectory: directory, mosquittoPidFile: pidFile };
    const bus = {
      host: HOST,
      port: await freePort(),
      pairingPort: 7321,
      broker: 'mosquitto',
      ...setting,
    } as const;
    const external = mosquitto(bus, folder).mosquitto;
    if (external === undefined) throw new Error('not configured');
    const asRoot = process.getuid?.() === 0 ? { user: 'root' } : {};
    const at = { store: 'store-12', host: bus.host, busPort: bus.port, pairingPort: 0 };
    first = box('hub-1', 'lane', 'hub');
    hub = await opened({
      ...first,
      ...{ hub: { ...at, mosquitto: { ...external, ...asRoot } }, archive: new MemoryArchive() },
    });
    broker = spawn(program ?? '', ['-c', join(directory, 'mosquitto.conf')], { stdio: 'ignore' });
    await connected(hub);
    lane = box('lane-1', 'lane');
    gate = box('gate-1', 'gate');
    selling = await paired(lane);
    await paired(gate);
    for (const each of running) await connected(each);
  }, 60_000);
  afterAll(async () => {
    for (const each of running.reverse()) await each.stop();
    const gone = once(broker, 'exit');
    broker.kill();
    await gone;
    rmSync(folder, { recursive: true });
  });

  it('writes the files that it needs, open to its group and to nobody else', () => {
    const names = readdirSync(directory).sort();
    expect(names).toEqual(['acl', 'ca.pem', 'mosquitto.conf', 'passwords', 'server-key.pem', 'server.pem']);
    for (const name of names) expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o640);
  });

  it('lets boxes in as they are paired, and a sale reaches the gate', async () => {
    selling.sync.committed(lane.ownSales.record('s-1', ['aa01']));
    await expect.poll(() => gate.ledger.standing('aa01'), SOON).toHaveLength(1);
    expect(told.filter(({ code }) => code === 'bus.brokerReloaded').length).toBeGreaterThanOrEqual(2);
  });

  it('ends what a revoked box may do: its connection, its password, and what it says', async () => {
    const membership = readMembership(secretFiles(lane.stateDirectory));
    if (membership === null) throw new Error('not paired');
    const { ca, certificate, privateKey, password, port } = membership;
    const access = {
      host: HOST,
      ca,
      cert: certificate,
      key: privateKey,
      clientId: 'lane-1',
      username: 'lane-1',
      password,
    };
    expect(hub.hub?.revoke('lane-1')).toBe(true);
    await connected(selling, false);
    await expect(rawClient(port, access)).rejects.toThrow();
    selling.sync.committed(lane.ownSales.record('s-2', ['aa02']));
    // The others go on without a break.
    expect(running.filter(({ bus }) => bus.connected).map(({ bus }) => bus.self)).toEqual(['hub-1', 'gate-1']);
    hub.sync.committed(first.ownSales.record('s-3', ['aa03']));
    await expect.poll(() => gate.ledger.standing('aa03'), SOON).toHaveLength(1);
    expect(gate.ledger.standing('aa02')).toEqual([]);
  });
});
