import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { LightsDriver } from './lights/driver.ts';
import { lightsProfileSchema } from './lights/profile.ts';
import { paymentTerminalOptionsSchema, paymentTerminalProfileSchema } from './payment-terminal/profile.ts';
import { ZvtDriver } from './payment-terminal/zvt/driver.ts';
import { BlockReader, encodeBlock } from './payment-terminal/zvt/serial/block.ts';
import { PosPrinterDriver } from './pos-printer/driver.ts';
import { posPrinterProfileSchema } from './pos-printer/profile.ts';
import { ManualTime } from './rehearsal/manual-time.ts';
import { message } from './rehearsal/scripted-terminal.ts';
import { Wire } from './rehearsal/wire.ts';
import { ScannerDriver } from './scanner/driver.ts';
import { scannerProfileSchema } from './scanner/profile.ts';
import type { Driver } from './supervisor/driver.ts';
import { createSupervisor } from './supervisor/supervisor.ts';

const HOUR = 3_600_000;
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Wires whose far ends answer, and that keep nothing of what went over them. */
function answering(reply: (bytes: Uint8Array) => readonly Uint8Array[]): Wire {
  const wire = new Wire();
  wire.answer = (bytes) => {
    wire.written.length = 0;
    wire.topics.length = 0;
    // Never within the write itself, as on any real wire.
    for (const each of reply(bytes)) queueMicrotask(() => wire.say(each));
  };
  return wire;
}

function printer(bytes: Uint8Array): Uint8Array[] {
  const asked = Buffer.from(bytes).toString('latin1').split('\x10\x04').length - 1;
  return Array.from({ length: asked }, () => Uint8Array.of(0x12));
}

/** A terminal on a serial line: acknowledges each block, and each of its own is acknowledged by the register in turn. */
function terminal(): (bytes: Uint8Array) => Uint8Array[] {
  const reader = new BlockReader();
  const waiting: Uint8Array[] = [];
  return (bytes) =>
    reader.push(bytes).flatMap((sign) => {
      if (sign.kind === 'ack') return waiting.splice(0, 1);
      if (sign.kind !== 'block') return [];
      const control = Buffer.from(sign.apdu.subarray(0, 2)).toString('hex');
      if (control === '8000') return [Uint8Array.of(0x06)];
      const answer = control === '0620' ? message('061e', '83') : message('060f', control === '0501' ? '00' : '');
      waiting.push(encodeBlock(hex(answer)));
      return [Uint8Array.of(0x06), encodeBlock(hex('800000'))];
    });
}

function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

it('two hours of nothing to do leave no timer, no connection and no memory behind', async () => {
  const time = new ManualTime();
  const log = { info: () => undefined, warn: () => undefined };
  const base = { version: 1, vendor: 'Any', model: 'Any' };
  const shared = { clock: time, timers: time, log };
  const scanner = scannerProfileSchema.parse({ ...base, category: 'scanner' });
  const paper = posPrinterProfileSchema.parse({ ...base, category: 'posPrinter', language: 'esc-pos' });
  const zvt = paymentTerminalProfileSchema.parse({
    ...base,
    category: 'paymentTerminal',
    protocol: 'zvt',
    wire: 'serial',
  });
  const lamp = lightsProfileSchema.parse({ ...base, category: 'lights', protocol: 'lcus' });
  const options = paymentTerminalOptionsSchema.parse({ currency: 'GBP' });
  const wires = {
    scanner: answering(() => []),
    posPrinter: answering(printer),
    paymentTerminal: answering(terminal()),
    lights: answering(() => []),
  };
  const device = (
    category: keyof typeof wires,
    driver: Driver,
    heartbeat: { everyMs: number; limitMs: number } | null,
  ) => ({
    ...{ id: category, category, profile: 'p', transport: wires[category], driver, handshakeMs: 1500, heartbeat },
  });
  const supervisor = createSupervisor(
    [
      device('scanner', new ScannerDriver({ ...shared, id: 's', profile: scanner, onScan: () => undefined }), null),
      device('posPrinter', new PosPrinterDriver({ ...shared, id: 'p', profile: paper }), paper.heartbeat),
      device('paymentTerminal', new ZvtDriver({ ...shared, id: 't', profile: zvt, options }), zvt.heartbeat),
      device('lights', new LightsDriver({ profile: lamp, timers: time }), null),
    ],
    { clock: time, timers: time, random: () => 0, log },
  );
  supervisor.start();
  await time.advance(60_000);
  const states = () => supervisor.reports().map(({ id, state }) => `${id} ${state}`);
  expect(states()).toEqual(['scanner ready', 'posPrinter ready', 'paymentTerminal ready', 'lights ready']);
  const [timers, heap] = [time.waiting, memory()];
  await time.advance(2 * HOUR);
  expect(states()).toEqual(['scanner ready', 'posPrinter ready', 'paymentTerminal ready', 'lights ready']);
  expect(Object.values(wires).map(({ opened }) => opened)).toEqual([1, 1, 1, 1]);
  expect(time.waiting).toBeLessThanOrEqual(timers + 2);
  // Some 12,000 heartbeats: a hundred bytes kept of each would show.
  expect(memory() - heap).toBeLessThan(1_000_000);
  await supervisor.stop();
  expect(time.waiting).toBe(0);
}, 30_000);
