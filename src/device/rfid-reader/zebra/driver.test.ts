import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime, settle } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { ZebraDriver } from './driver.ts';
import { zebraProfileSchema } from './profile.ts';

const MODE = { type: 'CUSTOM', antennas: [1, 2], tagMetaData: ['ANTENNA', 'RSSI', 'SEEN_COUNT'] };
const TAG =
  '{"data":{"antenna":1,"idHex":"e280","peakRssi":-70,"reads":2},"timestamp":"2026-11-26T10:00:00.000+0000","type":"CUSTOM"}';

type Said = { readonly command: string; readonly command_id: string; readonly payload: unknown };

/** A driver on a wire in memory whose far end answers commands by this book; what is not in it is not answered. */
async function rig(book: Readonly<Record<string, unknown>> = {}, more: object = {}) {
  const time = new ManualTime(Date.UTC(2026, 10, 26, 10));
  const wire = new Wire();
  const commands: string[] = [];
  const answers: Record<string, unknown> = {
    get_mode: MODE,
    get_status: { radioActivity: 'active' },
    set_mode: {},
    start: {},
    stop: {},
    set_gpo: {},
    ...book,
  };
  const say = (topic: string, value: unknown) =>
    wire.say(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), topic);
  wire.answer = (bytes, topic) => {
    const { command, command_id, payload } = JSON.parse(Buffer.from(bytes).toString()) as Said;
    commands.push(command === 'set_gpo' ? `${command} ${JSON.stringify(payload)}` : command);
    const answer = answers[command];
    if (answer === undefined) return;
    const reply = { command, command_id, response: answer === null ? 'failure' : 'success', payload: answer ?? {} };
    queueMicrotask(() => say(topic === 'z/ccmds' ? 'z/crsp' : 'z/mrsp', reply));
  };
  const told: string[] = [];
  const log = {
    info: () => undefined,
    warn: (code: string, fields = {}) => told.push(`${code} ${Object.values(fields).join(' ')}`),
  };
  const profile = zebraProfileSchema.parse({
    ...{
      version: 1,
      category: 'rfidReader',
      vendor: 'Zebra',
      model: 'FX',
      protocol: 'zebra-iotc',
      mode: MODE,
      outputs: 4,
    },
    ...{ connection: { handshakeMs: 15_000 }, ...more },
  });
  const driver = new ZebraDriver({
    id: 'gate',
    profile,
    options: {},
    topic: 'z',
    clock: time,
    timers: time,
    random: () => 0.5,
    log,
  });
  const reads: string[] = [];
  driver.onReads((report) =>
    reads.push(
      ...report.reads.map(({ epc, antenna, rssi, count }) => `${epc} ${antenna} ${rssi} ${count} @${report.at}`),
    ),
  );
  const device = {
    id: 'gate',
    category: 'rfidReader',
    profile: 'p',
    transport: wire,
    driver,
    handshakeMs: 15_000,
  } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: profile.heartbeat }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  await settle();
  const state = () => `${supervisor.reports()[0]!.state} ${supervisor.reports()[0]!.code ?? ''}`.trim();
  return { time, wire, driver, supervisor, commands, answers, reads, told, say, state };
}

describe('a Zebra reader', () => {
  it('that carries its mode and reads is left reading', async () => {
    const { commands, state, say, reads } = await rig();
    expect(commands).toEqual(['get_mode', 'get_status']);
    expect(state()).toBe('ready');
    say('z/tevents', TAG + TAG);
    expect(reads).toEqual(['E280 1 -70 2 @0', 'E280 1 -70 2 @0']);
  });

  it('that carries another is stopped, set, compared and started', async () => {
    let set = false;
    const { commands, answers, wire, state, time } = await rig({ get_mode: undefined });
    const { answer } = wire;
    wire.answer = (bytes, topic) => {
      if (Buffer.from(bytes).includes('"set_mode"')) set = true;
      answers.get_mode = set ? MODE : { type: 'SIMPLE' };
      answer(bytes, topic);
    };
    commands.length = 0;
    await time.advance(700);
    for (let turn = 0; turn < 4; turn++) await settle();
    expect(commands).toEqual(['get_mode', 'stop', 'set_mode', 'get_mode', 'get_status', 'start']);
    expect(state()).toBe('ready');
  });

  it('that is idle and refuses to be stopped is set all the same', async () => {
    const { commands, state } = await rig({
      get_mode: { type: 'SIMPLE' },
      stop: null,
      get_status: { radioActivitiy: 'inactive' },
    });
    expect(commands).toEqual(['get_mode', 'stop', 'set_mode', 'get_mode', 'get_status', 'start']);
    expect(state()).toBe('degraded DEVICE_CONFIG_DRIFT');
  });

  it('that says nothing is greeted three times, given up, and tried again', async () => {
    const { commands, state, time } = await rig({ get_mode: undefined });
    await time.advance(2000);
    expect(commands).toEqual(['get_mode', 'get_mode', 'get_mode']);
    expect(state()).toBe('connecting');
    await time.advance(100);
    expect(state()).toBe('disconnected DEVICE_SILENT');
    await time.advance(100);
    expect(commands).toHaveLength(4);
  });

  it('that falls silent is gone within 3 s, though its broker stays', async () => {
    const { answers, state, time } = await rig();
    answers.get_status = undefined;
    await time.advance(2499);
    expect(state()).toBe('ready');
    await time.advance(1);
    expect(state()).toBe('disconnected DEVICE_SILENT');
  });

  it('whose tags come is there, whether it answers or not', async () => {
    const { answers, state, time, say } = await rig();
    answers.get_status = undefined;
    for (let second = 0; second < 20; second++) {
      await time.advance(500);
      say('z/tevents', TAG);
    }
    expect(state()).toBe('ready');
  });

  it('is read from the moment that it is told to read, and what comes before is somebody else’s', async () => {
    const { reads, say, wire, time, answers } = await rig({ get_mode: undefined });
    say('z/tevents', TAG);
    answers.get_mode = { type: 'SIMPLE' };
    const { answer } = wire;
    wire.answer = (bytes, topic) => {
      if (Buffer.from(bytes).includes('"start"')) say('z/tevents', TAG);
      answer(bytes, topic);
    };
    await time.advance(700);
    for (let turn = 0; turn < 4; turn++) await settle();
    expect(reads).toHaveLength(1);
    wire.cut();
    say('z/tevents', TAG);
    expect(reads).toHaveLength(1);
  });

  it('takes one topic for one thing: replies are no tags, tags no replies, and others nothing', async () => {
    const { reads, say, told } = await rig();
    say('z/crsp', TAG);
    say('z/mevents', TAG);
    say('z/elsewhere', TAG);
    say('z/tevents', '{"command":"start","command_id":"a","response":"success"}');
    expect(reads).toEqual([]);
    expect(told).toEqual(['READER_MESSAGE_REFUSED gate notAnEvent 1', 'READER_MESSAGE_REFUSED gate unknownTopic 1']);
  });

  it('that complains without end does not fill the log', async () => {
    const { say, told } = await rig();
    for (let flood = 0; flood < 1000; flood++) say('z/mevents', '{"type":"error","data":{"message":"it burns"}}');
    expect(told).toEqual(['READER_COMPLAINS gate error 1']);
  });

  it('has its clock’s time where it tells one, and this box’s where it tells none', async () => {
    const { driver, say } = await rig();
    const seen: number[] = [];
    driver.onReads(({ reads }) => seen.push(...reads.map(({ lastSeen }) => lastSeen)));
    say('z/tevents', TAG.replace('10:00:00.000', '09:30:00.250'));
    say('z/tevents', TAG.replace(/"timestamp":"[^"]*",/, ''));
    expect(seen).toEqual([Date.UTC(2026, 10, 26, 9, 30, 0, 250), Date.UTC(2026, 10, 26, 10)]);
  });

  it('is told the last of what is wanted of each output, one at a time, and all of it again when it was away', async () => {
    const { driver, commands, wire, time } = await rig();
    commands.length = 0;
    driver.setOutput(1, true);
    driver.setOutput(1, false);
    driver.setOutput(2, true);
    await settle();
    expect(commands).toEqual([
      'set_gpo {"port":1,"state":true}',
      'set_gpo {"port":1,"state":false}',
      'set_gpo {"port":2,"state":true}',
    ]);
    wire.unplug();
    driver.setOutput(2, false);
    commands.length = 0;
    wire.replug();
    await time.advance(3000);
    expect(commands.filter((each) => each.startsWith('set_gpo'))).toEqual([
      'set_gpo {"port":1,"state":false}',
      'set_gpo {"port":2,"state":false}',
    ]);
  });

  it('that refuses an output is not asked again and again', async () => {
    const { driver, commands, told, time } = await rig({ set_gpo: null });
    driver.setOutput(1, true);
    await time.advance(10_000);
    expect(commands.filter((each) => each.startsWith('set_gpo'))).toHaveLength(1);
    expect(told).toEqual(['READER_OUTPUT_REFUSED gate']);
  });

  it('leaves no timer and no listener called when it is stopped', async () => {
    const { supervisor, driver, time, say, reads } = await rig({ set_gpo: undefined });
    driver.setOutput(1, true);
    await time.advance(900);
    const stopped = supervisor.stop();
    await time.advance(500);
    await stopped;
    await settle();
    expect(time.waiting).toBe(0);
    say('z/tevents', TAG);
    expect(reads).toEqual([]);
  });

  it('goes on reading whatever else comes on any of its topics, in whatever order, and crashes never', async () => {
    const topic = fc.constantFrom('z/tevents', 'z/mevents', 'z/crsp', 'z/mrsp', 'z/ccmds');
    const text = fc.oneof(fc.json(), fc.string(), fc.constantFrom(TAG.slice(0, 40), `${TAG}}`, '{"data":{}}', '[[]]'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(topic, text), { maxLength: 20 }), async (messages) => {
        const { say, reads, state } = await rig();
        for (const [to, message] of messages) say(to, message);
        const before = reads.length;
        say('z/tevents', TAG);
        expect(reads.length).toBe(before + 1);
        expect(state()).toBe('ready');
      }),
      { numRuns: 60 },
    );
  });
});

describe('the profile of a Zebra reader', () => {
  const profile = { version: 1, category: 'rfidReader', vendor: 'a', model: 'b', protocol: 'zebra-iotc' };
  it.each<[string, object, boolean]>([
    ['an inventory, which always says its antenna', { mode: { type: 'INVENTORY' } }, true],
    ['a custom mode that says its antenna', { mode: { type: 'CUSTOM', tagMetaData: ['ANTENNA'] } }, true],
    ['a custom mode that does not', { mode: { type: 'CUSTOM', tagMetaData: ['RSSI'] } }, false],
    ['a mode that there is not', { mode: { type: 'DIRECTIONALITY' } }, false],
    ['two interfaces on one topic', { mode: { type: 'INVENTORY' }, topics: { data: 'x', events: 'x' } }, false],
    ['a topic with a wildcard', { mode: { type: 'INVENTORY' }, topics: { data: 'tags/#' } }, false],
    ['a mode of 20 kB', { mode: { type: 'INVENTORY', note: 'x'.repeat(20_000) } }, false],
  ])('with %s holds or does not', (_, more, holds) => {
    expect(zebraProfileSchema.safeParse({ ...profile, ...more }).success).toBe(holds);
  });
});
