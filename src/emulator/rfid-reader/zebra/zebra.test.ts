import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/emulator/raw-host.ts';
import { silentLog } from '../../log.ts';
import { EmulatedBroker } from '../mqtt/broker.ts';
import { EmulatedZebra } from './index.ts';
import { zebraTopicsBehind } from './topics.ts';

const shared = { host: '127.0.0.1', log: silentLog, onChange: () => {} };
const NOW = Date.UTC(2026, 10, 26, 10, 0, 0, 625);
const TIE = '30340789000C0E42DFDC1C35';
const topics = zebraTopicsBehind('z');
const CUSTOM = { type: 'CUSTOM', antennas: [1, 2], tagMetaData: ['ANTENNA', 'RSSI'] };

let broker: EmulatedBroker;
let reader: EmulatedZebra;
let host: MqttClient;
const heard: { topic: string; text: string }[] = [];

beforeEach(async () => {
  heard.length = 0;
  broker = new EmulatedBroker({ ...shared, port: 0 });
  await broker.start();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  host = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
  host.on('message', (topic, payload) => heard.push({ topic, text: payload.toString() }));
  await host.subscribeAsync('z/#');
  reader = new EmulatedZebra({ ...shared, broker: { url }, topics, now: () => NOW, roundMs: 10, heartbeatMs: 20 });
  await reader.start();
  await eventually(() => reader.connected, 'the reader');
});
afterEach(async () => {
  await reader.stop();
  await host.endAsync(true);
  await broker.stop();
});

let ids = 0;
/** Says a command as a host does, and gives the reply to it. */
async function ask(command: string, payload: unknown = {}, to = topics.controlCommand): Promise<unknown> {
  const command_id = `t${ids++}`;
  await host.publishAsync(to, JSON.stringify({ command, command_id, payload }));
  const isReply = ({ topic, text }: { topic: string; text: string }) =>
    /rsp$/.test(topic) && text.includes(`"${command_id}"`);
  await eventually(() => heard.some(isReply), `a reply to ${command}`);
  return JSON.parse(heard.find(isReply)!.text);
}
const on = (topic: string) => heard.filter((each) => each.topic === topic).map(({ text }) => text);

describe('an emulated Zebra reader', () => {
  it('takes a mode while it is idle, tells it, and reads what its antennas see', async () => {
    reader.field.put(TIE, 2, -61);
    reader.field.put(TIE, 3, -61);
    expect(await ask('get_mode')).toMatchObject({ response: 'success', payload: { type: 'SIMPLE' } });
    expect(await ask('set_mode', CUSTOM)).toMatchObject({ command: 'set_mode', response: 'success', payload: {} });
    expect(await ask('get_mode')).toMatchObject({ payload: CUSTOM });
    expect(on(topics.data)).toEqual([]);
    await ask('start');
    await eventually(() => on(topics.data).length > 1, 'tags');
    expect(JSON.parse(on(topics.data)[0]!)).toEqual({
      type: 'CUSTOM',
      timestamp: '2026-11-26T10:00:00.625+0000',
      data: {
        MAC: '84:24:8D:F0:F4:B5',
        antenna: 2,
        eventNum: expect.any(Number),
        format: 'epc',
        idHex: TIE.toLowerCase(),
        peakRssi: -61,
      },
    });
    expect(on(topics.data).some((text) => text.includes('"antenna":3'))).toBe(false);
  });

  it.each([
    ['a mode while it reads', 'set_mode', CUSTOM, topics.controlCommand],
    ['a mode that is none', 'set_mode', {}, topics.controlCommand],
    ['an output that it has not', 'set_gpo', { port: 5, state: true }, topics.managementCommand],
    ['a state that is none', 'set_gpo', { port: 1, state: 'HIGH' }, topics.managementCommand],
    ['a command on the wrong interface', 'start', {}, topics.managementCommand],
    ['a command that it does not know', 'reboot', {}, topics.managementCommand],
  ])('refuses %s', async (_, command, payload, to) => {
    await ask('start');
    expect(await ask(command, payload, to)).toMatchObject({ command, response: 'failure' });
  });

  it('tells its status, sets its outputs, and says when an input changes and that it is alive', async () => {
    expect(await ask('get_status', {}, topics.managementCommand)).toMatchObject({
      payload: { radioActivitiy: 'inactive', antennas: { 1: 'connected', 4: 'connected' } },
    });
    await ask('set_gpo', { port: 1, state: true }, topics.managementCommand);
    expect([...reader.outputs]).toEqual([[1, true]]);
    reader.trip(2, false);
    await eventually(() => on(topics.events).some((text) => text.includes('"gpi"')), 'the input');
    const event = on(topics.events).find((text) => text.includes('"gpi"'))!;
    expect(JSON.parse(event)).toMatchObject({ component: 'RG', type: 'gpi', data: { pin: 2, state: 'LOW' } });
    await eventually(() => on(topics.events).some((text) => text.includes('"heartbeat"')), 'a heartbeat');
  });

  it('passes over what is no command', async () => {
    for (const text of ['', '{', '[]', '{"command":1,"command_id":"a"}', '\0'])
      await host.publishAsync(topics.controlCommand, text);
    expect(await ask('get_mode')).toMatchObject({ response: 'success' });
    expect(on(topics.controlResponse)).toHaveLength(1);
  });

  it('finds its broker again by itself, and forgets that it was started when its plug is pulled', async () => {
    await ask('start');
    await broker.unplug();
    await eventually(() => !reader.connected, 'the loss');
    await broker.plug();
    await eventually(() => reader.connected, 'the broker');
    expect(reader.active).toBe(true);
    await reader.unplug();
    expect([reader.plugged, reader.active]).toEqual([false, false]);
  });
});

describe('the emulators’ broker', () => {
  it('lets in only whom it knows, when it knows anybody', async () => {
    const guarded = new EmulatedBroker({ ...shared, port: 0, users: { gate: 'right' } });
    await guarded.start();
    const url = `mqtt://127.0.0.1:${guarded.port}`;
    const enter = (username?: string, password?: string) =>
      connectAsync(url, {
        protocolVersion: 4,
        reconnectPeriod: 0,
        ...(username === undefined ? {} : { username, password: password ?? '' }),
      });
    await expect(enter()).rejects.toThrow();
    await expect(enter('gate', 'wrong')).rejects.toThrow();
    await expect(enter('toString', 'right')).rejects.toThrow();
    const client = await enter('gate', 'right');
    expect(guarded.connections).toBeGreaterThan(0);
    await client.endAsync(true);
    await guarded.stop();
  });
});
