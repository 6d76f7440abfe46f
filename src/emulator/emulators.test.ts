import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, RawHost } from '../../test/emulator/raw-host.ts';
import { payment, RawRegister } from '../../test/emulator/raw-register.ts';
import { type Emulators, startEmulators } from './index.ts';

const free = { pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, lightsPort: 0, cardDelayMs: 0 };
let emulators: Emulators;

beforeEach(async () => {
  const picture = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  emulators = await startEmulators({
    ...free,
    catalogue: [{ gtin: '4006381333931', name: 'Pencil', price: '£1.00', picture }],
  });
});
afterEach(() => emulators.stop());

async function get(path: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(new URL(path, emulators.page.url));
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(new URL(path, emulators.page.url), { method: 'POST', headers, body: text });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** A request with headers that fetch does not let a program set. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(new URL('/api/state', emulators.page.url), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the page', () => {
  test.each([
    '/',
    '/page.css',
    '/devices.css',
    '/page.js',
    '/lights.js',
    '/gate-scanner.js',
    '/rfid-reader.js',
    '/rfid-reader.css',
    '/strips.css',
    '/iot-readers.js',
    '/relays.js',
    '/controls.js',
    '/faults.js',
    '/strips.js',
    '/wire.js',
    '/parts.js',
    '/samples.js',
  ])('serves %s with a strict policy', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('serves nothing else', async () => {
    expect((await get('/index.ts')).status).toBe(404);
    expect((await get('/..%2f..%2fpackage.json')).status).toBe(404);
    expect((await get('/constructor')).status).toBe(404);
    expect((await get('/api/scanner/scan')).status).toBe(405);
  });

  test('answers its own machine only', async () => {
    const { host } = new URL(emulators.page.url);
    expect(await statusWith({ host })).toBe(200);
    expect(await statusWith({ host: `localhost:${host.split(':')[1]}` })).toBe(200);
    expect(await statusWith({ host: 'evil.example' })).toBe(403);
    expect(await statusWith({ host, origin: 'http://evil.example' })).toBe(403);
    expect(await statusWith({ host, origin: `http://${host}` })).toBe(200);
    expect(await statusWith({ host, 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  test('refuses bodies that are no JSON, too large, or not as they should be', async () => {
    expect(
      await post('/api/scanner/scan', 'data=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toMatchObject({ status: 415 });
    expect(await post('/api/scanner/scan', '{')).toMatchObject({ status: 400, body: { error: 'NOT_JSON' } });
    expect(await post('/api/scanner/scan', { data: 1 })).toMatchObject({ status: 400, body: { error: 'BAD_BODY' } });
    expect(await post('/api/scanner/scan', { data: '1', more: true })).toMatchObject({ status: 400 });
    expect(await post('/api/terminal/mode', { mode: { kind: 'slow' } })).toMatchObject({ status: 400 });
    expect(await post('/api/scanner/scan', { data: 'x'.repeat(70_000) })).toMatchObject({ status: 413 });
  });

  test('tells of every change as it happens', async () => {
    const stream = await fetch(new URL('/api/events', emulators.page.url));
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (what: string) => {
      while (!heard.includes(what)) heard += (await reader?.read())?.value ?? '';
    };
    await hear('"paper":"ok"');
    emulators.printer.setState({ paper: 'out' });
    await hear('"paper":"out"');
    await reader?.cancel();
  });

  test('gives the articles with pictures that it may show', async () => {
    const articles = JSON.parse((await get('/api/catalogue')).text) as { picture: string }[];
    expect(articles).toMatchObject([{ gtin: '4006381333931', name: 'Pencil', price: '£1.00' }]);
    expect(articles[0]?.picture).toMatch(/^data:image\/svg\+xml;base64,/);
  });
});

describe('by its interface', () => {
  test('barcodes are scanned: text, bytes, several together', async () => {
    const host = await RawHost.connect(emulators.scanner.port);
    await eventually(() => emulators.scanner.connected, 'a lane');
    expect((await post('/api/scanner/scan', { data: '96385074', chunks: 'bytes' })).body).toEqual({
      kind: 'written',
      bytes: 13,
    });
    expect(await host.take(13)).toContain('5d 45 34');
    await post('/api/scanner/scan', { data: { hex: 'ff 00' }, suffix: '' });
    expect(await host.take(2)).toBe('ff 00');
    await post('/api/scanner/scan', { data: ['1', '2'], aim: '' });
    expect(await host.take(6)).toBe('31 0d 0a 32 0d 0a');
    await post('/api/scanner/fault', { garbage: 'aa' });
    expect(await host.take(1)).toBe('aa');
    await post('/api/scanner/plug', { plugged: false });
    await host.closed();
    expect((await post('/api/scanner/scan', { data: '1' })).body).toEqual({ kind: 'nobodyThere' });
    await post('/api/scanner/plug', { plugged: true });
    await RawHost.connect(emulators.scanner.port);
  });

  test('the printer runs out of paper, gets some, and shows its sheets', async () => {
    const host = await RawHost.connect(emulators.printer.port);
    await post('/api/printer/state', { paper: 'out', busy: false });
    host.write(Buffer.from('Hello\n\x1dV\x00'));
    await eventually(() => emulators.printer.waitingBytes > 0, 'the job waits');
    expect((await get('/api/printer/papers/1.png')).status).toBe(404);
    await post('/api/printer/state', { paper: 'ok', rowsLeft: 5_000 });
    expect((await get('/api/printer/papers/1.txt')).text).toBe('Hello\n');
    const { headers } = await get('/api/printer/papers/1.png');
    expect(headers.get('content-type')).toBe('image/png');
    expect(JSON.parse((await get('/api/printer/papers')).text)).toMatchObject([{ number: 1, lines: 1 }]);
    expect(emulators.printer.behaviour.rowsLeft).toBe(5_000 - 30);
    await post('/api/printer/state', { rowsLeft: null });
    expect(emulators.printer.behaviour.rowsLeft).toBeUndefined();
    host.write(Buffer.from('Half\n'));
    await eventually(() => emulators.printer.progress !== undefined, 'half a sheet');
    expect((await get('/api/printer/papers/current.txt')).text).toBe('Half\n');
    await post('/api/printer/state', { dropAfterBytes: 1 });
    host.write('41 42');
    await host.closed();
  });

  test('the code of the receipt that was printed last is held to the scanner at the gate, or any other', async () => {
    const gate = await RawHost.connect(emulators.gateScanner.port);
    await eventually(() => emulators.gateScanner.connected, 'a gate');
    expect((await post('/api/gateScanner/receipt', {})).body).toEqual({ kind: 'noReceipt' });
    // GS ( k, functions 180 (store) and 181 (print) of QR codes, by the guide.
    const qr = (text: string) =>
      `\x1d(k${String.fromCharCode(text.length + 3)}\0\x31\x50\x30${text}\x1d(k\x03\0\x31\x51\x30`;
    const printed = (text: string) => Buffer.from(`${text}\n\x1dV\x00`, 'latin1');
    const host = await RawHost.connect(emulators.printer.port);
    for (const [index, job] of [qr('exit#first'), qr('exit#last'), 'a slip'].entries()) {
      host.write(printed(job));
      await eventually(() => emulators.printer.papers().length > index, 'the sheet');
    }
    expect((await post('/api/gateScanner/receipt', {})).body).toMatchObject({ kind: 'written' });
    expect(Buffer.from((await gate.take(14)).replaceAll(' ', ''), 'hex').toString()).toBe(']Q1exit#last\r\n');
    await post('/api/gateScanner/scan', { data: 'poster' });
    expect(Buffer.from((await gate.take(11)).replaceAll(' ', ''), 'hex').toString()).toBe(']Q1poster\r\n');
    await post('/api/gateScanner/plug', { plugged: false });
    expect((await post('/api/gateScanner/receipt', {})).body).toEqual({ kind: 'nobodyThere' });
  });

  test('the terminal is set and its card presented', async () => {
    const register = await RawRegister.connect(emulators.terminal.port);
    await register.register();
    await post('/api/terminal/settings', { cardDelayMs: null, chunks: 3 });
    await post('/api/terminal/mode', { mode: { kind: 'decline' }, once: true });
    register.write(payment(1259));
    await eventually(() => emulators.terminal.waitingForCard, 'the card is awaited');
    const state = JSON.parse((await get('/api/state')).text) as { terminal: unknown };
    expect(state.terminal).toMatchObject({
      display: ['GBP 12.59', 'Present card'],
      waitingForCard: true,
      connected: true,
      chunks: 3,
    });
    expect((await post('/api/terminal/card', {})).body).toEqual({ presented: true });
    await register.takeUntil('061e');
    expect(JSON.parse((await get('/api/terminal/payments')).text)).toMatchObject([
      { amount: 1259, outcome: 'declined' },
    ]);
    expect((await post('/api/terminal/disturb', { lostSigns: 1 })).body).toEqual({ disturbed: false });
    expect(await post('/api/terminal/disturb', { lostSigns: -1 })).toMatchObject({ status: 400 });
    register.write(payment(1));
    await eventually(() => emulators.terminal.waitingForCard, 'the card is awaited again');
    expect((await post('/api/terminal/stop', {})).body).toEqual({ stopped: true });
    const serial = await RawHost.connect(emulators.terminal.port);
    serial.write('10 02');
    await expect.poll(async () => (await post('/api/terminal/disturb', {})).body).toEqual({ disturbed: true });
  });
});

test('the light shows what is lit, goes dark for a blink of its power, and is unplugged', async () => {
  const host = await RawHost.connect(emulators.lights.port);
  host.write('a0 01 01 a2');
  await eventually(() => emulators.lights.lit.length > 0, 'a lamp');
  const state = JSON.parse((await get('/api/state')).text) as { lights: unknown };
  expect(state.lights).toMatchObject({ lit: ['green'], connected: true, deaf: false, past: [{ lit: ['green'] }] });
  await post('/api/lights/fault', { blink: true, deaf: true });
  expect(JSON.parse((await get('/api/lights/past')).text)).toMatchObject([{ lit: [] }, { lit: ['green'] }]);
  expect(emulators.lights.deaf).toBe(true);
  await post('/api/lights/fault', { garbage: 'ff' });
  expect(await host.take(1)).toBe('ff');
  await post('/api/lights/plug', { plugged: false });
  await host.closed();
});

test('tags are laid on the reader and taken away, and its ports and faults are driven', async () => {
  const reader = emulators.rfidReader;
  const put = [
    { gtin: '4006381333931', serial: 7 },
    { epc: 'e2 00', antenna: 3, rssi: -61 },
  ];
  const answer = await post('/api/rfidReader/field', { put });
  expect(answer.body).toEqual({ put: [reader.field.tags()[0]?.epc, 'E200'] });
  const state = JSON.parse((await get('/api/state')).text) as { rfidReader: unknown };
  expect(state.rfidReader).toMatchObject({ tagCount: 2, reading: false, antennas: [1, 2, 3, 4], outputs: [] });
  expect(JSON.parse((await get('/api/rfidReader/field')).text)).toMatchObject([
    { antenna: 1, rssi: -52 },
    { epc: 'E200', antenna: 3, rssi: -61 },
  ]);
  await post('/api/rfidReader/field', { take: [{ epc: 'e200' }] });
  expect(reader.field.size).toBe(1);
  await post('/api/rfidReader/field', { clear: true });
  expect(reader.field.size).toBe(0);
  await post('/api/rfidReader/fault', { input: { port: 2, high: true }, antenna: { port: 4, connected: false } });
  expect([reader.inputs, reader.antennas]).toEqual([[2], [1, 2, 3]]);
  await post('/api/rfidReader/fault', { radio: { power: 3 }, rospec: { antennas: [1] } });
  expect([reader.configuration.radios[3], reader.rospec]).toEqual([{ power: 3, mode: 0, session: 0 }, null]);
  await post('/api/rfidReader/fault', { behaviour: { refuses: 'rospec' } });
  expect(reader.behaviour).toMatchObject({ refuses: 'rospec', keepalives: true });
  for (const body of [
    { put: [{ epc: 'e' }] },
    { put: [{ gtin: '1', serial: 1 }] },
    { put: [{ epc: 'e2', antenna: 5 }] },
  ])
    expect(await post('/api/rfidReader/field', body)).toMatchObject({ status: 400 });
  expect(await post('/api/rfidReader/fault', { input: { port: 5, high: true } })).toMatchObject({ status: 400 });
  const host = await RawHost.connect(reader.port);
  await host.take(32);
  await post('/api/rfidReader/fault', { garbage: 'ff' });
  expect(await host.take(1)).toBe('ff');
  await post('/api/rfidReader/plug', { plugged: false });
  await host.closed();
});

test('what is kept stands under the state directory', async () => {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'emulators-'));
  try {
    const kept = await startEmulators({ ...free, stateDirectory });
    const printer = await RawHost.connect(kept.printer.port);
    printer.write(Buffer.from('Hello\n\x1dV\x00'));
    const register = await RawRegister.connect(kept.terminal.port);
    await register.register();
    register.write(payment(1));
    await register.takeUntil('060f');
    await eventually(() => kept.printer.papers().length === 1, 'the sheet');
    await kept.stop();
    expect((await readdir(stateDirectory)).sort()).toEqual(['papers', 'terminal.json']);
  } finally {
    await rm(stateDirectory, { recursive: true });
  }
});

test('a port that is taken is an error, and leaves none of the others open', async () => {
  const taken = emulators.terminal.port;
  await expect(startEmulators({ ...free, terminalPort: taken })).rejects.toThrow('EADDRINUSE');
});
