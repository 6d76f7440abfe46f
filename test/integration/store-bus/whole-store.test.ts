import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock, systemTimers } from '../../../src/main/edge/system.ts';
import { type Hub, startHub } from '../../../src/sync/hub/hub.ts';
import { LedgerSync } from '../../../src/sync/ledger/ledger-sync.ts';
import { joinStore } from '../../../src/sync/pairing/join.ts';
import { keepMembership, readMembership } from '../../../src/sync/pairing/membership.ts';
import { openBus } from '../../../src/sync/pairing/open-bus.ts';
import type { StoreBus } from '../../../src/sync/store-bus/bus.ts';
import type { Keyring } from '../../../src/sync/store-bus/keyring.ts';
import type { BoxRole } from '../../../src/sync/wire/names.ts';
import { STORE, type TestBox, testBox } from '../../fixtures/bus-keys.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { memoryFiles, realIds } from '../../fixtures/pairing-hub.ts';
import { MemoryLedger, MemorySales } from '../../fixtures/sold-ledger.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };

const machine = (box: TestBox, files = memoryFiles()) => ({
  ...{
    signer: box.signer,
    files,
    clock: systemClock,
    timers: systemTimers,
    ids: realIds,
    random: () => 0.99,
    log: quietLog,
  },
});

const hubBox = testBox('hub-1', 'hub');
let hub: Hub;
const running: { stop(): Promise<void> }[] = [];

const start = (files = memoryFiles(), busPort = 0) =>
  startHub({
    ...machine(hubBox, files),
    ...{ store: STORE, box: 'hub-1', roles: ['hub'], x: hubBox.x, host: '127.0.0.1', busPort, pairingPort: 0 },
  });

beforeEach(async () => {
  hub = await start();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((bus) => bus.stop()));
  await hub.stop();
});

interface Paired {
  readonly bus: StoreBus;
  readonly keyring: Keyring;
  readonly ledger: MemoryLedger;
  readonly sales: MemorySales;
  readonly sync: LedgerSync;
}

async function paired(box: TestBox, roles: readonly BoxRole[] = box.roles): Promise<Paired> {
  const files = memoryFiles();
  const code = hub.codeFor(box.name, roles) ?? '';
  const where = { host: '127.0.0.1', port: hub.pairingPort };
  const outcome = await joinStore({ ...where, code, box: box.name, signer: box.signer, x: box.x, ids: realIds });
  if (outcome.kind !== 'joined') throw new Error(JSON.stringify(outcome));
  keepMembership(files, box.name, '127.0.0.1', outcome.joined);
  const membership = readMembership(files);
  if (membership === null) throw new Error('nothing kept');
  const { bus, keyring } = openBus(membership, machine(box, files));
  const [ledger, sales] = [new MemoryLedger(), new MemorySales(box.name)];
  const own = { sales, signer: box.signer };
  const sync = new LedgerSync({ ...machine(box), store: STORE, bus, keyring, ledger, own, doubled: () => {} });
  sync.start();
  bus.start();
  running.push({
    stop: async () => {
      sync.stop();
      await bus.stop();
    },
  });
  await expect.poll(() => bus.connected, { timeout: 10_000 }).toBe(true);
  return { bus, keyring, ledger, sales, sync };
}

it('boxes that were paired know each other, and what each other sold', async () => {
  const gate = await paired(testBox('gate-1', 'gate'));
  const lane = await paired(testBox('lane-1', 'lane'));
  await expect.poll(() => gate.keyring.box('lane-1')?.roles, SOON).toEqual(['lane']);
  lane.sync.committed(lane.sales.record('s-1', ['aa01']));
  await expect.poll(() => gate.ledger.standing('aa01'), SOON).toHaveLength(1);
});

it("a box's role is what the manager gave it, not what it takes", async () => {
  const gate = await paired(testBox('gate-1', 'gate'));
  const lane = await paired(testBox('lane-1', 'lane'), ['gate']);
  lane.sync.committed(lane.sales.record('s-1', ['aa01']));
  await expect.poll(() => gate.bus.drops, SOON).toEqual({ notItsRole: 1 });
  expect(gate.ledger.all()).toEqual([]);
});

it('a box that was revoked is cut off at once, stays out, and nothing that it signed counts any more', async () => {
  const gate = await paired(testBox('gate-1', 'gate'));
  const lane = await paired(testBox('lane-1', 'lane'));
  await expect.poll(() => gate.keyring.box('lane-1'), SOON).not.toBe(null);
  expect(hub.revoke('lane-1')).toBe(true);
  await expect.poll(() => gate.keyring.box('lane-1'), SOON).toBe(null);
  await expect.poll(() => lane.bus.connected, SOON).toBe(false);
  lane.sync.committed(lane.sales.record('s-1', ['aa01']));
  // It tries again with its old password within a second; somebody else's news show that time has passed.
  const other = await paired(testBox('lane-2', 'lane'));
  await expect.poll(() => gate.keyring.box('lane-2'), SOON).not.toBe(null);
  other.sync.committed(other.sales.record('t-1', ['bb01']));
  await expect.poll(() => gate.ledger.standing('bb01'), SOON).toHaveLength(1);
  expect(gate.ledger.standing('aa01')).toEqual([]);
  expect(lane.bus.connected).toBe(false);
  expect(hub.revoke('hub-1')).toBe(false);
});

it('a hub that restarts knows its boxes, and they come back by themselves', async () => {
  await hub.stop();
  const files = memoryFiles();
  hub = await start(files);
  const { busPort } = hub;
  const gate = await paired(testBox('gate-1', 'gate'));
  const lane = await paired(testBox('lane-1', 'lane'));
  await hub.stop();
  lane.sync.committed(lane.sales.record(randomUUID(), ['aa01']));
  hub = await start(files, busPort);
  await expect.poll(() => gate.ledger.standing('aa01'), { timeout: 15_000 }).toHaveLength(1);
});
