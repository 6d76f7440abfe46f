import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { epcDecode, epcEncode } from './epc.ts';
import type { ExitCode, Io } from './io.ts';

const io = (workingDirectory = '/'): Io => ({
  env: {},
  workingDirectory,
  out: () => {},
  err: () => {},
  prompt: () => {},
  colours: false,
});

type Streams = NonNullable<Parameters<typeof epcDecode>[2]>;

async function answersTo(input: readonly string[], command: (streams: Streams) => Promise<ExitCode>) {
  const chunks: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const exit = await command({ input: Readable.from(input.map((each) => Buffer.from(each))), output });
  const lines = chunks.join('').split('\n').filter(Boolean);
  return { exit, chunks, answers: lines.map((line) => JSON.parse(line)) };
}

const decode = (...input: string[]) => answersTo(input, (streams) => epcDecode(undefined, io(), streams));
const encode = (options: object, ...input: string[]) =>
  answersTo(input, (streams) => epcEncode('-', options, io(), streams));

describe('epc decode', () => {
  it('answers every line in order, an empty one and a last one without an end too', async () => {
    const { exit, answers } = await decode(
      '3074257BF7194E40',
      '00001A85\n\nF90095201234567891235\r\n35',
      '00E86F8000A9E000000586',
    );
    expect(exit).toBe(0);
    expect(answers).toEqual([
      {
        hex: '3074257BF7194E4000001A85',
        ok: true,
        scheme: 'SGTIN-96',
        tagUri: 'urn:epc:tag:sgtin-96:3.0614141.812345.6789',
        epcUri: 'urn:epc:id:sgtin:0614141.812345.6789',
        digitalLink: 'https://id.gs1.org/01/80614141123458/21/6789',
        gtin: '80614141123458',
        serial: '6789',
      },
      { hex: '', ok: false, scheme: null, tagUri: null, epcUri: null, error: 'there is nothing on the line' },
      {
        hex: 'F90095201234567891235',
        ok: true,
        scheme: 'SSCC+',
        tagUri: null,
        epcUri: null,
        digitalLink: 'https://id.gs1.org/00/095201234567891235',
      },
      {
        hex: '3500E86F8000A9E000000586',
        ok: true,
        scheme: 'GID-96',
        tagUri: 'urn:epc:tag:gid-96:952056.2718.1414',
        epcUri: 'urn:epc:id:gid:952056.2718.1414',
        serial: '1414',
      },
    ]);
  });

  it('says why a line is no EPC, and goes on behind one that is too long to keep', async () => {
    const { exit, answers } = await decode(
      '307C257BF7194E4000001A85\n',
      '3'.repeat(5000),
      `\n${'3'.repeat(200)}\nzz\n`,
    );
    expect(exit).toBe(0);
    expect(answers).toMatchObject([
      { ok: false, error: 'there is no such partition value' },
      { hex: null, ok: false, error: 'the line is longer than any EPC' },
      { ok: false, error: 'it is longer than any EPC' },
      { hex: 'zz', ok: false, error: 'it is not hexadecimal digits and nothing else' },
    ]);
  });

  it('answers as the lines come', async () => {
    expect((await decode('00\n', '01\n', '02\n')).chunks).toHaveLength(3);
  });

  it('reads a file, and refuses one that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkstand-epc-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'tags.txt'), 'F90095201234567891235\n');
    const { answers } = await answersTo([], (streams) => epcDecode('tags.txt', io(folder), streams));
    expect(answers).toMatchObject([{ ok: true, scheme: 'SSCC+' }]);
    await expect(epcDecode('nowhere.txt', io(folder))).rejects.toThrow('nowhere.txt does not exist');
  });
});

describe('epc encode', () => {
  it('is the other way round', async () => {
    const uris =
      'urn:epc:tag:sgtin-96:3.0614141.812345.6789\nhttps://id.gs1.org/00/095201234567891235\nurn:epc:tag:x\n';
    const { exit, answers } = await encode({}, uris);
    expect(exit).toBe(0);
    expect(answers).toEqual([
      {
        uri: 'urn:epc:tag:sgtin-96:3.0614141.812345.6789',
        ok: true,
        scheme: 'SGTIN-96',
        hex: '3074257BF7194E4000001A85',
        bits: 96,
      },
      {
        uri: 'https://id.gs1.org/00/095201234567891235',
        ok: true,
        scheme: 'SSCC+',
        hex: 'F90095201234567891235000',
        bits: 84,
      },
      { uri: 'urn:epc:tag:x', ok: false, scheme: null, hex: null, error: expect.stringContaining('neither') },
    ]);
  });

  it('takes filter, toggle and host name for what does not say its own', async () => {
    const options = { filter: '3', toggle: true, host: 'example.com' };
    const { answers } = await encode(
      options,
      'https://id.gs1.org/01/79521141123453/21/1\nurn:epc:tag:sgtin-96:1.0614141.812345.1\n',
    );
    expect(answers).toMatchObject([{ scheme: 'SGTIN++' }, { hex: '3034257BF7194E4000000001' }]);
    expect(answers[0].hex.slice(0, 4)).toBe('FDB7');
  });

  it.each([
    [{ filter: '64' }, '64 is no filter value'],
    [{ filter: '-1' }, '-1 is no filter value'],
    [{ host: 'a/b' }, 'a/b is no host name'],
  ])('refuses %j', async (options, message) => {
    await expect(epcEncode('-', options, io())).rejects.toThrow(message);
  });
});
