import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { MqttRelayDriver } from './driver.ts';
import { mqttRelayProfileSchema, readRelay } from './profile.ts';

const BASE = { version: 1, category: 'lights', vendor: 'a', model: 'b', protocol: 'mqtt-relay' };
const SHELLY = {
  ...{ outputs: 4, numberedFrom: 0 },
  command: { topic: '{topic}/command/switch:{n}', on: 'on', off: 'off', ask: 'status_update' },
  state: { topic: '{topic}/status/switch:{n}', field: 'output' },
};
const TASMOTA = {
  ...{ outputs: 4, numberedFrom: 1 },
  command: { topic: 'cmnd/{topic}/POWER{n}', on: 'ON', off: 'OFF', ask: '' },
  state: { topic: 'stat/{topic}/POWER{n}', field: null, on: 'ON', off: 'OFF' },
};

/** A driver on a wire in memory whose far end is a board that does what it is told, but for the relays that are stuck. */
async function rig(profile: object = SHELLY, before: (driver: MqttRelayDriver) => void = () => undefined) {
  const time = new ManualTime();
  const wire = new Wire();
  const said: string[] = [];
  const board = { closed: new Set<number>(), stuck: new Set<number>(), silent: false };
  const parsed = mqttRelayProfileSchema.parse({ ...BASE, ...profile });
  const told: string[] = [];
  const log = { info: () => undefined, warn: (code: string) => told.push(code) };
  const driver = new MqttRelayDriver({ id: 'gate-lights', profile: parsed, topic: 'store/gate', log });
  before(driver);
  wire.answer = (bytes, topic) => {
    const word = Buffer.from(bytes).toString();
    said.push(`${topic} ${word}`);
    const port = Number(/\d$/.exec(topic ?? '')?.[0]) + 1 - parsed.numberedFrom;
    const { on, off, ask } = parsed.command;
    if (board.silent) return;
    if (word !== ask && !board.stuck.has(port)) board.closed[word === on ? 'add' : 'delete'](port);
    if (![on, off, ask].includes(word)) throw new Error(`no such word: ${word}`);
    queueMicrotask(() => tell(port));
  };
  const tell = (port: number) => {
    const closed = board.closed.has(port);
    const text =
      parsed.state.field === null ? (closed ? 'ON' : 'OFF') : JSON.stringify({ id: port - 1, output: closed });
    wire.say(Buffer.from(text), driver.heard[port - 1]);
  };
  const device = { id: 'gate-lights', category: 'lights', profile: 'p', transport: wire, driver } as const;
  const supervisor = createSupervisor([{ ...device, handshakeMs: 1500, heartbeat: { everyMs: 1000, limitMs: 1500 } }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  const state = () => `${supervisor.reports()[0]!.state} ${supervisor.reports()[0]!.code ?? ''}`.trim();
  return { time, wire, driver, board, said, told, tell, state, supervisor };
}

describe('a board of relays behind a broker', () => {
  it.each<[string, object, string[]]>([
    ['Shelly', SHELLY, ['store/gate/command/switch:0 status_update', 'store/gate/command/switch:2 on']],
    ['Tasmota', TASMOTA, ['cmnd/store/gate/POWER1 ', 'cmnd/store/gate/POWER3 ON']],
  ])('is asked how it is, ready when it tells, and told in its own words: %s', async (_, profile, expected) => {
    const { driver, said, state, board } = await rig(profile);
    expect(state()).toBe('ready');
    driver.setOutput(3, true);
    driver.setOutput(3, true);
    expect(said).toEqual(expected);
    expect([...board.closed]).toEqual([3]);
  });

  it('is told what was wanted while it was away, and nothing that was wanted and is not any more', async () => {
    const { wire, driver, time, board, state } = await rig(SHELLY, (away) => away.setOutput(1, true));
    expect([...board.closed]).toEqual([1]);
    wire.unplug();
    expect(state()).toBe('disconnected DEVICE_UNREACHABLE');
    driver.setOutput(3, true);
    driver.setOutput(3, false);
    driver.setOutput(2, true);
    board.closed.clear();
    wire.replug();
    await time.advance(3000);
    expect([...board.closed].toSorted()).toEqual([1, 2]);
    expect(state()).toBe('ready');
  });

  it('that lost its power, or that somebody switched, is set right within the second', async () => {
    const { driver, time, board, tell } = await rig();
    driver.setOutput(1, true);
    driver.setOutput(3, false);
    await time.advance(0);
    board.closed.clear();
    await time.advance(2000);
    expect([...board.closed]).toEqual([1]);
    board.closed.add(3);
    tell(3);
    await time.advance(1000);
    expect([...board.closed]).toEqual([1]);
  });

  it('with a relay that does not obey says so, is told once a second and no more, and is ready again when it does', async () => {
    const { driver, time, board, said, state } = await rig();
    board.stuck.add(3);
    driver.setOutput(3, true);
    await time.advance(5000);
    expect(state()).toBe('degraded DEVICE_OUTPUT_REFUSED');
    expect(said.filter((each) => each.endsWith('switch:2 on')).length).toBeLessThanOrEqual(6);
    board.stuck.clear();
    await time.advance(2000);
    expect([...board.closed]).toEqual([3]);
    expect(state()).toBe('ready');
  });

  it('that falls silent is gone within 3 s, though its broker is there', async () => {
    const { board, time, state } = await rig();
    board.silent = true;
    await time.advance(2500);
    expect(state()).toBe('disconnected DEVICE_SILENT');
  });

  it('is a lane light too: the others go out before one is lit, and nothing is said twice', async () => {
    const { driver, said } = await rig();
    said.length = 0;
    driver.show('amber');
    driver.show('amber');
    expect(said.map((each) => each.replace('store/gate/command/switch:', ''))).toEqual(['0 off', '2 off', '1 on']);
    said.length = 0;
    driver.show('green');
    expect(said.map((each) => each.replace('store/gate/command/switch:', ''))).toEqual(['1 off', '0 on']);
  });

  it('has no other outputs than its profile says', async () => {
    const { driver, said, told } = await rig();
    said.length = 0;
    for (const port of [0, 5, -1, 1.5, Number.NaN]) driver.setOutput(port, true);
    expect(said).toEqual([]);
    expect(told).toEqual(Array(5).fill('RELAY_OUTPUT_UNKNOWN'));
  });

  it('is given up when the broker takes no more, and leaves no timer when it is stopped', async () => {
    const { driver, wire, time, state, supervisor } = await rig();
    wire.clogged = true;
    driver.setOutput(1, true);
    expect(state()).toBe('disconnected DEVICE_SILENT');
    wire.clogged = false;
    await time.advance(3000);
    expect(state()).toBe('ready');
    await supervisor.stop();
    expect(time.waiting).toBe(0);
  });

  it('ends as it is wanted, whatever is wanted when, however the line fails and whatever litter comes on it', async () => {
    const port = fc.integer({ min: 1, max: 4 });
    const step = fc.oneof(
      fc.record({ set: port, high: fc.boolean() }),
      fc.record({ wait: fc.integer({ min: 0, max: 1500 }) }),
      fc.record({ litter: fc.oneof(fc.json(), fc.string()), on: port }),
      fc.constantFrom({ cut: true }, { blink: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { driver, wire, time, board, state } = await rig();
        const wanted = new Map<number, boolean>();
        for (const each of steps) {
          if ('set' in each) {
            wanted.set(each.set, each.high);
            driver.setOutput(each.set, each.high);
          } else if ('wait' in each) await time.advance(each.wait);
          else if ('litter' in each) wire.say(Buffer.from(each.litter), driver.heard[each.on - 1]);
          else if ('cut' in each) wire.cut();
          else board.closed.clear();
        }
        await time.advance(8000);
        for (const [at, high] of wanted) expect(board.closed.has(at)).toBe(high);
        expect(state()).toBe('ready');
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a board tells of a relay', () => {
  const [json, words] = [SHELLY, TASMOTA].map((each) => mqttRelayProfileSchema.parse({ ...BASE, ...each }).state);
  it.each<[string, boolean | null]>([
    ['{"id":0,"source":"init","output":true,"apower":0}', true],
    ['{"output":false}', false],
    ['{"output":"true"}', null],
    ['{"id":0}', null],
    ['{"__proto__":{"output":true}}', null],
    ['[{"output":true}]', null],
    ['null', null],
    ['{', null],
    [`{"output":true,"x":"${'x'.repeat(5000)}"}`, null],
  ])('as JSON: %s', (text, closed) => expect(readRelay(json!, Buffer.from(text))).toBe(closed));
  it.each<[string, boolean | null]>([
    ['ON', true],
    ['OFF', false],
    ['on', null],
    ['', null],
    ['ON\0', null],
  ])('as a word: %j', (text, closed) => expect(readRelay(words!, Buffer.from(text))).toBe(closed));
});

describe('the profile of such a board', () => {
  it.each<[string, object, boolean]>([
    ['a field', SHELLY, true],
    ['two words', TASMOTA, true],
    ['a topic without its device', { ...SHELLY, command: { ...SHELLY.command, topic: 'x/{n}' } }, false],
    ['a topic without its relay', { ...SHELLY, state: { topic: '{topic}/status', field: 'output' } }, false],
    ['a topic with a wildcard', { ...SHELLY, state: { topic: '{topic}/#/{n}', field: 'output' } }, false],
    ['a field and words', { ...SHELLY, state: { ...SHELLY.state, on: 'a', off: 'b' } }, false],
    ['one word for both', { ...TASMOTA, state: { ...TASMOTA.state, off: 'ON' } }, false],
    ['a colour on a relay that it has not', { ...SHELLY, outputs: 2 }, false],
  ])('with %s holds or does not', (_, more, holds) => {
    expect(mqttRelayProfileSchema.safeParse({ ...BASE, ...more }).success).toBe(holds);
  });
});
