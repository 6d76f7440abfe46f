import { afterEach, expect, test } from 'vitest';
import { eventually, RawHost } from '../../../test/emulator/raw-host.ts';
import { silentLog } from '../log.ts';
import { EmulatedScanner } from './index.ts';
import { guessAim } from './symbology.ts';

const scanners: EmulatedScanner[] = [];
afterEach(async () => {
  await Promise.all(scanners.splice(0).map((scanner) => scanner.stop()));
});

async function scannerAndHost(): Promise<{ scanner: EmulatedScanner; host: RawHost }> {
  const scanner = new EmulatedScanner({ host: '127.0.0.1', port: 0, log: silentLog, now: () => 0, onChange: () => {} });
  scanners.push(scanner);
  await scanner.start();
  const host = await RawHost.connect(scanner.port);
  await eventually(() => scanner.connected, 'the host is connected');
  return { scanner, host };
}

test('an EAN-13 goes out with its AIM identifier and CR LF', async () => {
  const { scanner, host } = await scannerAndHost();
  expect(await scanner.scan('4006381333931')).toEqual({ kind: 'written', bytes: 18 });
  expect(await host.take(18)).toBe('5d 45 30 34 30 30 36 33 38 31 33 33 33 39 33 31 0d 0a');
});

test('prefix and suffix are what the test says', async () => {
  const { scanner, host } = await scannerAndHost();
  await scanner.scan('A1', { aim: '', suffix: '\t' });
  expect(await host.take(3)).toBe('41 31 09');
});

test('bytes that are no text go out as they are', async () => {
  const { scanner, host } = await scannerAndHost();
  await scanner.scan(Uint8Array.of(0xff, 0x00));
  expect(await host.take(4)).toBe('ff 00 0d 0a');
});

test('a scan byte by byte comes to the same', async () => {
  const { scanner, host } = await scannerAndHost();
  await scanner.scan('96385074', { chunks: 'bytes' });
  expect(await host.take(13)).toBe('5d 45 34 39 36 33 38 35 30 37 34 0d 0a');
});

test('two scans leave in one write', async () => {
  const { scanner, host } = await scannerAndHost();
  await scanner.scanTogether(['1', '2'], { aim: '' });
  await host.take(6);
  expect(host.chunks.map((chunk) => chunk.toString('latin1'))).toEqual(['1\r\n2\r\n']);
});

test('garbage is put on the line as it is, and a silent scanner sends nothing', async () => {
  const { scanner, host } = await scannerAndHost();
  await scanner.garbage(Buffer.from('f0f1', 'hex'));
  expect(await host.take(2)).toBe('f0 f1');
  scanner.silence(true);
  expect(await scanner.scan('1')).toEqual({ kind: 'silent' });
  scanner.silence(false);
  await scanner.scan('2', { aim: '' });
  expect(await host.take(3)).toBe('32 0d 0a');
});

test('a scan without a host says so', async () => {
  const { scanner, host } = await scannerAndHost();
  host.destroy();
  await eventually(() => !scanner.connected, 'the host is gone');
  expect(await scanner.scan('1')).toEqual({ kind: 'nobodyThere' });
  expect(scanner.past[0]).toMatchObject({ text: '1', outcome: 'nobodyThere' });
});

test('the last scans are kept, newest first, and only so many', async () => {
  const { scanner } = await scannerAndHost();
  for (let i = 0; i < 60; i++) await scanner.scan(`N${i}`);
  expect(scanner.past).toHaveLength(50);
  expect(scanner.past[0]?.text).toBe('N59');
});

test.each([
  ['4006381333931', ']E0'],
  ['012345678905', ']E0'],
  ['96385074', ']E4'],
  ['10012345678902', ']I1'],
  ['https://id.example/01/09506000134352', ']Q1'],
  ['010950600013435221A', ']d2'],
  ['10ABC\x1d21X', ']d2'],
  ['ABC-123', ']C0'],
  ['käse', ''],
  ['', ''],
])('the identifier of %j is guessed as %j', (text, aim) => {
  expect(guessAim(text)).toBe(aim);
});
