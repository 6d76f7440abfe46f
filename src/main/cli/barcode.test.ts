import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { barcodeParse } from './barcode.ts';
import type { Io } from './io.ts';

const io = (workingDirectory: string): Io => ({
  env: {},
  workingDirectory,
  out: () => {},
  err: () => {},
  prompt: () => {},
  colours: false,
});

interface Options {
  readonly template?: readonly string[];
}

/** Runs the command on chunks of standard input, or a file, and returns its answers. */
async function parse(input: readonly (string | Buffer)[], options: Options = {}, file?: string, folder = '/') {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const exit = await barcodeParse(file, options, io(folder), { input: Readable.from(input), output });
  const text = Buffer.concat(chunks).toString();
  return {
    exit,
    chunks,
    answers: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

describe('barcode parse', () => {
  it('answers every line in order, an empty one and a last one without an end too', async () => {
    const { exit, answers } = await parse(['4006381333931\n', '\n40', '11\r\nhttps://example.org/']);
    expect(exit).toBe(0);
    expect(answers).toEqual([
      {
        input: '4006381333931',
        ok: true,
        kind: 'gtin',
        gtin: '04006381333931',
        identity: { kind: 'gtin', gtin: '04006381333931' },
      },
      { input: '', ok: false, kind: 'none', error: 'there is nothing on the line' },
      { input: '4011', ok: true, kind: 'plu', identity: { kind: 'plu', plu: '4011' } },
      { input: 'https://example.org/', ok: false, kind: 'none', error: 'it is a web address without a GS1 key' },
    ]);
  });

  it('takes {GS} for the separator and shows every application identifier', async () => {
    const { answers } = await parse([']C1010950600013435210A{GS}21B\n']);
    expect(answers).toEqual([
      {
        input: ']C1010950600013435210A{GS}21B',
        ok: true,
        kind: 'elementString',
        gtin: '09506000134352',
        ais: { '01': '09506000134352', '10': 'A', '21': 'B' },
        elements: [
          { ai: '01', title: 'GTIN', value: '09506000134352' },
          { ai: '10', title: 'BATCH/LOT', value: 'A' },
          { ai: '21', title: 'SERIAL', value: 'B' },
        ],
        identity: { kind: 'gtin', gtin: '09506000134352', batch: 'A', serial: 'B' },
      },
    ]);
  });

  it('keeps the order of the symbol', async () => {
    const { answers } = await parse([']C101095060001343523103001250172612313922399\n']);
    expect(answers[0].elements.map(({ ai }: { ai: string }) => ai)).toEqual(['01', '3103', '17', '3922']);
  });

  it('knows a coupon however the reader sends it, and what a promotion calls it', async () => {
    const { answers } = await parse([
      ['811010614141012345210110100', ']e0811010614141012345210110100', '{GS}811010614141012345210110100'].join('\n'),
      '\n]e08110106141410123452101101003261231426010150123456\n]C18110000000000000000000\n9901234567899\n',
    ]);
    const named = { kind: 'coupon', coupon: '8110-0614141-012345' };
    expect(answers.slice(0, 3)).toMatchObject([{ identity: named }, { identity: named }, { identity: named }]);
    expect(answers[3].identity).toMatchObject({ ...named, expiry: '261231', starts: '260101' });
    expect(answers[4]).toMatchObject({ ok: false, error: '(8110) does not hold what it should (coupon)' });
    expect(answers[5]).toMatchObject({ kind: 'gtin', gtin: '09901234567899', identity: { kind: 'coupon' } });
  });

  it('shows what names nothing sold as well, and says what is wrong with the rest', async () => {
    const lines = [
      ']C100106141412345678908',
      ']C10109506000134353',
      ']C1010950600013435239221234',
      'https://id.gs1.org/ARFKk4XB0CDKWcnpq',
      '\u0000\ud83d<b>',
    ];
    const { answers } = await parse([lines.join('\n')]);
    expect(answers).toMatchObject([
      { ok: true, kind: 'elementString', ais: { '00': '106141412345678908' } },
      { ok: false, error: 'the check digit of (01) is wrong' },
      { ok: false, error: '(3922) needs one of (30), (31nn), (32nn), (35nn), (36nn)' },
      { ok: false, kind: 'digitalLink', error: 'it is a compressed Digital Link, which only a resolver can read' },
      { ok: false, kind: 'none', error: 'it is no barcode of goods' },
    ]);
    expect(answers[0]).not.toHaveProperty('identity');
  });

  it('reads labels by the templates that are named', async () => {
    const { answers } = await parse(['0200123928759\n'], { template: ['23IIIIVWWWWWC', '02IIIIIVPPPPC*10'] });
    expect(answers[0]).toMatchObject({
      kind: 'label',
      identity: { kind: 'inStore', itemCode: '00123', price: 28_750 },
    });
    expect((await parse(['0200123928759\n'])).answers[0]).toMatchObject({ kind: 'gtin' });
  });

  it('drops a line that is longer than any scan, and goes on', async () => {
    const { answers } = await parse(['1'.repeat(20_000), '1\n4011\n', `${'1'.repeat(5000)}\n`]);
    expect(answers.map(({ error }) => error)).toEqual([
      'the line is longer than any scan',
      undefined,
      'it is longer than any scan',
    ]);
    expect(answers[0].input).toBeNull();
  });

  it('answers as the lines come, a chunk at a time', async () => {
    const { chunks } = await parse(['4011\n', '4012\n', '4013\n']);
    expect(chunks).toHaveLength(3);
  });

  it('reads a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkstand-barcode-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'scans.txt'), '96385074\n');
    const { answers } = await parse([], {}, 'scans.txt', folder);
    expect(answers).toMatchObject([{ ok: true, gtin: '00000096385074' }]);
  });

  it('refuses a file that is not there and a template that is none', async () => {
    await expect(parse([], {}, 'nowhere.txt')).rejects.toThrow('nowhere.txt does not exist');
    await expect(parse([], { template: ['02IIIII'] })).rejects.toThrow('02IIIII is no template of a label (pattern)');
    await expect(parse([], { template: ['02IIIIIVPPPPC:x'] })).rejects.toThrow('is no template');
    await expect(parse([], { template: ['02IIIIIVPPPPC', '02IIIIIVPPPPC'] })).rejects.toThrow('overlap');
  });
});
