import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishing } from '../../../src/cloud/feed/publish.ts';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { openBox } from '../../../src/main/edge/box.ts';
import { Cleanup } from '../../../src/main/edge/cleanup.ts';
import { loadConfig } from '../../../src/main/edge/config/index.ts';
import { connectControl } from '../../../src/main/edge/control/client.ts';
import { composeGate } from '../../../src/main/edge/gate/run.ts';
import { devicePublicKey } from '../../../src/main/edge/secrets.ts';
import { hasPostgres, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { freePort } from '../../fixtures/edge.ts';
import { MemoryLedger, MUG_GTIN, mugTag, read, ScriptedReader } from '../../fixtures/gate.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const log = { debug() {}, info() {}, warn() {}, error() {} };
/** After that a tag is ruled on again. */
const AGAIN_MS = 600_000;
const PATIENCE = { timeout: 60_000, interval: 100 };

describe.skipIf(!hasPostgres)('a gate and its cloud (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let folder: string;
  beforeAll(async () => {
    cloud = await startTestCloud();
    folder = mkdtempSync(join(tmpdir(), 'checkstand-gate-cloud-'));
  });
  afterAll(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes the goods of the feed for its own at once, names them in an alarm, and the alarm comes up', async () => {
    const server = cloud.server({ patience: { endMilliseconds: 100 } });
    const url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const stateDirectory = join(folder, 'state');
    const file = join(folder, 'config.toml');
    writeFileSync(
      file,
      `[workstation]
id = "gate-1"
label = "Main door"
roles = ["gate"]
[store]
id = "s1"
name = "Corner & Co."
address = []
currency = "GBP"
timezone = "Europe/London"
pricesIncludeTax = true
taxRounding = "line"
companyPrefixes = ["0614141"]
[[taxes]]
code = "A"
percent = "20"
[cloud]
url = "${url}"
[server]
port = ${await freePort()}
[state]
directory = ${JSON.stringify(stateDirectory)}
`,
    );
    const loaded = loadConfig(file, {});
    if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded));
    const cleanup = new Cleanup(log);
    const box = openBox({ config: loaded.config, stateDirectory, log }, cleanup);
    const publicKey = createPublicKey(devicePublicKey(stateDirectory) ?? '').export({ format: 'jwk' }).x ?? '';
    const id = await cloud.enrol({ name: 'gate-1', publicKey, signer: box.signer });
    const reader = new ScriptedReader();
    const wires = {
      ...{ readers: [reader], relays: [], bus: null, ledger: new MemoryLedger() },
      ...{ claims: { claim: async () => 'unreachable' as const }, events: { publish() {} }, verify: () => false },
      ...{ reports: () => [], onReturned() {}, onSoldTwice() {} },
    };
    const running = await composeGate(box, { wires, onShutdownRequest() {} }, cleanup);
    const control = await connectControl(stateDirectory);
    try {
      const pass = (at: number) => reader.report([read(mugTag(1), { count: 2 })], at);
      const heard = performance.now();
      pass(heard);
      expect(running.gate.state()).toMatchObject({ alarms: [], counts: { foreign: 1 } });
      const everyone = { scope: 'retailer' } as const;
      await publishing(cloud.database.journal, 'main', (publisher) =>
        publisher.put([
          {
            target: everyone,
            collection: 'items',
            key: 'mug',
            value: { name: 'Mug', soldBy: 'unit', taxCodes: ['A'] },
          },
          { target: everyone, collection: 'prices', key: 'mug', value: { price: 900 } },
          { target: everyone, collection: 'barcodes', key: MUG_GTIN, value: { item: 'mug' } },
        ]),
      );
      await expect.poll(() => box.catalogue.byGtin(MUG_GTIN)?.name, PATIENCE).toBe('Mug');
      await expect.poll(async () => (await control.status()).feed.state, PATIENCE).toBe('current');
      // Its prefix is still not the store's: that the catalogue has it now is what makes it so, for a tag that was another shop's before.
      pass(heard + AGAIN_MS);
      expect(running.gate.state().alarms).toMatchObject([{ cause: 'unsold' }]);
      const raised = async () => {
        while ((await projectSome(cloud.database.journal)) > 0);
        return cloud.rows(
          `SELECT kind FROM workstation_events WHERE workstation_id = ${id} AND kind = 'GateAlarmRaised'`,
        );
      };
      await expect.poll(raised, PATIENCE).toHaveLength(1);
      expect((await control.status()).sync).toMatchObject({ state: 'idle', backlog: 0 });
    } finally {
      control.close();
      await cleanup.run();
      await server.stop();
    }
  });
});
