import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Emulators, startEmulators } from '../../src/emulator/index.ts';
import type { BasketView } from '../../src/protocol/view.ts';
import { checkstand, type EdgeUnderTest, startEdge, writeEdgeConfig } from '../fixtures/edge.ts';
import { KioskClient } from '../fixtures/kiosk-client.ts';
import { runCommand } from './main-process.ts';

const DIGESTIVES = '9520000000011';
const GOODS = [
  'id,barcodes,plu,name,category,categories,price,soldBy,taxCodes',
  `digestives,${DIGESTIVES},,Digestives,snacks,biscuits;own brand,120,unit,A`,
].join('\n');

const threeForTwo = (price: number, category = 'biscuits') => ({
  id: '3for2',
  title: '3 for 2',
  family: 'multibuy',
  groups: [{ id: 'g', match: { categories: [category] }, quantity: 3 }],
  discount: { price, per: 'set' },
});

let folder: string;
let devices: Emulators;
let edge: EdgeUnderTest;
let kiosk: KioskClient;

const write = (name: string, ...promotions: readonly object[]): string => {
  const file = join(folder, name);
  writeFileSync(file, promotions.map((promotion) => `${JSON.stringify(promotion)}\n`).join(''));
  return file;
};
const setting = () => ({
  folder,
  scanner: devices.scanner.port,
  printer: devices.printer.port,
  terminal: devices.terminal.port,
});
const importing = (file: string) => checkstand(['promotions', 'import', file, '--config', join(folder, 'config.toml')]);
const sets = () => readdirSync(join(folder, 'state', 'promotions')).filter((name) => name.endsWith('.ndjson'));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-promotions-'));
  devices = await startEmulators({ pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, cardDelayMs: 5 });
  const config = writeEdgeConfig({ folder }, 7300);
  writeFileSync(join(folder, 'goods.csv'), GOODS);
  const goods = await checkstand(['import', join(folder, 'goods.csv'), '--config', config]);
  expect(goods.code, goods.err).toBe(0);
  const first = await importing(write('first.ndjson', threeForTwo(240)));
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^1 promotions as [0-9a-f]{16}\n$/);
});

afterEach(async () => {
  await kiosk?.close();
  await edge?.kill();
  await devices.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(before?: number): Promise<void> {
  edge = await startEdge(setting(), before);
  kiosk = await KioskClient.open(await edge.launchUrl());
  await expect
    .poll(async () => (await edge.status()).devices.every(({ state }) => state === 'ready'), { timeout: 20_000 })
    .toBe(true);
}

async function basket(match: (basket: BasketView) => boolean): Promise<BasketView> {
  const { screen } = await kiosk.sees(({ screen: it }) => it.kind === 'basket' && match(it.basket));
  if (screen.kind !== 'basket') throw new Error(screen.kind);
  return screen.basket;
}

describe('promotions on a running lane', () => {
  it('stay with the basket over an import and a kill, reach screen, receipt and journal, and change with the next', async () => {
    await open();
    await devices.scanner.scan(DIGESTIVES);
    await devices.scanner.scan(DIGESTIVES);
    const two = await basket(({ itemCount }) => itemCount === 2);
    expect(two.lines[0]?.hint).toEqual({ title: '3 for 2', missing: 1 });

    const told = await importing(write('second.ndjson', threeForTwo(300, 'own brand')));
    expect(told.out).toContain('the running edge gives them from the next basket on');
    expect(sets()).toHaveLength(2);
    await kiosk.close();
    await edge.kill();
    await open(edge.port);
    await devices.scanner.scan(DIGESTIVES);
    const three = await basket(({ itemCount }) => itemCount === 3);
    expect(three).toMatchObject({
      gross: 360,
      discount: 120,
      total: 240,
      savings: [{ title: '3 for 2', amount: 120 }],
    });
    expect(three.lines[0]).toMatchObject({ modifiers: [{ title: '3 for 2', amount: 120 }], hint: null });

    await kiosk.touch({ kind: 'toReview' });
    await kiosk.sees(({ screen }) => screen.kind === 'review');
    await kiosk.touch({ kind: 'pay' });
    await kiosk.sees(({ screen }) => screen.kind === 'thanks' && screen.receipt === 'printed', 25_000);
    const paper = devices.printer
      .papers()
      .map(({ text }) => text.join('\n'))
      .join('\n');
    expect(paper).toMatch(/3 for 2\s+[-−]\s?(?:£\s?)?1\.20/);
    const exported = await checkstand(['journal', 'export', join(edge.stateDirectory, 'journal.db')]);
    const entries = exported.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.find(({ kind }) => kind === 'TotalsAgreed').body).toMatchObject({
      discount: 120,
      total: 240,
      tax: 40,
      proof: 'optimal',
    });

    await kiosk.touch({ kind: 'finish' });
    await kiosk.sees(({ screen }) => screen.kind === 'attract');
    await expect.poll(sets, { timeout: 10_000 }).toHaveLength(1);
    for (let count = 0; count < 3; count += 1) await devices.scanner.scan(DIGESTIVES);
    expect(await basket(({ itemCount }) => itemCount === 3)).toMatchObject({ discount: 60, total: 300 });
  });

  it('survive an import of goods, and goods one of promotions', async () => {
    const goods = await checkstand(['import', join(folder, 'goods.csv'), '--config', join(folder, 'config.toml')]);
    expect(goods.code).toBe(0);
    await open();
    for (let count = 0; count < 3; count += 1) await devices.scanner.scan(DIGESTIVES);
    expect(await basket(({ itemCount }) => itemCount === 3)).toMatchObject({ discount: 120 });
  });
});

describe('checkstand promotions import', () => {
  it('ends with 2, names every bad line, and leaves what was in force', async () => {
    const before = readFileSync(join(folder, 'state', 'promotions', 'current'), 'utf8');
    const file = write('bad.ndjson', threeForTwo(1), { ...threeForTwo(-1), id: 'b' }, { ...threeForTwo(1), colour: 1 });
    const { code, err, out } = await importing(file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n').slice(0, 3)).toEqual([
      `${file}:2: discount.price: Expected a number of at least 0, found -1.`,
      `${file}:3: colour: Is not known here.`,
      `checkstand: ${file} was refused, nothing has changed; --skip-bad takes the good lines`,
    ]);
    expect(readFileSync(join(folder, 'state', 'promotions', 'current'), 'utf8')).toBe(before);
    const skipped = await checkstand([
      'promotions',
      'import',
      file,
      '--skip-bad',
      '--config',
      join(folder, 'config.toml'),
    ]);
    expect(skipped).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1 promotions as [0-9a-f]{16}, 2 left out\n$/),
    });
  });

  it('does not take what is neither NDJSON nor CSV, nor what is not there', async () => {
    expect((await importing('x.xml')).code).toBe(2);
    expect((await importing('none.csv')).code).toBe(2);
  });
});

describe('checkstand price', () => {
  const document = {
    store: { currency: 'GBP', timezone: 'Europe/London', pricesIncludeTax: true, taxRounding: 'line' },
    at: '2026-03-02T10:00:00Z',
    items: [{ id: 'digestives', price: 120, categories: ['biscuits'], tax: ['A'] }],
    taxes: [{ code: 'A', percent: '20' }],
    promotions: [threeForTwo(240)],
    basket: [{ item: 'digestives', quantity: 3 }],
  };

  it('reads a file or standard input, one document or many', async () => {
    const file = join(folder, 'document.json');
    writeFileSync(file, JSON.stringify(document, null, 2));
    const fromFile = await runCommand(['price', file], folder);
    expect(fromFile).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(fromFile.out)).toMatchObject({ gross: 360, discount: 120, total: 240, tax: 40 });
    const fromInput = await runCommand(['price', '-'], folder, {}, JSON.stringify(document));
    expect(fromInput.out).toBe(fromFile.out);
    const many = await runCommand(
      ['price', '--ndjson'],
      folder,
      {},
      `${JSON.stringify(document)}\n\n{"basket":\n${JSON.stringify({ ...document, basket: [{ item: 'tea' }] })}\n${JSON.stringify(document)}`,
    );
    expect(many.code).toBe(2);
    expect(
      many.out
        .trim()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line))[0]),
    ).toEqual(['gross', 'error', 'error', 'gross']);
    expect(many.err).toMatch(/^-:3: \(document\): is not JSON/m);
    expect(many.err).toMatch(/^-:4: basket\[0\]\.item: "items" has no item "tea"/m);
  });

  it.each([
    ['no file', ['price'], '', 'name a file, or "-" for standard input'],
    ['a file that is not there', ['price', 'none.json'], '', 'none.json does not exist'],
    ['a folder', ['price', '.'], '', '. is not a file'],
    ['nothing', ['price', '-'], '', '-: (document): is not JSON'],
    ['what is not UTF-8', ['price', '-'], '\u00ff', 'is not JSON'],
  ])('ends with 2 and one sentence for %s', async (_, args, input, sentence) => {
    const { code, out, err } = await runCommand(args, folder, {}, input);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
