import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, startCommand, writeConfig } from './main-process.ts';

let folder: string;
let config: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-cli-'));
  config = writeConfig(folder, 7399);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(args, folder);

describe('exit code 0: done', () => {
  it('ends the version, the help, the keys and a configuration that holds', async () => {
    const runs = await Promise.all([
      run('version'),
      run('--help'),
      run('config', 'keys', '--json'),
      run('config', 'check', '--config', config),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(runs[0]!.out).toMatch(/^checkstand \d+\.\d+\.\d+ \(Node 2\d\./);
    expect(JSON.parse(runs[2]!.out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: 'server.port' })]),
    );
    expect(runs[3]!.out).toContain('nothing wrong');
  });
});

describe('exit code 1: the check found something', () => {
  it('ends a check of a configuration that does not hold, with file, line and key', async () => {
    writeFileSync(join(folder, 'conf.d', 'x.toml'), '[server]\nport = "high"\n');
    const { code, out } = await run('config', 'check', '--config', config);
    expect(code).toBe(1);
    expect(out).toBe(
      `${join(folder, 'conf.d', 'x.toml')}:2: server.port: expected integer, 1 to 65535, found "high"\n`,
    );
  });

  it('ends a check of a device whose profile is not there', async () => {
    const device =
      '[[devices]]\nid = "s"\ncategory = "scanner"\nprofile = "no-such-model"\nurl = "tcp://127.0.0.1:1"\n';
    writeFileSync(join(folder, 'conf.d', 'x.toml'), device);
    const { code, out } = await run('config', 'check', '--config', config);
    expect(code).toBe(1);
    expect(out).toContain('DEVICE_PROFILE_UNKNOWN');
  });

  it('ends the status of an edge that does not run', async () => {
    const { code, out } = await run('status', '--json', '--config', config);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ running: false, stateDirectory: join(folder, 'state') });
  });

  it('ends the verification of an export that was tampered with, and names the entry', async () => {
    writeFileSync(join(folder, 'j.ndjson'), '{"not":"an entry"}\n');
    const { code, out } = await run('journal', 'verify', 'j.ndjson');
    expect(code).toBe(1);
    expect(out).toContain('BROKEN at entry 1');
  });
});

describe('exit code 2: wrong use or bad input, told in one sentence without a stack', () => {
  it.each([
    ['an unknown command', ['sell'], "unknown command 'sell'"],
    ['an unknown option', ['status', '--all'], "unknown option '--all'"],
    ['a missing argument', ['import'], "missing required argument 'file'"],
    ['a configuration that is not there', ['edge', '--config', 'none.toml'], 'cannot be read: it does not exist'],
    ['a check of a configuration that is not there', ['config', 'check', '--config', 'none.toml'], 'cannot be read'],
    [
      'a catalogue of another kind',
      ['import', 'goods.xml', '--config', 'config.toml'],
      'goods.xml is neither .csv nor .ndjson',
    ],
    ['a journal that is not there', ['journal', 'verify', 'none.db'], 'none.db does not exist'],
    [
      'a reader that the box has not',
      ['store', '--pad-reader', 'tcp'],
      '--pad-reader is llrp, impinj-http, impinj-mqtt,',
    ],
    ['relays that nobody plays', ['emulator', '--gate-relays', 'knx'], '--gate-relays is shelly or tasmota, not "knx"'],
    ['posts without a login', ['emulator', '--iot-readers', '--zebra-posts', 'http://x'], 'an address with the login'],
    ['a port that is none', ['emulator', '--port', 'high'], '--port takes a port'],
    ['a size that is none', ['kiosk', '--size', 'big', '--config', 'config.toml'], '--size takes width and height'],
  ])('ends %s', async (_, args, sentence) => {
    const { code, err } = await run(...args);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it('ends an edge with a configuration that does not hold, and says what is wrong with it', async () => {
    writeFileSync(join(folder, 'conf.d', 'x.toml'), '[server]\nprot = 1\n');
    const { code, err } = await run('edge', '--config', config);
    expect(code).toBe(2);
    expect(err).toContain('server.prot: unknown key; did you mean "port"?');
  });

  it('ends an import with a bad line, names it, and changes nothing', async () => {
    const goods =
      'id,barcodes,plu,name,category,price,soldBy,taxCodes\n' +
      'a,5012345678900,,Tea,,199,unit,A\n' +
      'b,5012345678901,,Milk,,cheap,unit,A\n';
    writeFileSync(join(folder, 'goods.csv'), goods);
    const { code, err } = await run('import', 'goods.csv', '--config', config);
    expect(code).toBe(2);
    expect(err).toMatch(/^goods\.csv:3: /m);
    const skipped = await run('import', 'goods.csv', '--skip-bad', '--config', config);
    expect(skipped.code).toBe(0);
    expect(skipped.out).toMatch(/^1 items .*1 left out/);
  });
});

describe('exit code 3: a fault', () => {
  it('has its code printed, and its stack only when asked for', async () => {
    writeFileSync(join(folder, 'conf.d', 'x.toml'), '[state]\ndirectory = "/proc/none"\n');
    const { code, err } = await run('edge', '--config', config);
    expect(code).toBe(3);
    expect(err).toContain('(EDGE_STATE_UNWRITABLE)');
    expect(err).not.toMatch(/^\s+at /m);
    const debug = await run('edge', '--config', config, '--debug');
    expect(debug.err).toMatch(/^\s+at /m);
  });

  it("is a journal's path that leads to another program's data: there is no lane then, and nothing of it is touched", async () => {
    const goods = 'id,barcodes,plu,name,category,price,soldBy,taxCodes\na,5012345678900,,Tea,,199,unit,A\n';
    writeFileSync(join(folder, 'goods.csv'), goods);
    await run('import', 'goods.csv', '--config', config);
    const [goodsFile, journal] = ['catalogue.db', 'journal.db'].map((name) => join(folder, 'state', name));
    copyFileSync(goodsFile ?? '', journal ?? '');
    const before = readFileSync(journal ?? '');
    const { code, err } = await run('edge', '--config', config);
    expect(code).toBe(3);
    expect(err).toMatch(/\(STORAGE_FOREIGN_FILE\)/);
    expect(readFileSync(journal ?? '').equals(before)).toBe(true);
  });
});

describe('a reader that goes away', () => {
  it('ends a command quietly', async () => {
    const command = startCommand(['config', 'keys'], folder);
    command.child.stdout!.destroy();
    const { code, err } = await command.ended;
    expect(err).toBe('');
    expect(code).toBe(0);
  });
});
