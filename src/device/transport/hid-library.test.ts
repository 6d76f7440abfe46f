import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { createHidTransport, FEATURE, type HidDevice, type HidLibrary, type ListedHid } from './hid.ts';
import type { CloseCause } from './transport.ts';
import { Turns } from './turns.ts';

const address = { kind: 'hid', vendorId: 0x0c2e, productId: 0x0b61, serialNumber: null } as const;
const SCANNER: ListedHid = { path: '/dev/hidraw0', usagePage: 0x8c };
const REPORT = Uint8Array.of(254, 1);

/** A device whose reports go when the test says so. */
class FakeDevice extends EventEmitter implements HidDevice {
  readonly sent: [kind: string, report: number[]][] = [];
  closed = 0;
  #pending: PromiseWithResolvers<void>[] = [];

  write(report: Buffer): Promise<void> {
    return this.#send('output', report);
  }

  sendFeatureReport(report: Buffer): Promise<void> {
    return this.#send('feature', report);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  /** Lets the report that is under way go, or fail. */
  async settle(outcome: 'sent' | 'failed'): Promise<void> {
    const report = this.#pending.shift();
    if (outcome === 'sent') report?.resolve();
    else report?.reject(new Error('could not send feature report to device'));
    await turn();
  }

  #send(kind: string, report: Buffer): Promise<void> {
    this.sent.push([kind, [...report]]);
    const pending = Promise.withResolvers<void>();
    this.#pending.push(pending);
    return pending.promise;
  }
}

const turn = () => new Promise<void>((done) => setImmediate(done));

/** A library of which each listing and each opening ends when the test says so. */
function rig() {
  const time = new ManualTime();
  const listings: PromiseWithResolvers<readonly ListedHid[]>[] = [];
  const opens: PromiseWithResolvers<HidDevice>[] = [];
  const later = <T>(list: PromiseWithResolvers<T>[]): Promise<T> => {
    const one = Promise.withResolvers<T>();
    list.push(one);
    return one.promise;
  };
  const library: HidLibrary = { devicesAsync: () => later(listings), HIDAsync: { open: () => later(opens) } };
  const turns = new Turns(1);
  const transport = () =>
    createHidTransport(address, { timers: time, usagePage: 0x8c, library: async () => library, turns });
  const heard: string[] = [];
  const causes: CloseCause[] = [];
  const listener = {
    data: (report: Uint8Array) => heard.push(Buffer.from(report).toString()),
    closed: (cause: CloseCause) => causes.push(cause),
  };
  const attempt = async (signal = new AbortController().signal) => {
    const opening = transport().open(listener, signal);
    await turn();
    return opening;
  };
  /** Begins an attempt and leaves it under way. */
  const begin = async (signal?: AbortSignal) => {
    const opening = { outcome: attempt(signal) };
    await turn();
    return opening;
  };
  const list = async (index: number, devices: readonly ListedHid[] = [SCANNER]) => {
    listings[index]?.resolve(devices);
    await turn();
  };
  const opened = async (index: number, device: HidDevice) => {
    opens[index]?.resolve(device);
    await turn();
  };
  return { time, listings, opens, begin, list, opened, heard, causes };
}

async function connected() {
  const it = rig();
  const device = new FakeDevice();
  const { outcome } = await it.begin();
  await it.list(0);
  await it.opened(0, device);
  const open = await outcome;
  if (open.kind !== 'open') throw new Error(open.failure);
  return { ...it, device, connection: open.connection };
}

it('opens the part of the device that is a scanner, and hears it until it is closed', async () => {
  const it = rig();
  const device = new FakeDevice();
  const { outcome } = await it.begin();
  await it.list(0, [{ path: '/dev/hidraw1', usagePage: 1 }, SCANNER]);
  await it.opened(0, device);
  const open = await outcome;
  device.emit('data', Buffer.from('one'));
  if (open.kind === 'open') open.connection.close();
  device.emit('data', Buffer.from('two'));
  await turn();
  expect([it.heard, it.causes, device.closed]).toEqual([['one'], ['local'], 1]);
  expect(it.time.waiting).toBe(0);
});

it('sends one report after the other, refuses the 17th that waits, and takes more when one has left', async () => {
  const { connection, device } = await connected();
  const written = Array.from({ length: 17 }, () => connection.write(REPORT));
  expect(written.map((outcome) => outcome === 'accepted')).toEqual([...Array(16).fill(true), false]);
  expect(written.at(-1)).toBe('full');
  await turn();
  expect(device.sent).toEqual([['output', [254, 1]]]);
  await device.settle('sent');
  expect(device.sent).toHaveLength(2);
  expect([connection.write(REPORT), connection.write(REPORT)]).toEqual(['accepted', 'full']);
});

it('ends the connection once for a feature report that the device does not take, and sends nothing after it', async () => {
  const { connection, device, causes } = await connected();
  connection.write(REPORT, FEATURE);
  connection.write(REPORT);
  await turn();
  expect(device.sent).toEqual([['feature', [254, 1]]]);
  await device.settle('failed');
  await connection.ended;
  device.emit('error', new Error('could not read'));
  await turn();
  expect([causes, device.closed, connection.write(REPORT)]).toEqual([['error'], 1, 'closed']);
  expect(device.sent).toHaveLength(1);
});

it('closes what opens when nobody waits any more, before the next attempt begins', async () => {
  const it = rig();
  const device = new FakeDevice();
  const first = await it.begin();
  await it.list(0);
  await it.time.advance(1500);
  expect(await first.outcome).toEqual({ kind: 'failed', failure: 'timeout' });
  const second = await it.begin();
  expect(it.listings).toHaveLength(1);
  await it.opened(0, device);
  expect([device.closed, it.listings.length, it.causes]).toEqual([1, 2, []]);
  await it.list(1, []);
  expect(await second.outcome).toEqual({ kind: 'failed', failure: 'unreachable' });
});

it('opens nothing that was found when nobody waits any more', async () => {
  const it = rig();
  const given = new AbortController();
  const { outcome } = await it.begin(given.signal);
  given.abort();
  expect(await outcome).toEqual({ kind: 'failed', failure: 'aborted' });
  await it.list(0);
  expect(it.opens).toHaveLength(0);
});

it('never lists twice at once: while a listing hangs, those who try again wait for it, and begin when it ends', async () => {
  const it = rig();
  for (let attempts = 0; attempts < 20; attempts++) {
    const { outcome } = await it.begin();
    await it.time.advance(1500);
    expect(await outcome).toEqual({ kind: 'failed', failure: 'timeout' });
  }
  expect(it.listings).toHaveLength(1);
  const { outcome } = await it.begin();
  await it.list(0);
  expect([it.listings.length, it.opens.length]).toEqual([2, 0]);
  await it.list(1);
  await it.opened(0, new FakeDevice());
  expect(await outcome).toMatchObject({ kind: 'open' });
});
