import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitClaimText, signedExit } from '../../src/domain/gate/exit-code.ts';
import { type Box, openBox } from '../../src/main/edge/box.ts';
import { Cleanup } from '../../src/main/edge/cleanup.ts';
import { loadConfig } from '../../src/main/edge/config/index.ts';
import { connectControl } from '../../src/main/edge/control/client.ts';
import { exitVerifier } from '../../src/main/edge/gate/exit-verifier.ts';
import { composeGate, type GateWires } from '../../src/main/edge/gate/run.ts';
import { verifyJournal } from '../../src/storage/index.ts';
import { checkstand, freePort } from '../fixtures/edge.ts';
import { hearing, MemoryLedger, MemoryRegister, mugTag, read, ScriptedReader } from '../fixtures/gate.ts';
import { emulatedReader } from '../fixtures/llrp-reader.ts';

const CONFIG = `[workstation]
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
companyPrefixes = ["9521141"]
[[taxes]]
code = "A"
percent = "20"
[gate.signals]
reader = "gate-reader"
green = 1
red = 2
siren = 3
`;

/** A gate with one reader that hears, no hub and no paired lane. */
const UNWIRED: Omit<GateWires, 'ledger'> & { ledger: MemoryLedger } = {
  ...{ readers: [], relays: [], bus: null, ledger: new MemoryLedger() },
  ...{ claims: { claim: async () => 'unreachable' }, events: { publish() {} }, verify: () => false },
  ...{ reports: () => [hearing('gate-reader')], onReturned() {}, onSoldTwice() {} },
};

const log = { debug() {}, info() {}, warn() {}, error() {} };
let folder: string;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-gate-'));
  port = await freePort();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configFile(text = CONFIG): string {
  const file = join(folder, 'config.toml');
  const state = JSON.stringify(join(folder, 'state'));
  writeFileSync(file, `${text}[server]\nport = ${port}\n[state]\ndirectory = ${state}\n`);
  return file;
}

async function gate(of: Partial<GateWires> | ((box: Box) => Partial<GateWires>), text = CONFIG) {
  const loaded = loadConfig(configFile(text), {});
  if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded));
  const cleanup = new Cleanup(log);
  const stateDirectory = join(folder, 'state');
  const box = openBox({ config: loaded.config, stateDirectory, log }, cleanup);
  const wires = typeof of === 'function' ? of(box) : of;
  const running = await composeGate(box, { wires: { ...UNWIRED, ...wires }, onShutdownRequest() {} }, cleanup);
  return { ...running, box, stop: () => cleanup.run() };
}

describe('a box that is a gate', () => {
  it('watches with no lane and no kiosk, and knows after a restart what waited', async () => {
    const reader = new ScriptedReader();
    const ledger = new MemoryLedger();
    ledger.sold.add(mugTag(2).toLowerCase());
    const first = await gate({ readers: [reader], ledger });
    const at = performance.now();
    reader.report([read(mugTag(1), { count: 2 }), read(mugTag(2), { count: 2 })], at);
    expect(reader.outputs).toEqual(['3-', '1+', '2-', '1-', '2+', '3+']);
    await first.stop();
    expect(reader.outputs.slice(-2)).toEqual(['3-', '2-']);

    const again = await gate({ readers: [reader], ledger });
    const alarms = again.gate.state().alarms;
    expect(alarms).toMatchObject([{ cause: 'unsold', tags: [{ tag: { serial: '1' } }] }]);
    again.gate.settle(alarms[0]?.id ?? '', 'returned', '7');
    await again.stop();
    expect(verifyJournal(join(folder, 'state', 'journal.db'))).toMatchObject({ kind: 'sound' });
  });

  it('has its lights and siren on a board of relays where it is told so', async () => {
    const board =
      '[[devices]]\nid = "lights"\ncategory = "lights"\nprofile = "tasmota-4-mqtt"\nurl = "mqtt://127.0.0.1:1/gate"\n';
    const text = CONFIG.replace('reader = "gate-reader"', 'relays = "lights"') + board;
    const [reader, relays] = [new ScriptedReader(), new ScriptedReader('lights')];
    const running = await gate({ readers: [reader], relays: [relays] }, text);
    reader.report([read(mugTag(1), { count: 2 })], performance.now());
    await running.stop();
    expect(relays.outputs).toEqual(['3-', '1+', '2-', '1-', '2+', '3+', '3-', '2-']);
    expect(reader.outputs).toEqual([]);
  });

  it('opens once for a receipt of a paired lane, also over a restart with the hub out of reach', async () => {
    const lane = generateKeyPairSync('ed25519');
    const pem = lane.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const claim = { workstation: 'lane-1', issuedAt: Math.floor(Date.now() / 1000), code: '7Q2M9KXF' };
    const code = signedExit(
      claim,
      sign(null, Buffer.from(exitClaimText(claim)), lane.privateKey).toString('base64url'),
    );
    const verify = exitVerifier((workstation) => (workstation === 'lane-1' ? pem : null));
    const claims = new MemoryRegister().line();
    claims.reachable = false;
    const first = await gate({ ledger: new MemoryLedger(), verify, claims });
    expect(await first.gate.presentExit(code)).toEqual({ kind: 'granted' });
    await first.stop();
    const again = await gate({ ledger: new MemoryLedger(), verify, claims });
    expect(await again.gate.presentExit(code)).toEqual({ kind: 'refused', reason: 'used' });
    await again.stop();
  });

  it('is not ready, nor green, while its only reader has its plug pulled, and is again when it is back', async () => {
    const emulator = await emulatedReader();
    const device = `[[devices]]\nid = "gate-reader"\ncategory = "rfidReader"\nprofile = "impinj-r420-llrp"\nurl = "tcp://127.0.0.1:${emulator.port}"\n`;
    const running = await gate(
      (box) => ({ readers: box.devices.readers, reports: box.devices.reports }),
      CONFIG + device,
    );
    running.box.devices.start();
    const health = async () => {
      const answer = await fetch(`${running.url}/readyz`);
      const { checks } = (await answer.json()) as { checks: Record<string, string> };
      return `${answer.status} ${checks.readers} ${checks['gate-reader']}`;
    };
    const soon = { timeout: 15_000, interval: 50 };
    await expect.poll(health, soon).toBe('200 ok ready');
    await expect.poll(() => emulator.outputs, soon).toEqual([1]);
    await emulator.unplug();
    await expect.poll(health, soon).toBe('503 deaf DEVICE_UNREACHABLE');
    const [reader] = running.gate.state().readers;
    expect(reader).toMatchObject({ id: 'gate-reader', hearing: 'deaf', code: 'DEVICE_UNREACHABLE' });
    emulator.plug();
    await expect.poll(health, soon).toBe('200 ok ready');
    await running.stop();
  });

  it('answers its control socket and its page', async () => {
    const running = await gate({ ledger: new MemoryLedger(), reports: () => [] });
    const client = await connectControl(join(folder, 'state'));
    expect(await client.status()).toMatchObject({ workstation: 'gate-1', lane: { stage: 'watching' }, ready: false });
    const launched = await fetch(await client.launchUrl('kiosk'), { redirect: 'manual' });
    const cookie = launched.headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const path of ['/gate/', '/gate/page.js', '/gate/page.css', '/gate/words'])
      expect((await fetch(running.url + path, { headers: { cookie } })).status).toBe(200);
    const health = await fetch(`${running.url}/readyz`);
    expect([health.status, await health.json()]).toMatchObject([503, { checks: { readers: 'none', ledger: 'ok' } }]);
    client.close();
    await running.stop();
  });

  it('has a configuration that the command takes', async () => {
    expect(await checkstand(['config', 'check', '--config', configFile()])).toMatchObject({ code: 0 });
  });
});
