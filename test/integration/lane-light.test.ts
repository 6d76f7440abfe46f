import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDevices, type Devices } from '../../src/device/index.ts';
import { realTimers } from '../../src/device/rehearsal/real-timers.ts';
import { type Emulators, startEmulators } from '../../src/emulator/index.ts';
import { PROFILES } from '../../src/main/project.ts';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
let emulators: Emulators;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-light-'));
  const free = { pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, lightsPort: 0 };
  emulators = await startEmulators(free);
});
afterEach(async () => {
  await emulators.stop();
  rmSync(folder, { recursive: true });
});

/** The driver on this port, by the shipped profile with these differences. */
function driverOn(port: number, more: object = {}): Devices {
  const shipped = JSON.parse(readFileSync(join(PROFILES, 'lights', 'lcus-relay.json'), 'utf8')) as object;
  mkdirSync(join(folder, 'lights'), { recursive: true });
  writeFileSync(join(folder, 'lights', 'board.json'), JSON.stringify({ ...shipped, ...more }));
  const devices = createDevices({
    bindings: [{ id: 'lights-1', category: 'lights', profile: 'board', url: `tcp://127.0.0.1:${port}` }],
    profilesDirectory: folder,
    clock,
    timers: realTimers,
    random: Math.random,
    log: { info() {}, warn() {} },
  });
  onTestFinished(() => devices.stop());
  devices.start();
  return devices;
}

/** Everything that was ever lit, oldest first. */
const lights = () => emulators.lights.past.toReversed().map(({ lit }) => lit.join('+'));
const shows = (lamp: string) => expect.poll(() => emulators.lights.lit.join('+'), { timeout: 5000 }).toBe(lamp);

/** Passes bytes from the driver to the board, cut into pieces of so many. */
async function cutter(to: number, size: number): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const board = connect({ port: to, host: '127.0.0.1', noDelay: true });
    for (const each of [socket, board]) each.on('error', () => {});
    sockets.push(socket, board);
    let turn = Promise.resolve();
    socket.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += size) {
        const piece = bytes.subarray(at, at + size);
        // A turn of the event loop between two writes keeps the kernel from joining them.
        turn = turn.then(() => new Promise((sent) => board.write(piece, () => setImmediate(sent))));
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as { port: number }).port;
}

describe('a lane light on its wire', () => {
  it.each([
    ['command by command', { gapMs: 5 }, null],
    ['together', { gapMs: 0 }, null],
    ['byte by byte', { gapMs: 0 }, 1],
    ['cut anywhere', { gapMs: 0 }, 3],
    ['as the profile has it', {}, null],
  ])('shows one lamp at a time, with commands sent %s', async (_, more, size) => {
    const { port } = emulators.lights;
    const devices = driverOn(size === null ? port : await cutter(port, size), more);
    devices.lights!.show('green');
    await shows('green');
    devices.lights!.show('amber');
    await shows('amber');
    devices.lights!.show('red');
    await shows('red');
    expect(lights()).toEqual(['green', '', 'amber', '', 'red']);
    expect(emulators.lights.passedOver).toBe(0);
  });

  it('shows what the lane wants now, once it is plugged in again, and says how it is meanwhile', async () => {
    const devices = driverOn(emulators.lights.port);
    const state = () => devices.reports()[0]!.state;
    devices.lights!.show('green');
    await shows('green');
    emulators.lights.unplug();
    await expect.poll(state, { timeout: 3000 }).toBe('disconnected');
    expect(emulators.lights.lit).toEqual([]);
    devices.lights!.show('amber');
    await emulators.lights.plug();
    await expect.poll(state, { timeout: 3000 }).toBe('ready');
    await shows('amber');
    expect(lights()).toEqual(['green', '', 'amber']);
  });

  it('is lit again after its power failed unseen', async () => {
    const devices = driverOn(emulators.lights.port, { repeatMs: 1000 });
    devices.lights!.show('red');
    await shows('red');
    emulators.lights.blink();
    expect(emulators.lights.lit).toEqual([]);
    await shows('red');
  });

  it('goes on through whatever comes back on its wire', async () => {
    const devices = driverOn(emulators.lights.port);
    devices.lights!.show('green');
    await shows('green');
    await emulators.lights.garbage(Buffer.alloc(5000, 0xa0));
    devices.lights!.show('red');
    await shows('red');
    expect(devices.reports()[0]).toMatchObject({ state: 'ready', category: 'lights' });
  });
});
