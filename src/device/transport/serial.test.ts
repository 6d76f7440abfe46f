import { EventEmitter, getEventListeners } from 'node:events';
import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { hasSocat, type PtyPair, ptyPair } from '../rehearsal/pty-pair.ts';
import { realTimers } from '../rehearsal/real-timers.ts';
import { createSerialTransport, type SerialOptions } from './serial.ts';
import { endWhenHungUp } from './serial-read.ts';
import { serialSettingsSchema } from './serial-settings.ts';
import type { CloseCause, Connection } from './transport.ts';
import { Turns } from './turns.ts';

const settings = serialSettingsSchema.parse({});
const never = new AbortController().signal;
const transport = (path: string, more: Partial<SerialOptions> = {}) =>
  createSerialTransport(path, { timers: realTimers, settings, ...more });

const opened: Connection[] = [];
afterEach(async () => {
  for (const connection of opened) connection.close();
  await Promise.all(opened.splice(0).map(({ ended }) => ended));
});

async function open(path: string, more: Partial<SerialOptions> = {}) {
  let heard = '';
  const causes: CloseCause[] = [];
  const listener = {
    data: (bytes: Uint8Array) => {
      heard += Buffer.from(bytes).toString('latin1');
    },
    closed: (cause: CloseCause) => causes.push(cause),
  };
  const outcome = await transport(path, more).open(listener, never);
  if (outcome.kind !== 'open') throw new Error(outcome.failure);
  opened.push(outcome.connection);
  return { connection: outcome.connection, causes, heard: () => heard };
}

async function cable(): Promise<PtyPair> {
  const pair = await ptyPair();
  onTestFinished(() => pair.stop());
  return pair;
}

/** Takes what has arrived at a terminal; how many bytes that was. */
function drained(fd: number): number {
  const buffer = Buffer.alloc(65_536);
  let all = 0;
  try {
    for (;;) all += readSync(fd, buffer);
  } catch {
    return all;
  }
}

it('says that there is no such port', async () => {
  expect(await transport('/dev/serial/by-id/none').open({ data() {}, closed() {} }, never)).toEqual({
    kind: 'failed',
    failure: 'unreachable',
  });
});

it('does not open for one who has given up', async () => {
  const given = AbortSignal.abort();
  expect(await transport('/dev/null').open({ data() {}, closed() {} }, given)).toEqual({
    kind: 'failed',
    failure: 'aborted',
  });
});

it('opens a port once at a time, and two ports in all: the rest wait, and what opens late is closed first', async () => {
  const time = new ManualTime();
  const turns = new Turns(2);
  const opening: { readonly path: string; readonly done: (error: Error | null) => void }[] = [];
  const spies = [
    vi.spyOn(SerialPort.prototype, 'open').mockImplementation(function (this: SerialPort, done = () => undefined) {
      opening.push({ path: this.path, done });
    }),
    vi.spyOn(SerialPort.prototype, 'close').mockImplementation((done = () => undefined) => {
      closed += 1;
      done(null);
    }),
  ];
  let closed = 0;
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  const attempt = async (path: string) => {
    const outcome = transport(path, { timers: time, turns }).open({ data() {}, closed() {} }, never);
    await vi.waitFor(() => expect(time.waiting).toBe(1));
    await time.advance(800);
    return outcome;
  };
  for (const path of ['/a', '/a', '/a', '/b', '/b', '/c']) {
    expect(await attempt(path)).toEqual({ kind: 'failed', failure: 'timeout' });
  }
  expect(opening.map(({ path }) => path)).toEqual(['/a', '/b']);
  opening[0]?.done(null);
  expect(closed).toBe(1);
  await attempt('/a');
  opening[1]?.done(new Error('cannot open'));
  await attempt('/c');
  expect(opening.map(({ path }) => path)).toEqual(['/a', '/b', '/a', '/c']);
});

it('takes a read of a terminal that gives nothing for its end, and does not read for ever', async () => {
  // /dev/null reads as a terminal does that was hung up: no byte, and no error.
  const fd = openSync('/dev/null', 'r');
  onTestFinished(() => closeSync(fd));
  const binding = { fd, poller: new EventEmitter(), read: async () => ({ bytesRead: 0, buffer: Buffer.alloc(0) }) };
  endWhenHungUp({ port: binding } as unknown as SerialPort);
  const read = binding.read as unknown as (buffer: Buffer, offset: number, length: number) => Promise<unknown>;
  await expect(read(Buffer.alloc(10), 0, 10)).rejects.toThrow('hung up');
});

describe.skipIf(!hasSocat)('a serial port (needs socat)', () => {
  it('carries bytes both ways, and reports the end of the line once', async () => {
    const pair = await cable();
    const near = await open(pair.near);
    const far = await open(pair.far);
    expect(near.connection.write(Buffer.from('W\r'))).toBe('accepted');
    await expect.poll(far.heard).toBe('W\r');
    far.connection.write(Buffer.from('\x02  0.742\r'));
    await expect.poll(near.heard).toBe('\x02  0.742\r');
    await pair.pull();
    await near.connection.ended;
    expect(near.causes).toEqual(['remote']);
    expect(near.connection.write(Buffer.from('late'))).toBe('closed');
  });

  it('is gone within 3 s of being pulled out, and the same path opens when it is plugged in again', async () => {
    const pair = await cable();
    const { connection } = await open(pair.near);
    const pulled = performance.now();
    await pair.pull();
    await connection.ended;
    expect(performance.now() - pulled).toBeLessThan(3000);
    expect(await transport(pair.near).open({ data() {}, closed() {} }, never)).toMatchObject({ kind: 'failed' });
    await pair.plug();
    const again = await open(pair.near);
    const far = await open(pair.far);
    far.connection.write(Buffer.from('back'));
    await expect.poll(again.heard).toBe('back');
  });

  it('writes on when there is room, though it has begun to wait for its device meanwhile', {
    timeout: 30_000,
  }, async () => {
    const pair = await cable();
    const opening = vi.spyOn(SerialPort.prototype, 'open');
    onTestFinished(() => opening.mockRestore());
    const { connection } = await open(pair.near);
    const binding = (opening.mock.contexts[0] as SerialPort | undefined)?.port;
    if (binding === undefined || !('poller' in binding)) throw new Error('a port is polled here');
    // Nobody reads at the far end yet: the terminals' and the cable's own buffers fill.
    const far = openSync(pair.far, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(far));
    const job = new Uint8Array(200_000).fill(0x55);
    expect(connection.write(job)).toBe('accepted');
    await expect.poll(() => binding.poller.listenerCount('writable'), { timeout: 10_000 }).toBe(1);
    // As a read does that ends with nothing just then.
    binding.poller.once('readable', () => undefined);
    let arrived = 0;
    const more = () => {
      arrived += drained(far);
      return arrived;
    };
    await expect.poll(more, { timeout: 10_000 }).toBe(job.length);
  });

  it('forgets what was said before anyone listened', async () => {
    const pair = await cable();
    const far = await open(pair.far);
    far.connection.write(Buffer.from('old'));
    await new Promise((done) => setTimeout(done, 50));
    const near = await open(pair.near);
    far.connection.write(Buffer.from('new'));
    await expect.poll(near.heard).toBe('new');
  });

  it('says that another program has the port', async () => {
    const pair = await cable();
    await open(pair.near);
    expect(await transport(pair.near).open({ data() {}, closed() {} }, never)).toEqual({
      kind: 'failed',
      failure: 'inUse',
    });
  });

  it('refuses whole what would not fit into the queue of a device that does not read', async () => {
    const pair = await cable();
    const { connection } = await open(pair.near, { maxQueuedBytes: 1000 });
    expect(connection.write(new Uint8Array(1001))).toBe('full');
    const block = new Uint8Array(1000);
    let accepting = 0;
    // Nobody reads the far end: the terminals' and the cable's own buffers fill, and then the queue.
    for (; accepting < 1000 && connection.write(block) === 'accepted'; accepting++) {
      await new Promise(setImmediate);
    }
    expect(accepting).toBeGreaterThan(0);
    expect(accepting).toBeLessThan(1000);
  });

  it('gives up when the limit comes first, and leaves the port to the next', async () => {
    const pair = await cable();
    const timers = {
      after(_: number, run: () => void) {
        queueMicrotask(run);
        return () => undefined;
      },
    };
    const opening = transport(pair.near, { timers }).open({ data() {}, closed() {} }, never);
    expect(await opening).toEqual({ kind: 'failed', failure: 'timeout' });
    // What opens too late is closed again, in its time.
    await expect.poll(() => open(pair.near).then(({ causes }) => causes)).toEqual([]);
  });

  it('leaves no file or listener behind of a port that was opened and closed again and again', async () => {
    const pair = await cable();
    // Keeps the cable, which goes when neither end is open.
    await open(pair.far);
    const { signal } = new AbortController();
    const once = async () => {
      const outcome = await transport(pair.near).open({ data() {}, closed() {} }, signal);
      if (outcome.kind !== 'open') throw new Error(outcome.failure);
      outcome.connection.close();
      await outcome.connection.ended;
    };
    await once();
    const files = () => readdirSync('/dev/fd').length;
    const before = files();
    for (let times = 0; times < 20; times++) await once();
    await expect.poll(files).toBeLessThanOrEqual(before);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each([
    ['is closed with what waits in it', 'none', 1],
    ['that may be stopped by its device is closed without what waits for that device', 'hardware', 2],
  ] as const)('%s, and opens again', async (_, flow, flushes) => {
    const { near } = await cable();
    const flush = vi.spyOn(SerialPort.prototype, 'flush');
    onTestFinished(() => flush.mockRestore());
    const { connection, causes } = await open(near, { settings: { ...settings, flow } });
    connection.write(Buffer.from('a receipt'));
    connection.close();
    connection.close();
    expect(connection.write(Buffer.from('late'))).toBe('closed');
    await connection.ended;
    expect([flush.mock.calls.length, causes]).toEqual([flushes, ['local']]);
    await open(near, { settings: { ...settings, flow } });
  });

  it('reports its own closing as local', async () => {
    const pair = await cable();
    const { connection, causes } = await open(pair.near);
    connection.close();
    connection.close();
    await connection.ended;
    expect(causes).toEqual(['local']);
  });
});
