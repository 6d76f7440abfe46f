import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from '../../../test/emulator/raw-host.ts';
import { startEmulators } from '../index.ts';

const free = { pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, lightsPort: 0, rfidReaderPort: 0 };

test('an Impinj and a Zebra reader are played where they are asked for, with a broker, before the tags of the page', async () => {
  const plain = await startEmulators(free);
  expect(plain.brokerSide).toBeNull();
  await plain.stop();
  const emulators = await startEmulators({ ...free, iotReaders: { impinjPort: 0 } });
  const { broker, iotReaders } = emulators.brokerSide!;
  const { impinj, zebra, zebraHttp } = iotReaders!;
  expect(zebraHttp).toBeNull();
  await eventually(() => impinj.connected && zebra.connected, 'the broker');
  expect(broker.connections).toBe(2);
  expect(impinj.field).toBe(emulators.rfidReader.field);
  expect(zebra.field).toBe(emulators.rfidReader.field);
  await emulators.stop();
  expect([impinj.connected, zebra.connected, broker.plugged]).toEqual([false, false, false]);
});

test('nothing is left running when one of their ports cannot be had', async () => {
  const holder = createServer();
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
  const { port } = holder.address() as { port: number };
  await expect(startEmulators({ ...free, iotReaders: { impinjPort: port } })).rejects.toThrow(/EADDRINUSE/);
  await new Promise((done) => holder.close(done));
});
