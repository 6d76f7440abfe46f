import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../project.ts';
import { configKeys, findingText, keysMarkdown, loadConfig } from './index.ts';

const MINIMAL = `[workstation]
id = "lane-1"
label = "Lane 1"

[store]
id = "s1"
name = "Corner & Co."
address = []
currency = "GBP"
timezone = "Europe/London"
pricesIncludeTax = true
taxRounding = "line"

[[taxes]]
code = "A"
percent = "20"
`;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-config-'));
  file = join(folder, 'config.toml');
  mkdirSync(join(folder, 'conf.d'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is said about a configuration, without the folder that it happens to lie in. */
function findings(text: string, env: Record<string, string> = {}): string[] {
  writeFileSync(file, text);
  const result = loadConfig(file, env);
  if (result.kind !== 'invalid') throw new Error(`expected findings, found ${result.kind}`);
  return result.findings.map((finding) => findingText(finding).replace(`${folder}/`, ''));
}

function loaded(text: string, env: Record<string, string> = {}) {
  writeFileSync(file, text);
  const result = loadConfig(file, env);
  if (result.kind !== 'ok') throw new Error(`expected a configuration, found ${JSON.stringify(result)}`);
  return result;
}

describe('the configuration', () => {
  it('takes what is required and fills in the rest', () => {
    const { config } = loaded(MINIMAL);
    expect(config.server).toEqual({ host: '127.0.0.1', port: 7300 });
    expect(config.workstation.roles).toEqual(['lane']);
    expect(config.panel).toEqual({ diagonalInches: 21.5, terminalSide: 'right' });
    expect(config.devices).toEqual([]);
  });

  it('has several scanners and RFID readers, each with settings of its own', () => {
    const device = (id: string, category: string, more = '') =>
      `[[devices]]\nid = "${id}"\ncategory = "${category}"\nprofile = "p"\nurl = "tcp://h:1"\n${more}`;
    const own = 'options = { antennas = "1,2", powerDbm = 24.5, inputs = "1" }\n';
    const devices = ['in', 'out'].map((id) => device(id, 'rfidReader', own)).join('');
    const text = MINIMAL + devices + device('a', 'scanner') + device('b', 'scanner');
    expect(loaded(text).config.devices.map(({ id }) => id)).toEqual(['in', 'out', 'a', 'b']);
  });

  it('hangs the lights of a gate on a reader or on a board of relays, one of them', () => {
    const board = '[[devices]]\nid = "lights"\ncategory = "lights"\nprofile = "p"\nurl = "mqtts://hub/gate/lights"\n';
    const signals = (text: string) => `[gate.signals]\n${text}\nsiren = 3\n`;
    expect(loaded(MINIMAL + signals('relays = "lights"') + board).config.gate.signals?.relays).toBe('lights');
    expect(loaded(MINIMAL + signals('reader = "r"')).config.gate.signals?.reader).toBe('r');
    const one = 'gate.signals: expected reader or relays, one of them';
    expect(findings(MINIMAL + signals('') + board).join()).toContain(one);
    expect(findings(MINIMAL + signals('reader = "r"\nrelays = "lights"') + board).join()).toContain(one);
    expect(findings(MINIMAL + signals('relays = "lights"')).join()).toContain(
      'gate.signals.relays: expected the id of a device of the category "lights"',
    );
  });

  it('lets conf.d files win over the main file in the order of their names, and variables over all of them', () => {
    writeFileSync(join(folder, 'conf.d', '20-b.toml'), '[server]\nport = 7322\n[log]\nlevel = "warn"\n');
    writeFileSync(join(folder, 'conf.d', '10-a.toml'), '[server]\nport = 7321\n[kiosk]\nthankYouSeconds = 5\n');
    writeFileSync(join(folder, 'conf.d', 'ignored.txt'), 'not toml');
    const { config, sources } = loaded(MINIMAL, { CHECKSTAND_LOG_LEVEL: 'error' });
    expect(config.server.port).toBe(7322);
    expect(config.kiosk.thankYouSeconds).toBe(5);
    expect(config.log.level).toBe('error');
    expect(sources.map((source) => source.replace(`${folder}/`, ''))).toEqual([
      'config.toml',
      'conf.d/10-a.toml',
      'conf.d/20-b.toml',
      'CHECKSTAND_LOG_LEVEL',
    ]);
  });

  it('replaces lists whole', () => {
    writeFileSync(join(folder, 'conf.d', 'tax.toml'), '[[taxes]]\ncode = "Z"\npercent = "0"\n');
    expect(loaded(MINIMAL).config.taxes).toEqual([{ code: 'Z', percent: '0' }]);
  });

  it('takes dates with and without quotes', () => {
    const { config } = loaded(
      `${MINIMAL}validFrom = 2026-01-31\n[[taxes]]\ncode = "B"\npercent = "5"\nvalidFrom = "2026-01-31"\n`,
    );
    expect(config.taxes.map((tax) => tax.validFrom)).toEqual(['2026-01-31', '2026-01-31']);
  });

  it('keeps a key such as __proto__ from being anything but an unknown key', () => {
    expect(findings(`${MINIMAL}[server.__proto__]\nport = 1\n`)).toEqual([
      'config.toml:17: server.__proto__: unknown key; the keys here are host, port',
    ]);
    expect(({} as { port?: number }).port).toBeUndefined();
  });
});

describe('a configuration that does not hold', () => {
  it('is told with file, line, key, what is allowed and what is there', () => {
    expect(findings(`${MINIMAL}[server]\n# a comment\nport = 70000\n`)).toEqual([
      'config.toml:19: server.port: expected integer, 1 to 65535, found 70000',
    ]);
  });

  it('names the line on which a value over several lines begins', () => {
    const labels = 'labels = [\n  { pattern = "02IIIIIVPPPPC" },\n  { pattern = "02" },\n]\n';
    const text = MINIMAL.replace('[[taxes]]', `${labels}\n[[taxes]]`);
    expect(findings(text)[0]).toMatch(/^config\.toml:14: store\.labels\[1\]\.pattern: expected 13 places of digits/);
  });

  it('says where a key went, and which are of no use without another', () => {
    expect(findings(`${MINIMAL}[gate]\ncompanyPrefixes = ["9521141"]\n`)).toEqual([
      'config.toml:18: gate.companyPrefixes: is now store.companyPrefixes, one list for pad and gate',
    ]);
    expect(findings(`${MINIMAL}[bus]\nmosquittoPidFile = "/run/mosquitto.pid"\n`)).toEqual([
      'config.toml:18: bus.mosquittoPidFile: is of use with bus.broker = "mosquitto" only, found "/run/mosquitto.pid"',
    ]);
  });

  it('suggests the key that was probably meant', () => {
    expect(findings(`${MINIMAL}[server]\nprot = 1\n`)).toEqual([
      'config.toml:18: server.prot: unknown key; did you mean "port"?',
    ]);
    expect(findings(`${MINIMAL}[sever]\nport = 1\n`)).toEqual([
      'config.toml:17: sever: unknown key; did you mean "server"?',
    ]);
    expect(findings(`${MINIMAL}nmae = "x"\n`)).toEqual([
      'config.toml:17: taxes[0].nmae: unknown key; did you mean "name"?',
    ]);
  });

  it('says what a missing key is for, and where it belongs', () => {
    expect(findings(MINIMAL.replace('currency = "GBP"\n', ''))).toEqual([
      'config.toml:5: store.currency: is missing: ISO 4217 code of the currency that all prices are in (string)',
    ]);
    expect(findings(MINIMAL.replace('taxRounding = "line"\n', ''))[0]).toMatch(
      /store\.taxRounding: is missing: .*"line", "document"/,
    );
  });

  it('blames the drop-in or the variable that said it', () => {
    writeFileSync(join(folder, 'conf.d', 'log.toml'), '\n[log]\nlevel = "loud"\n');
    expect(findings(MINIMAL)[0]).toMatch(/^conf\.d\/log\.toml:3: log\.level: expected one of "trace"/);
    expect(findings(MINIMAL, { CHECKSTAND_LOG_LEVEL: 'quiet' })[0]).toMatch(
      /^CHECKSTAND_LOG_LEVEL: log\.level: .*found "quiet"/,
    );
  });

  it.each([
    ['currency = "GBP"', 'currency = "Pound"', 'expected an ISO 4217 code such as "GBP", found "Pound"'],
    [
      'timezone = "Europe/London"',
      'timezone = "Mars/Base"',
      'expected an IANA time zone such as "Europe/London", found "Mars/Base"',
    ],
    ['percent = "20"', 'percent = 20', 'expected a decimal in quotes such as "20" or "12.5", found 20'],
    ['percent = "20"', 'percent = "20%"', 'expected a decimal in quotes such as "20" or "12.5", found "20%"'],
    ['id = "lane-1"', 'id = "Lane 1"', 'expected lowercase letters, digits and hyphens, at most 32, found "Lane 1"'],
    ['address = []', 'address = "x"', 'expected list of strings, found "x"'],
    [
      'label = "Lane 1"',
      'label = "Lane 1"\nroles = ["lane", "gate"]',
      'a box is a lane or a gate, not both yet, found "gate"',
    ],
    [
      'percent = "20"',
      'percent = "20"\ncompound = true',
      'a compound rate needs store.pricesIncludeTax = false, found true',
    ],
    [
      'percent = "20"',
      'percent = "20"\n[[taxes]]\ncode = "A"\npercent = "5"',
      'expected each code once, or with another validFrom, found "A"',
    ],
    ['percent = "20"', 'percent = "20"\nexempt = true', 'an exempt rate has the percent "0", found "20"'],
    ['percent = "20"', 'percent = "20"\nvalidFrom = "2026-02-30"', 'Invalid ISO date, found "2026-02-30"'],
    ['address = []', 'address = []\nlocale = "en-x"', 'expected a BCP 47 tag such as "en-GB", found "en-x"'],
    [
      'address = []',
      'address = []\nlabels = [{ pattern = "02IIIIIVPPPPC" }, { pattern = "02IIIIIPPPPPC" }]',
      'expected labels that no other pattern before it reads too, found "02IIIIIPPPPPC"',
    ],
    ['name = "Corner & Co."', 'name = ""', 'expected string of at least 1 characters, found ""'],
  ])('refuses %s as %s', (before, after, message) => {
    const told = findings(MINIMAL.replace(before, after));
    expect(told).toHaveLength(1);
    expect(told[0]!.endsWith(message), told[0]).toBe(true);
  });

  it('refuses a device that nothing can reach, and a second printer', () => {
    const device = (id: string, url: string) =>
      `[[devices]]\nid = "${id}"\ncategory = "posPrinter"\nprofile = "p"\nurl = "${url}"\n`;
    for (const url of [
      'serial:ttyS0',
      'serial://ttyS0',
      'hid://0c2e',
      'hid://0c2e:0b01/a/b',
      'mqtt://hub',
      'mqtt://u:p@hub/pad',
      'http://u:p@reader',
      'http://reader/api',
      'ftp://h:1',
    ]) {
      expect(findings(MINIMAL + device('p', url))[0], url).toContain('expected an address such as');
    }
    for (const url of [
      'serial:///dev/ttyS0?baud=9600&parity=even',
      'hid://0c2e:0b01/S1',
      'mqtt://hub/gate/reader-1',
      'mqtts://hub:8884/pad',
      'http://reader',
      'https://reader:8443/',
    ]) {
      const told = findings(MINIMAL + device('p', url) + device('q', 'tcp://h:2'));
      expect(told, url).toHaveLength(1);
      expect(told[0]).toContain('a lane has one posPrinter');
    }
    expect(findings(MINIMAL + device('p', '192.168.1.20'))[0]).toContain('expected an address such as');
    expect(findings(MINIMAL + device('p', 'tcp://h:1') + device('q', 'tcp://h:2'))[0]).toContain(
      'a lane has one posPrinter',
    );
  });

  it('keeps a receipt from opening a gate by itself for longer than minutes', () => {
    const gate = MINIMAL.replace('label =', 'roles = ["gate"]\nlabel =');
    expect(findings(`${gate}[gate]\nexitOfflineSeconds = 901\n`)).toEqual([
      'config.toml:19: gate.exitOfflineSeconds: expected integer, 0 to 900 (each gate opens once for it by itself), found 901',
    ]);
    expect(loaded(`${gate}[gate]\nexitOfflineSeconds = 900\n`).config.gate.exitOfflineSeconds).toBe(900);
  });

  it('is told with the line when it is no TOML at all', () => {
    expect(findings('[server]\nport = \n')[0]).toMatch(/^config\.toml:2: /);
  });

  it('is unreadable, not wrong, when the file is not there', () => {
    expect(loadConfig(join(folder, 'none.toml'), {})).toEqual({
      kind: 'unreadable',
      file: join(folder, 'none.toml'),
      reason: 'it does not exist',
    });
  });
});

describe('environment variables', () => {
  it('are read as the type of their key', () => {
    const { config } = loaded(MINIMAL, {
      CHECKSTAND_SERVER_PORT: '7400',
      CHECKSTAND_STORE_PRICES_INCLUDE_TAX: 'false',
      CHECKSTAND_STORE_ADDRESS: '["1 Market Square", "Town"]',
      CHECKSTAND_PANEL_DIAGONAL_INCHES: '15.6',
      CHECKSTAND_STORE_NAME: '12',
    });
    expect(config.server.port).toBe(7400);
    expect(config.store).toMatchObject({ pricesIncludeTax: false, address: ['1 Market Square', 'Town'], name: '12' });
    expect(config.panel.diagonalInches).toBe(15.6);
  });

  it('are refused by name when no key is theirs, but for those that steer the process', () => {
    expect(
      findings(MINIMAL, { CHECKSTAND_SERVR_PORT: '1', CHECKSTAND_NODE: '/n', CHECKSTAND_NO_SHELL: '1', PATH: '/' }),
    ).toEqual(['CHECKSTAND_SERVR_PORT: no key has this variable; did you mean CHECKSTAND_SERVER_PORT?']);
  });

  it('cannot slip a second value in', () => {
    expect(findings(MINIMAL, { CHECKSTAND_SERVER_PORT: '1\n[log]\nlevel = "trace"' })[0]).toContain(
      'server.port: expected integer',
    );
  });
});

describe('the documentation of the keys', () => {
  it('has a meaning for every key and a variable of its own for every one that a variable can set', () => {
    const keys = configKeys();
    expect(keys.filter((key) => key.meaning.length < 10)).toEqual([]);
    const variables = keys.flatMap((key) => key.variable ?? []);
    expect(new Set(variables).size).toBe(variables.length);
    expect(keys.find((key) => key.path === 'server.port')).toMatchObject({
      type: 'integer, 1 to 65535',
      fallback: '7300',
      variable: 'CHECKSTAND_SERVER_PORT',
    });
  });

  it('stands in docs/configuration.md as it is (npx checkstand config keys --markdown > docs/configuration.md)', () => {
    expect(readFileSync(join(PROJECT_ROOT, 'docs', 'configuration.md'), 'utf8').trimEnd()).toBe(
      keysMarkdown().trimEnd(),
    );
  });

  it('is kept by the example in examples/config.toml', () => {
    expect(loadConfig(join(PROJECT_ROOT, 'examples', 'config.toml'), {}).kind).toBe('ok');
  });
});
