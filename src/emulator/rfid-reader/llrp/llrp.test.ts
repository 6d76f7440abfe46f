import { afterEach, describe, expect, it } from 'vitest';
import { eventually, RawHost } from '../../../../test/emulator/raw-host.ts';
import { silentLog } from '../../log.ts';
import { EmulatedLlrpReader, type ReaderModel } from './index.ts';
import { readRospec } from './rospec.ts';

const NOW = Date.UTC(2025, 0, 15, 10, 0, 0);
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const digits = (value: number, count: number) => value.toString(16).padStart(count, '0');
const plain = (text: string) => text.replaceAll(' ', '');

/** A parameter, its length reckoned. */
const tlv = (type: number, value: string) => `${digits(type, 4)}${digits(hex(value).length + 4, 4)}${plain(value)}`;
/** A message of a host, in 1.0.1 unless it says otherwise. */
const say = (type: number, id: number, body = '', version = 1) =>
  `${digits((version << 10) | type, 4)}${digits(hex(body).length + 10, 8)}${digits(id, 8)}${plain(body)}`;

const BOUNDARY = tlv(178, `${tlv(179, '00')}${tlv(182, '00 00000000')}`);
const inventory = (antennas = '0001 0000', stop = '00 00000000', protocol = '01') =>
  tlv(183, `${antennas}${tlv(184, stop)}${tlv(186, `0001 ${protocol}`)}`);
const reporting = (trigger = '01 0001', content = '1780') => tlv(237, `${trigger}${tlv(238, content)}`);
const rospec = (head = '00000001 00 00', ...parts: string[]) =>
  tlv(177, head + (parts.length > 0 ? parts : [BOUNDARY, inventory(), reporting()]).join(''));

const readers: EmulatedLlrpReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.stop()));
});

async function reader(model: Partial<ReaderModel> = {}, greeting: 'greeted' | 'ungreeted' = 'greeted') {
  const emulated = new EmulatedLlrpReader({
    ...{ host: '127.0.0.1', port: 0, log: silentLog, now: () => NOW, onChange: () => undefined },
    model,
  });
  readers.push(emulated);
  await emulated.start();
  const host = await RawHost.connect(emulated.port);
  if (greeting === 'greeted') await host.take(32);
  /** The answer to a request: its type, and the status code in it. */
  const ask = async (request: string) => {
    host.write(request);
    const header = hex(await host.take(10));
    const body = hex(await host.take(header.readUInt32BE(2) - 10));
    const at = body.indexOf(hex('011f'));
    return { type: header.readUInt16BE(0) & 0x3ff, status: at === -1 ? null : body.readUInt16BE(at + 4), body };
  };
  return { emulated, host, ask };
}

describe('an emulated LLRP reader', () => {
  it.each([
    ['with its wall clock', 'utc', '0080 000c 00062bbbbd980800'],
    ['with the time it has been up', 'uptime', '0081 000c 00000000d693a400'],
  ] as const)('greets %s', async (_, clock, time) => {
    const { host } = await reader({ clock }, 'ungreeted');
    const greeting = plain(await host.take(32));
    expect(greeting.slice(0, 12)).toBe('043f00000020');
    expect(greeting.slice(20)).toBe(plain(`00f6 0016 ${time} 0100 0006 0000`));
  });

  it('negotiates 1.1 and speaks it from then on, or knows nothing of it', async () => {
    const { ask } = await reader();
    expect(await ask(say(46, 1, '', 2))).toMatchObject({ type: 56, status: 0 });
    expect(await ask(say(47, 2, '02', 2))).toMatchObject({ type: 57, status: 0 });
    expect(await ask(say(26, 3, '', 2))).toMatchObject({ type: 36, status: 0 });
    expect(await ask(say(26, 4, '', 1))).toMatchObject({ type: 100, status: 110 });
    const old = await reader({ newestVersion: 1 });
    expect(await old.ask(say(46, 1, '', 2))).toMatchObject({ type: 100, status: 110 });
    expect(await old.ask(say(26, 2))).toMatchObject({ type: 36, status: 0 });
  });

  it('takes a ROSpec from disabled over inactive to active and back, and refuses what comes out of turn', async () => {
    const { ask, emulated } = await reader();
    const id = '00000001';
    expect(await ask(say(22, 1, id))).toMatchObject({ type: 32, status: 101 });
    expect(await ask(say(20, 2, rospec()))).toMatchObject({ type: 30, status: 0 });
    expect(await ask(say(20, 3, rospec('00000002 00 00')))).toMatchObject({ type: 30, status: 105 });
    expect(await ask(say(22, 4, id))).toMatchObject({ type: 32, status: 101 });
    expect(await ask(say(24, 5, id))).toMatchObject({ type: 34, status: 0 });
    expect(emulated.rospec).toEqual({ id: 1, state: 'inactive' });
    expect(await ask(say(22, 6, id))).toMatchObject({ type: 32, status: 0 });
    expect((await ask(say(26, 7))).body.subarray(8, 18).toString('hex')).toMatch(/^00b1....000000010002$/);
    expect(await ask(say(23, 8, id))).toMatchObject({ type: 33, status: 0 });
    expect(emulated.rospec).toEqual({ id: 1, state: 'inactive' });
    expect(await ask(say(25, 9, '00000000'))).toMatchObject({ type: 35, status: 0 });
    expect(await ask(say(21, 10, '00000000'))).toMatchObject({ type: 31, status: 0 });
    expect(emulated.rospec).toBeNull();
    expect(await ask(say(99, 11))).toMatchObject({ type: 100, status: 109 });
  });

  it('reports what lies in front of its antennas, as the ROSpec wants it told', async () => {
    const { ask, emulated, host } = await reader();
    emulated.setBehaviour({ readEveryMs: 5 });
    emulated.field.put('3074257BF7194E4000001A85', 2, -40);
    await ask(say(20, 1, rospec(undefined, BOUNDARY, inventory('0001 0002'), reporting('02 0001', '1480'))));
    await ask(say(24, 2, '00000001'));
    await ask(say(22, 3, '00000001'));
    const header = hex(await host.take(10));
    expect(header.readUInt16BE(0) & 0x3ff).toBe(61);
    expect(plain(await host.take(header.readUInt32BE(2) - 10))).toBe(
      plain('00f0 0019 8d 3074257bf7194e4000001a85 81 0002 86 d8 88 0001'),
    );
  });

  it('ends an operation that has a duration, and tells what it collected till then', async () => {
    const { ask, emulated } = await reader();
    emulated.setBehaviour({ readEveryMs: 5 });
    emulated.field.put('E2');
    const timed = tlv(178, `${tlv(179, '01')}${tlv(182, '01 0000001e')}`);
    await ask(say(20, 1, rospec(undefined, timed, inventory(), reporting('00 0000'))));
    await ask(say(24, 2, '00000001'));
    expect(emulated.rospec?.state).toBe('active');
    await eventually(() => emulated.rospec?.state === 'inactive', 'its end');
    expect(emulated.counts.reads).toBe(1);
  });

  it.each([
    ['an output that it has not', tlv(219, '0009 80'), 101],
    ['an input that it has not', tlv(225, '0005 80 00'), 101],
    ['an antenna that it has not', tlv(222, '0005'), 101],
    ['a power that it has not', tlv(222, `0000${tlv(224, '0001 0001 0052')}`), 101],
    ['a hop table that it has not', tlv(222, `0000${tlv(224, '0002 0001 0001')}`), 101],
    ['a mode that it has not', tlv(222, `0000${tlv(330, `00${tlv(335, '0007 0000')}`)}`), 101],
    ['a parameter that does not belong there', tlv(177, ''), 111],
    ['half a parameter', '00db 0009 0001', 100],
  ])('sets nothing where it is told %s', async (_, parameter, code) => {
    const { ask, emulated } = await reader();
    const before = emulated.configuration;
    expect(await ask(say(3, 1, `00 ${tlv(219, '0001 80')}${parameter}`))).toMatchObject({ type: 13, status: code });
    expect(emulated.configuration).toEqual(before);
  });

  it('keeps what it was told over a cut line, and loses it with its power', async () => {
    const { ask, emulated } = await reader();
    await ask(say(3, 1, `00 ${tlv(219, '0001 80')}`));
    await ask(say(20, 2, rospec()));
    emulated.cut();
    expect(emulated.outputs).toEqual([1]);
    expect(emulated.rospec).toEqual({ id: 1, state: 'disabled' });
    emulated.unplug();
    expect(emulated.outputs).toEqual([]);
    expect(emulated.rospec).toBeNull();
  });

  it('drops a host that sends no LLRP', async () => {
    const { host } = await reader();
    host.write('ff'.repeat(20));
    await host.closed();
  });
});

describe('a ROSpec', () => {
  it.each([
    ['nothing', '', 103],
    ['another parameter', tlv(178, ''), 103],
    ['too little', tlv(177, '00000001 00'), 100],
    ['id 0', rospec('00000000 00 00'), 101],
    ['a priority beyond 7', rospec('00000001 08 00'), 101],
    ['a state that is not disabled', rospec('00000001 00 02'), 101],
    ['no boundary', rospec(undefined, inventory()), 103],
    ['a start by an input', rospec(undefined, tlv(178, `${tlv(179, '03')}${tlv(182, '00 00000000')}`)), 111],
    ['a stop by an input', rospec(undefined, tlv(178, `${tlv(179, '00')}${tlv(182, '02 00000000')}`)), 111],
    ['no inventory', rospec(undefined, BOUNDARY), 103],
    ['an antenna that there is not', rospec(undefined, BOUNDARY, inventory('0001 0005')), 101],
    ['antennas cut short', rospec(undefined, BOUNDARY, tlv(183, '0009 0001')), 100],
    ['an inventory that ends by tags', rospec(undefined, BOUNDARY, inventory(undefined, '03 00000000')), 111],
    ['another air protocol', rospec(undefined, BOUNDARY, inventory(undefined, undefined, '02')), 101],
    ['no content of reports', rospec(undefined, BOUNDARY, inventory(), tlv(237, '01 0001')), 103],
    ['reports by time', rospec(undefined, BOUNDARY, inventory(), reporting('06 0064')), 101],
  ])('is refused with %s', (_, text, code) => {
    expect(readRospec(hex(text), 4, 1)).toMatchObject({ kind: 'refused', code });
  });

  it('may have reports by time in 1.1', () => {
    const timed = rospec(undefined, BOUNDARY, inventory('0002 0001 0003'), reporting('06 0064', 'ff80'));
    expect(readRospec(hex(timed), 4, 2)).toMatchObject({
      rospec: {
        inventories: [{ antennas: [1, 3], lastsMs: 0 }],
        trigger: { kind: 'time', milliseconds: 100 },
        content: {
          rospec: true,
          antenna: true,
          channel: true,
          rssi: true,
          firstSeen: true,
          lastSeen: true,
          count: true,
        },
      },
    });
  });
});
