import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { readTag } from '../../domain/gate/gate-tag.ts';
import { sgtin96 } from '../../emulator/rfid-reader/sgtin.ts';
import { configSchema } from '../edge/config/schema.ts';
import { DEMO_CATALOGUE } from '../project.ts';
import { articlesOf } from './articles.ts';
import { choiceArguments, USUAL_DEVICES } from './device-choice.ts';
import { greetingLines } from './greeting.ts';
import { gateConfig, laneConfig, WANTED_PORTS } from './lane-config.ts';
import { layoutIn } from './layout.ts';
import { choosePorts } from './ports.ts';
import { chooseShell } from './shell-child.ts';

describe('the ports of the box', () => {
  const wanted = { lane: 7300, page: 7310, scanner: 7311 };
  const free =
    (...taken: number[]) =>
    async (port: number) =>
      !taken.includes(port);

  it('are the wanted ones where they are free', async () => {
    expect(await choosePorts(wanted, free())).toEqual({ kind: 'chosen', ports: wanted });
  });

  it('move to the next free one that nobody else here wants', async () => {
    expect(await choosePorts(wanted, free(7300, 7310))).toEqual({
      kind: 'chosen',
      ports: { lane: 7301, page: 7312, scanner: 7311 },
    });
  });

  it('are never given twice', async () => {
    const choice = await choosePorts(wanted, free(7310, 7311));
    expect(choice).toEqual({ kind: 'chosen', ports: { lane: 7300, page: 7312, scanner: 7313 } });
  });

  it('name who found none', async () => {
    expect(await choosePorts(wanted, async (port) => port < 7310)).toEqual({ kind: 'none', name: 'page' });
  });
});

describe('the configuration that the box writes', () => {
  it('holds, with the ports it was given and wherever it is put', () => {
    const directory = '/home/a "b" \\ c/.checkstand/lane-1';
    const config = configSchema.parse(parse(laneConfig(directory, { ...WANTED_PORTS, lane: 7355, scanner: 7356 })));
    expect(config.state.directory).toBe(directory);
    expect(config.server.port).toBe(7355);
    expect(config.devices.map((device) => [device.category, device.url])).toEqual([
      ['scanner', 'tcp://127.0.0.1:7356'],
      ['posPrinter', 'tcp://127.0.0.1:7312'],
      ['paymentTerminal', 'tcp://127.0.0.1:7313'],
      ['lights', 'tcp://127.0.0.1:7314'],
      ['rfidReader', 'tcp://127.0.0.1:7315'],
      ['scale', 'tcp://127.0.0.1:7319'],
    ]);
  });

  it.each([
    ['llrp', 'impinj-r420-llrp', 'tcp://127.0.0.1:7315'],
    ['impinj-http', 'impinj-r700-http', 'http://127.0.0.1:7317'],
    ['impinj-mqtt', 'impinj-r700-mqtt', 'mqtt://127.0.0.1:7316/checkstand/emulator/impinj'],
    ['zebra-mqtt', 'zebra-fx9600-mqtt', 'mqtt://127.0.0.1:7316/checkstand/emulator/zebra'],
    ['zebra-http', 'zebra-fx9600-http', 'http://127.0.0.1:7322'],
  ] as const)('binds the pad to the reader over %s', (padReader, profile, url) => {
    const config = configSchema.parse(parse(laneConfig('/s', WANTED_PORTS, { ...USUAL_DEVICES, padReader })));
    expect(config.devices.find(({ id }) => id === config.pad.reader)).toMatchObject({ profile, url });
  });

  it('has the Zebra reader post where the emulator is told to, with one login', () => {
    const choice = { ...USUAL_DEVICES, padReader: 'zebra-http' } as const;
    const config = configSchema.parse(parse(laneConfig('/s', WANTED_PORTS, choice)));
    const { options } = config.devices.find(({ id }) => id === 'pad-1')!;
    const told = choiceArguments(choice, WANTED_PORTS);
    expect(told).toContain(`http://${options.listenUsername}:${options.listenPassword}@${options.listen}`);
  });

  it.each(['shelly', 'tasmota'] as const)(
    'hangs lane light, and lights, siren and door of the gate, on %s',
    (board) => {
      const choice = { ...USUAL_DEVICES, laneLight: board, gateLights: board };
      const profile = `${board === 'shelly' ? 'shelly-pro' : board}-4-mqtt`;
      const lane = configSchema.parse(parse(laneConfig('/s', WANTED_PORTS, choice)));
      expect(lane.devices.find(({ category }) => category === 'lights')).toMatchObject({ profile });
      const gate = configSchema.parse(parse(gateConfig('/s', WANTED_PORTS, choice)));
      expect(gate.devices.map((each) => each.profile)).toEqual(['impinj-r420-llrp', 'generic-line-over-tcp', profile]);
      expect(gate.gate.signals).toMatchObject({ relays: 'lights-1', green: 1, red: 2, siren: 3, door: 4 });
      expect(choiceArguments(choice, WANTED_PORTS).slice(-4)).toEqual(['--lane-relays', board, '--gate-relays', board]);
    },
  );

  it('has a reader and a scanner at the gate, each at a port of its own', () => {
    const { devices } = configSchema.parse(parse(gateConfig('/s', { ...WANTED_PORTS, gateScanner: 7399 })));
    expect(devices.map((device) => [device.category, device.url])).toEqual([
      ['rfidReader', 'tcp://127.0.0.1:7318'],
      ['scanner', 'tcp://127.0.0.1:7399'],
    ]);
    expect(new Set(Object.values(WANTED_PORTS)).size).toBe(Object.keys(WANTED_PORTS).length);
  });

  it('has a rate for every tax code of the demo goods', () => {
    const config = configSchema.parse(parse(laneConfig('/s', WANTED_PORTS)));
    expect(config.taxes.map((tax) => tax.code).sort()).toEqual(['A', 'B', 'E', 'Z']);
  });
});

describe('a tag in the box', () => {
  const { companyPrefixes } = configSchema.parse(parse(gateConfig('/s', WANTED_PORTS))).store;
  const isForeign = (gtin: string) => {
    const tag = readTag(sgtin96(gtin, 1), companyPrefixes, () => new Uint8Array(16));
    return tag.kind === 'readable' && tag.foreign;
  };

  it("of any of the demo goods is the store's own, and one of another prefix is another shop's", () => {
    const barcodes = articlesOf(DEMO_CATALOGUE, 'GBP').map(({ gtin }) => gtin);
    const goods = barcodes.filter((gtin) => /^(\d{8}|\d{12,14})$/.test(gtin) && !/^0?2/.test(gtin));
    expect(goods.length).toBeGreaterThan(100);
    expect(goods.filter(isForeign)).toEqual([]);
    expect(isForeign('80614141123458')).toBe(true);
  });
});

describe('the greeting', () => {
  const greeting = {
    layout: layoutIn('/home/me/shop'),
    workingDirectory: '/home/me/shop',
    ports: WANTED_PORTS,
    devices: USUAL_DEVICES,
    launchUrl: 'http://127.0.0.1:7300/launch?token=t',
    pageUrl: 'http://127.0.0.1:7310/',
    gateUrl: 'http://127.0.0.1:7301/launch?token=g',
    window: 'No window, as asked.',
    milliseconds: 2400,
    colours: false,
  };

  it('says where everything is, what is absent and how to shop', () => {
    const text = greetingLines(greeting).join('\n');
    for (const part of [
      greeting.launchUrl,
      greeting.pageUrl,
      '.checkstand/lane-1',
      'attendant Maya 1 / 2468, manager Ines 2 / 1357',
      'Not built yet: staff console',
      'To shop',
      'Ctrl-C',
      '2.4 s',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('moved');
  });

  it('says which reader and lights were chosen, and where they are', () => {
    const usual = greetingLines(greeting).join('\n');
    expect(usual).toContain('light 7314, RFID reader 7315, gate 7318, gate scanner 7324, scale 7319');
    const devices = { padReader: 'zebra-http', laneLight: 'shelly', gateLights: 'tasmota' } as const;
    expect(greetingLines({ ...greeting, devices }).join('\n')).toContain(
      'light on Shelly relays, broker 7316, RFID reader (zebra-http) 7322, gate 7318 with lights on Tasmota relays',
    );
  });

  it('names the ports that had to move', () => {
    expect(greetingLines({ ...greeting, ports: { ...WANTED_PORTS, lane: 7302 } }).join('\n')).toContain(
      'lane 7300 → 7302',
    );
  });
});

describe('the window of the box', () => {
  const find = {
    electron: () => '/electron' as string | null,
    chromium: () => '/chromium' as string | null,
    display: () => true,
  };
  const choose = (env = {}, wanted = true, have = find) => chooseShell(env, wanted, '/c.toml', '/shell.log', have);

  it('is Electron where its binary is, else a Chromium', () => {
    const electron = choose();
    expect(electron).toMatchObject({ kind: 'window', what: 'Electron', spec: { command: '/electron' } });
    const chromium = choose({}, true, { ...find, electron: () => null });
    expect(chromium).toMatchObject({ kind: 'window', what: 'Chromium', spec: { command: process.execPath } });
    if (chromium.kind === 'window')
      expect(chromium.spec.args).toEqual(expect.arrayContaining(['kiosk', '--windowed', '/c.toml']));
  });

  it.each([
    ['it was not asked for', choose({}, false)],
    ['a variable says so', choose({ CHECKSTAND_NO_SHELL: '1' })],
    ['there is no display', choose({}, true, { ...find, display: () => false })],
    ['there is no browser', choose({}, true, { ...find, electron: () => null, chromium: () => null })],
  ])('is none when %s', (_, choice) => expect(choice.kind).toBe('none'));
});
