import { describe, expect, it } from 'vitest';
import type { TagReport } from '../../../workstation/ports/rfid-reader.ts';
import { ManualTime } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { rospec } from './configuration.ts';
import { LlrpDriver } from './driver.ts';
import { llrpProfileSchema } from './profile.ts';
import { settingsOf } from './settings.ts';

const PROFILE = { version: 1, category: 'rfidReader', vendor: 'Any', model: 'Any', protocol: 'llrp' };
const OK = '011f 0008 0000 0000';
const EPC = '8d 3074257bf7194e4000001a85';
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const number = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** A message of 1.0.1, in hexadecimal. */
const said = (type: number, id: number, body = '') => {
  const text = body.replaceAll(' ', '');
  return `${number(0x400 | type, 4)}${number(text.length / 2 + 10, 8)}${number(id, 8)}${text}`;
};
const greeting = (outcome: number) =>
  said(63, 0, `00f6 0016 0080 000c 0004f8535baadaff 0100 0006 ${number(outcome, 4)}`);
const report = (value = `${EPC} 81 0002 86 c4`) =>
  said(61, 9, `00f0 ${number(value.replaceAll(' ', '').length / 2 + 4, 4)} ${value}`);

/** What a reader answers to each request that has an answer, by type; `null` leaves it unanswered. */
type Answers = Readonly<Record<number, readonly [type: number, body: string] | null>>;
const WILLING: Answers = {
  1: [11, OK],
  41: [51, OK],
  21: [31, OK],
  3: [13, OK],
  2: [12, OK],
  20: [30, OK],
  24: [34, OK],
  22: [32, OK],
  26: [36, OK],
};

async function rig(answers: Answers = {}, greets = greeting(0), more: object = {}) {
  const time = new ManualTime();
  const wire = new Wire();
  const logged: string[] = [];
  const log = { info: () => undefined, warn: (code: string) => logged.push(code) };
  const profile = llrpProfileSchema.parse({ ...PROFILE, ...more });
  const driver = new LlrpDriver({ id: 'pad-1', profile, options: {}, clock: time, timers: time, log });
  const reports: TagReport[] = [];
  driver.onReads((each) => reports.push(each));
  /** Types of the requests, with their ids. */
  const requests: { type: number; id: number; text: string }[] = [];
  wire.answer = (written) => {
    const request = Buffer.from(written);
    const [type, id] = [request.readUInt16BE(0) & 0x3ff, request.readUInt32BE(6)];
    requests.push({ type, id, text: request.toString('hex') });
    const answer = { ...WILLING, ...answers }[type];
    if (answer !== undefined && answer !== null) queueMicrotask(() => wire.say(bytes(said(answer[0], id, answer[1]))));
  };
  const device = {
    id: 'pad-1',
    category: 'rfidReader',
    profile: 'p',
    transport: wire,
    driver,
    handshakeMs: 1500,
  } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: profile.heartbeat }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  wire.say(bytes(greets));
  await time.advance(0);
  const state = () => supervisor.reports()[0]!;
  const tell = async (text: string) => {
    wire.say(bytes(text));
    await time.advance(0);
  };
  return {
    time,
    wire,
    driver,
    supervisor,
    reports,
    requests,
    logged,
    state,
    tell,
    types: () => requests.map(({ type }) => type),
  };
}

describe('a driver of an LLRP reader', () => {
  it('asks one thing after another, and nothing before it is greeted', async () => {
    expect((await rig({}, '')).types()).toEqual([]);
    const { types, state } = await rig();
    expect(types()).toEqual([1, 41, 21, 3, 2, 20, 24, 22, 26]);
    // This one tells nothing of what it was given.
    expect(state()).toMatchObject({ state: 'degraded', code: 'DEVICE_CONFIG_DRIFT' });
  });

  it('does without a newer version at a reader that falls silent over the question', async () => {
    const { time, types, tell, state } = await rig({ 46: null }, greeting(0), { newestVersion: '1.1' });
    expect(types()).toEqual([46]);
    await time.advance(1500);
    expect(state()).toMatchObject({ code: 'DEVICE_SILENT' });
    await time.advance(3000);
    await tell(greeting(0));
    expect(types().slice(1)).toEqual([1, 41, 21, 3, 2, 20, 24, 22, 26]);
  });

  it('gives every report on as it comes, with the moment of its last byte', async () => {
    const { time, reports, tell } = await rig();
    await time.advance(700);
    await tell(report() + report(`${EPC} 81 0003`));
    expect(reports.map(({ reader, at }) => `${reader} ${at}`)).toEqual(['pad-1 700', 'pad-1 700']);
    expect(reports.map(({ reads }) => reads[0]!.antenna)).toEqual([2, 3]);
    await tell(said(61, 9));
    expect(reports).toHaveLength(2);
  });

  it('hears reads once its own operation was told to start, and none before', async () => {
    const early = await rig({ 24: null });
    await early.tell(report());
    expect(early.reports).toEqual([]);
    const starting = await rig({ 22: null });
    await starting.tell(report());
    expect(starting.reports).toHaveLength(1);
  });

  it('acknowledges keepalives with their id, and gives the reader up without them', async () => {
    const { time, requests, state, tell } = await rig();
    for (let second = 0; second < 5; second += 1) {
      await time.advance(1000);
      await tell(said(62, 100 + second));
    }
    expect(requests.slice(-1)).toEqual([{ type: 72, id: 104, text: said(72, 104) }]);
    expect(state()).toMatchObject({ state: 'degraded' });
    await time.advance(2600);
    expect(state()).toMatchObject({ code: 'DEVICE_SILENT' });
  });

  it.each([
    ['a report that is none', said(61, 9, '00f0 0007 81 0001')],
    ['an event that is none', said(63, 9, '00f6 0007 00f8 00')],
    ['an event too short for what it says', said(63, 9, '00f6 0009 00f8 0005 00')],
    ['bytes that are no message', 'ff'.repeat(20)],
  ])('gives the reader up on %s', async (_, text) => {
    const { state, tell, reports } = await rig();
    await tell(text + report());
    expect(state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_PROTOCOL' });
    expect(reports).toEqual([]);
  });

  it.each([
    ['with another host', 1, 'DEVICE_BUSY'],
    ['with another host', 2, 'DEVICE_BUSY'],
    ['for a reason of its own', 3, 'DEVICE_PROTOCOL'],
  ])('is turned away %s (%i)', async (_, outcome, code) => {
    expect((await rig({}, greeting(outcome))).state()).toMatchObject({ state: 'disconnected', code });
  });

  it('is not disturbed by another host that tried, by a closing notice it is', async () => {
    const { state, tell } = await rig();
    await tell(greeting(4));
    expect(state().state).toBe('degraded');
    await tell(said(63, 9, '00f6 0008 0101 0004'));
    expect(state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_UNREACHABLE' });
  });

  it('tries a reader that refuses again after ten seconds, and takes its leave before', async () => {
    const { time, state, types } = await rig({ 20: [30, '011f 0008 0064 0000'] });
    expect(state()).toMatchObject({ state: 'degraded', code: 'DEVICE_CONFIG_REFUSED' });
    await time.advance(9999);
    expect(state()).toMatchObject({ state: 'degraded', code: 'DEVICE_CONFIG_REFUSED' });
    await time.advance(1);
    expect(state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_CONFIG_REFUSED' });
    expect(types().at(-1)).toBe(14);
  });

  it('sets one output after another, and complains of one that is refused', async () => {
    const { driver, requests, tell, state } = await rig({ 3: null, 1: [11, OK] });
    const configured = requests.find(({ type }) => type === 3)!;
    driver.setOutput(2, true);
    await tell(said(13, configured.id, OK));
    const outputs = () => requests.filter(({ type }) => type === 3).slice(1);
    expect(outputs().map(({ text }) => text.slice(20))).toEqual(['0000db0007000280']);
    driver.setOutput(2, false);
    driver.setOutput(3, true);
    driver.setOutput(3, false);
    expect(outputs()).toHaveLength(1);
    await tell(said(13, outputs()[0]!.id, OK));
    expect(outputs()[1]!.text.slice(20)).toBe(['00', '00db0007000200', '00db0007000300'].join(''));
    await tell(said(13, outputs()[1]!.id, '011f 0008 0064 0000'));
    expect(state()).toMatchObject({ code: 'DEVICE_CONFIG_REFUSED' });
  });

  it('knows no output beyond what a port can be, and never throws', async () => {
    const { driver, logged } = await rig();
    for (const port of [0, -1, 1.5, 256, Number.NaN]) driver.setOutput(port, true);
    expect(logged.filter((code) => code === 'READER_OUTPUT_UNKNOWN')).toHaveLength(5);
  });

  it('lets no listener harm the others', async () => {
    const { driver, tell, logged } = await rig();
    let heard = 0;
    driver.onReads(() => {
      throw new Error('no');
    });
    const stop = driver.onReads(() => {
      heard += 1;
    });
    await tell(report());
    stop();
    await tell(report());
    expect(heard).toBe(1);
    expect(logged.filter((code) => code === 'READER_LISTENER_FAULT')).toHaveLength(2);
  });

  it('stops the reader before it leaves', async () => {
    const { supervisor, requests } = await rig();
    await supervisor.stop();
    expect(requests.slice(-2).map(({ type }) => type)).toEqual([23, 14]);
  });

  it('silences what sounds before it leaves, though it has not been answered since', async () => {
    const answers: Record<number, readonly [number, string] | null> = {};
    const { supervisor, driver, requests } = await rig(answers);
    answers[3] = null;
    const before = requests.length;
    driver.setOutput(3, true);
    driver.setOutput(3, false);
    driver.setOutput(1, false);
    await supervisor.stop();
    const left = requests.slice(before);
    expect(left.map(({ type }) => type)).toEqual([3, 3, 23, 14]);
    expect(new Set(left.map(({ id }) => id)).size).toBe(4);
    // GPOWriteData (219): port and 0 for low, for both.
    expect(left[1]!.text).toContain('00db0007000300');
    expect(left[1]!.text).toContain('00db0007000100');
  });

  describe('that is changed behind our back', () => {
    /** Our operation, which it tells as being at work. */
    const rospecTold = `${OK} ${Buffer.from(rospec(settingsOf(llrpProfileSchema.parse(PROFILE), {}), 1)).toString('hex')}`;
    const working = rospecTold.replace('000000010000', '000000010002');
    const keepAlive = async ({ time, tell }: Awaited<ReturnType<typeof rig>>, seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        await time.advance(1000);
        await tell(said(62, 900 + second));
      }
    };

    it('compares again every `checkMs`, and no oftener', async () => {
      const it = await rig({ 26: [36, working] }, greeting(0), { checkMs: 3000 });
      const before = it.requests.length;
      await keepAlive(it, 7);
      const asked = it.types().slice(before);
      expect(asked.filter((type) => type !== 72)).toEqual([2, 26, 2, 26]);
      expect(new Set(it.requests.filter(({ type }) => type !== 72).map(({ id }) => id)).size).toBe(13);
    });

    it('tells it anew what has changed, on the same line', async () => {
      const answers: Record<number, readonly [number, string] | null> = { 26: [36, working] };
      const it = await rig(answers, greeting(0), { checkMs: 2000 });
      answers[26] = [36, OK];
      const before = it.requests.length;
      await keepAlive(it, 2);
      answers[26] = [36, working];
      expect(
        it
          .types()
          .slice(before)
          .filter((type) => type !== 72),
      ).toEqual([2, 26, 21, 3, 2, 20, 24, 22, 26]);
      await it.tell(report());
      expect(it.reports).toHaveLength(1);
      // What it would not take then is complained of, and not told over and over.
      answers[26] = [36, OK];
      const after = it.requests.length;
      await keepAlive(it, 4);
      expect(it.types().slice(after)).not.toContain(21);
    });

    it('asks again where it was not answered', async () => {
      const answers: Record<number, readonly [number, string] | null> = { 26: [36, working] };
      const it = await rig(answers, greeting(0), { checkMs: 2000 });
      answers[2] = null;
      const before = it.requests.length;
      await keepAlive(it, 4);
      expect(
        it
          .types()
          .slice(before)
          .filter((type) => type === 2),
      ).toHaveLength(2);
      expect(it.state()).toMatchObject({ state: 'degraded' });
    });

    it('gives it up where it is told anew and does not answer', async () => {
      const answers: Record<number, readonly [number, string] | null> = { 26: [36, working] };
      const it = await rig(answers, greeting(0), { checkMs: 2000 });
      Object.assign(answers, { 26: [36, OK], 21: null });
      await keepAlive(it, 3);
      expect(
        it
          .types()
          .filter((type) => type !== 72)
          .at(-1),
      ).toBe(21);
      expect(it.state()).toMatchObject({ state: 'degraded', code: 'DEVICE_CONFIG_DRIFT' });
      await keepAlive(it, 1);
      expect(it.state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
    });

    it('does not take an output that is on its way for a drift', async () => {
      const answers: Record<number, readonly [number, string] | null> = { 26: [36, working] };
      const it = await rig(answers, greeting(0), { checkMs: 2000 });
      answers[3] = null;
      const before = it.requests.length;
      it.driver.setOutput(1, true);
      await keepAlive(it, 3);
      expect(
        it
          .types()
          .slice(before)
          .filter((type) => type !== 72),
      ).toEqual([3]);
    });
  });

  it('gives up a line that takes no more', async () => {
    const { wire, tell, state } = await rig();
    wire.clogged = true;
    await tell(said(62, 1));
    expect(state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
  });
});
