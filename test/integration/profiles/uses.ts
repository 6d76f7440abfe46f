import { PNG } from 'pngjs';
import { expect } from 'vitest';
import { loadProfile } from '../../../src/device/profile-load.ts';
import { SALE } from '../../../src/device/rehearsal/sale.ts';
import { PROFILES } from '../../../src/main/project.ts';
import { LOGIN } from '../../fixtures/iot-readers.ts';
import { type Bench, IMPINJ_TOPIC, POSTED_BY, RELAY_TOPIC, ZEBRA_TOPIC } from './bench.ts';
import { bound, soon } from './bound.ts';
import type { Case, Wire } from './cases.ts';
import { hidScan } from './hid-scan.ts';

type Of<Kind extends Case['kind']> = Extract<Case, { readonly kind: Kind }>;

const TIE = '30340789000C0E42DFDC1C35';
const GOODS = { unitPrice: 110 };
/** Of font A. */
const CHARACTER_DOTS = 12;

/** Binds a profile to its end and does once what its device is for. */
export async function use(bench: Bench, name: string, how: Case, wire: Wire): Promise<void> {
  switch (how.kind) {
    case 'scan':
      return scan(bench, name, how, wire);
    case 'hidScan':
      return scanByReports(name, how);
    case 'print':
      return print(bench, name, how, wire);
    case 'pay':
      return pay(bench, name, wire);
    case 'light':
      return light(bench, name, wire);
    case 'switch':
      return switchBoard(bench, name, how);
    case 'weigh':
      return weigh(bench, name, how, wire);
    case 'read':
      return read(bench, name, how);
  }
}

async function scan(bench: Bench, name: string, { prefix = '', suffix }: Of<'scan'>, wire: Wire): Promise<void> {
  const scans: string[] = [];
  await bound(name, bench.url('scanner', wire), {}, ({ scanners }) =>
    scanners.onScan(({ aim, data }) => scans.push(`${aim} ${data}`)),
  );
  await expect.poll(() => bench.scanner.connected, soon).toBe(true);
  await bench.scanner.scan('5000112637922', { aim: `${prefix}]E0`, suffix });
  await expect.poll(() => scans, soon).toEqual([']E0 5000112637922']);
}

async function scanByReports(name: string, { model }: Of<'hidScan'>): Promise<void> {
  const { scans, written, expected, end } = hidScan(name.replace('scanner/', ''), model);
  await expect.poll(() => scans, soon).toEqual(expected);
  end();
  expect(written).toEqual(model.toldToTalk ? [{ bytes: [254, 1], topic: 'feature' }] : []);
}

async function print(bench: Bench, name: string, { end, paper }: Of<'print'>, wire: Wire): Promise<void> {
  const { columns, dots, certain } = paper;
  const printer = bench[end];
  printer.setBehaviour({ expandedStatus: wire === 'tcp' });
  const before = printer.papers().length;
  const devices = await bound(name, bench.url(end, wire));
  await expect.poll(() => printer.connected, soon).toBe(true);
  const job = { id: name, document: SALE, expiresAt: performance.now() + 20_000 };
  const outcome = await devices.printer?.print(job, () => undefined);
  expect(outcome?.kind).toBe(certain ? 'printed' : 'unknown');
  await expect.poll(() => printer.papers().length, soon).toBe(before + 1);
  const sheet = printer.papers().at(-1);
  const lines = sheet?.text ?? [];
  expect(lines.find((line) => line.includes('Bananas, loose'))).toMatch(/Bananas, loose +£0\.82 Z/);
  expect(Math.max(...lines.map((line) => line.length))).toBe(columns);
  expect(loadProfile(PROFILES, 'posPrinter', name.replace('posPrinter/', '')).paper).toEqual({ columns, dots });
  const inked = inkedDots(sheet?.png ?? Buffer.alloc(0));
  expect(inked).toBeLessThanOrEqual(dots);
  expect(inked).toBeGreaterThan(dots - CHARACTER_DOTS);
  expect(sheet?.codes).toEqual([SALE.qr?.payload]);
  expect(printer.notes).toEqual([]);
}

/** How far to the right the printer had to print. */
function inkedDots(png: Buffer): number {
  const { width, data } = PNG.sync.read(png);
  let most = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) most = Math.max(most, (at / 4) % width);
  return most + 1;
}

async function pay(bench: Bench, name: string, wire: Wire): Promise<void> {
  const before = bench.terminal.payments().length;
  const devices = await bound(name, bench.url('terminal', wire), { currency: 'GBP' });
  const progress = { sent: () => undefined, abortRefused: () => undefined, prompt: () => undefined };
  const request = { reference: name, amount: 662, currency: 'GBP' };
  expect(await devices.terminal?.purchase(request, progress)).toMatchObject({ kind: 'approved', amount: 662 });
  expect(bench.terminal.payments()).toHaveLength(before + 1);
}

async function light(bench: Bench, name: string, wire: Wire): Promise<void> {
  const { lights } = await bound(name, bench.url('lights', wire));
  for (const lamp of ['red', 'amber', 'green'] as const) {
    lights?.show(lamp);
    await expect.poll(() => bench.lights.lit, soon).toEqual([lamp]);
  }
}

async function switchBoard(bench: Bench, name: string, { board }: Of<'switch'>): Promise<void> {
  const { lights } = await bound(name, `${bench.broker.url}/${RELAY_TOPIC}/${board}`);
  for (const [lamp, relay] of [
    ['red', 3],
    ['amber', 2],
    ['green', 1],
  ] as const) {
    lights?.show(lamp);
    await expect.poll(() => bench.boards[board].closed, soon).toEqual([relay]);
  }
}

async function weigh(bench: Bench, name: string, { protocol }: Of<'weigh'>, wire: Wire): Promise<void> {
  bench.scale.change({ protocol, grams: 742 });
  const grams: number[] = [];
  await bound(name, bench.url('scale', wire), {}, ({ scale }) => {
    scale?.price(GOODS);
    scale?.watch(({ indication }) => indication.kind === 'stable' && grams.push(indication.grams));
  });
  await expect.poll(() => grams.at(-1), soon).toBe(742);
  bench.scale.change({ grams: 1500 });
  await expect.poll(() => grams.at(-1), soon).toBe(1500);
}

async function read(bench: Bench, name: string, { by }: Of<'read'>): Promise<void> {
  const { reader, url, options } = readerPlace(bench, by);
  reader.field.put(TIE, 2);
  const epcs = new Set<string>();
  const devices = await bound(name, url, options, ({ readers }) =>
    readers[0]?.onReads(({ reads }) => {
      for (const { epc, antenna } of reads) epcs.add(`${epc} at ${antenna}`);
    }),
  );
  await expect.poll(() => [...epcs], soon).toEqual([`${TIE} at 2`]);
  const carried = devices.reports()[0]?.carried;
  expect(carried).toEqual({ wanted: expect.stringMatching(/^[0-9a-f]{64}$/), told: carried?.wanted });
}

function readerPlace(bench: Bench, by: Of<'read'>['by']) {
  const { impinj, llrp, zebra, postingZebra, broker, postPort } = bench;
  switch (by) {
    case 'llrp':
      return { reader: llrp, url: bench.url('llrp', 'tcp'), options: {} };
    case 'impinjHttp':
      return { reader: impinj, url: `http://127.0.0.1:${impinj.port}`, options: LOGIN };
    case 'impinjMqtt': {
      const rest = {
        restUrl: `http://127.0.0.1:${impinj.port}`,
        restUsername: LOGIN.username,
        restPassword: LOGIN.password,
      };
      return { reader: impinj, url: `${broker.url}/${IMPINJ_TOPIC}`, options: rest };
    }
    case 'zebraHttp': {
      const listen = {
        listen: `127.0.0.1:${postPort}`,
        listenUsername: POSTED_BY.username,
        listenPassword: POSTED_BY.password,
      };
      return {
        reader: postingZebra,
        url: `http://127.0.0.1:${postingZebra.http.port}`,
        options: { ...LOGIN, ...listen },
      };
    }
    case 'zebraMqtt':
      return { reader: zebra, url: `${broker.url}/${ZEBRA_TOPIC}`, options: {} };
  }
}
