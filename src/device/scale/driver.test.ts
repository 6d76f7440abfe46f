import { describe, expect, test } from 'vitest';
import type { ScaleReading } from '../../workstation/ports/scale.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { Wire } from '../rehearsal/wire.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { ScaleDriver } from './driver.ts';
import { scaleProfileSchema } from './profile.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A supervised scale whose far end answers each command by `answers`. */
async function rig(protocol: string, answers: Record<string, string | null>) {
  const time = new ManualTime();
  const wire = new Wire();
  const log = { info: () => undefined, warn: () => undefined };
  const profile = scaleProfileSchema.parse({ version: 1, category: 'scale', vendor: 'Any', model: 'Any', protocol });
  const driver = new ScaleDriver({ id: 'scale-1', profile, clock: time, timers: time, log });
  const { handshakeMs } = profile.connection;
  const device = { id: 'scale-1', category: 'scale', profile: 'any', transport: wire, driver, handshakeMs } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: profile.heartbeat }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  const scale = { answers, heard: [] as string[] };
  wire.answer = (written) => {
    const command = Buffer.from(written).toString('latin1');
    scale.heard.push(command);
    const answer = scale.answers[command];
    if (answer !== undefined && answer !== null) queueMicrotask(() => wire.say(bytes(answer)));
  };
  supervisor.start();
  await time.advance(20);
  const readings: ScaleReading[] = [];
  return { time, wire, driver, supervisor, scale, readings, state: () => supervisor.reports()[0] };
}

const kinds = (readings: readonly ScaleReading[]) => readings.map(({ indication }) => indication.kind);

test('a scale that answers is ready, and is asked on while somebody watches, not else', async () => {
  const it = await rig('mt-sics', { 'SI\r\n': 'S S     100.00 g\r\n' });
  expect(it.state()).toMatchObject({ state: 'ready' });
  const stop = it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(600);
  expect(it.readings.length).toBeGreaterThanOrEqual(4);
  expect(it.readings.map(({ sequence }) => sequence)).toEqual(
    it.readings.map((_, at) => it.readings[0]!.sequence + at),
  );
  stop();
  const before = it.readings.length;
  await it.time.advance(3000);
  expect(it.readings).toHaveLength(before);
  expect(it.state()).toMatchObject({ state: 'ready' });
});

test('motion tells no weight, and the weight before it does not come back', async () => {
  const it = await rig('mt-sics', { 'SI\r\n': 'S S     100.00 g\r\n' });
  it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(100);
  it.scale.answers['SI\r\n'] = 'S D     129.07 g\r\n';
  await it.time.advance(500);
  const last = it.readings.slice(-2);
  expect(kinds(last)).toEqual(['moving', 'moving']);
});

const bcc = (body: string) =>
  `\x01\x02${body}${String.fromCharCode([...bytes(body)].reduce((a, b) => a ^ b, 0))}\x03\x04`;
const plain = (ask: string) => (answer: string) => ({ [ask]: answer });
/** Dialog 06 refuses, and is asked why. */
const refused = (status: string) => ({ '\x04\x05': '\x15', '\x04\x0208\x03': `\x0209\x1b${status}\x03` });
const record = (grams: string) => ({ '\x04\x05': `\x0202\x1b3\x1b${grams}\x1b000110\x1b000011\x03` });
const si = plain('SI\r\n');
const w = plain('W');
const wcr = plain('W\r');
const dc1 = plain('\x11');

/** By family: 100 g at rest, 250 g at rest, and whatever is no weight. */
const FAMILIES: Readonly<Record<string, Readonly<Record<string, Record<string, string>>>>> = {
  'mt-sics': {
    first: si('S S     100.00 g\r\n'),
    second: si('S S     250.00 g\r\n'),
    moving: si('S D     129.07 g\r\n'),
    busy: si('S I\r\n'),
    above: si('S +\r\n'),
    below: si('S -\r\n'),
    fault: si('ES\r\n'),
  },
  'toledo-8217': {
    first: w('\x0200.100\r'),
    second: w('\x0200.250\r'),
    moving: w('\x02?a\r'),
    above: w('\x02?b\r'),
    below: w('\x02?d\r'),
    unset: w('\x02?h\r'),
    fault: w('\x02?p\r'),
  },
  nci: {
    first: wcr('\n00.100kg\r\nS00\r\x03'),
    second: wcr('\n00.250kg\r\nS00\r\x03'),
    moving: wcr('\n00.129kg\r\nS10\r\x03'),
    above: wcr('\nS02\r\x03'),
    below: wcr('\nS01\r\x03'),
    fault: wcr('\n00.100kg\r\nS40\r\x03'),
  },
  cas: {
    first: dc1(bcc('S 00.100kg')),
    second: dc1(bcc('S 00.250kg')),
    moving: dc1(bcc('U 00.100kg')),
    busy: { '\x05': '\x15' },
    above: dc1(bcc('SF00.100kg')),
    below: dc1(bcc('S-00.100kg')),
  },
  'dialog-06': {
    first: record('00100'),
    second: record('00250'),
    moving: refused('20'),
    above: refused('32'),
    below: refused('31'),
    light: refused('30'),
    fault: { '\x04\x05': '\x0211\x1b2A7\x03' },
  },
};
const ALWAYS = { '\x05': '\x06', '\x04\x0208\x03': '\x0209\x1b00\x03', '\x04\x0201\x1b000110\x1b\x03': '\x06' };

describe.each(Object.entries(FAMILIES))('a weight of a scale that speaks %s', (protocol, says) => {
  const { first = {}, second = {}, ...others } = says;
  const weighs = async () => {
    const it = await rig(protocol, { ...ALWAYS, ...first });
    it.driver.price({ unitPrice: 110 });
    it.driver.watch((reading) => it.readings.push(reading));
    await it.time.advance(400);
    expect(it.readings.at(-1)?.indication).toMatchObject({ kind: 'stable', grams: 100 });
    return it;
  };

  test.each(Object.entries(others))(
    'is void with the first answer that says %s, and does not come back',
    async (kind, said) => {
      const it = await weighs();
      it.scale.answers = { ...ALWAYS, ...said };
      const before = it.readings.length;
      await it.time.advance(800);
      const told = it.readings.slice(before);
      // What was being asked as it changed may still have been answered.
      expect(new Set(kinds(told.slice(1)))).toEqual(new Set([kind]));
      it.scale.answers = { ...ALWAYS, ...second };
      const now = it.readings.length;
      await it.time.advance(800);
      const grams = it.readings
        .slice(now)
        .flatMap(({ indication }) => ('grams' in indication ? [indication.grams] : []));
      expect(new Set(grams)).toEqual(new Set([250]));
    },
  );

  test('has the instant of its answer and a number of its own, and none is told while the scale is silent', async () => {
    const it = await weighs();
    const at = it.readings.map((reading) => reading.at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(new Set(it.readings.map(({ sequence }) => sequence)).size).toBe(it.readings.length);
    it.scale.answers = {};
    await it.time.advance(200);
    const before = it.readings.length;
    await it.time.advance(700);
    expect(it.state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
    expect(it.readings).toHaveLength(before);
  });
});

test('what a scale says unasked is no reading', async () => {
  const it = await rig('mt-sics', { 'SI\r\n': 'S S     100.00 g\r\n' });
  it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(50);
  const before = it.readings.length;
  it.wire.say(bytes('S S     999.00 g\r\n'));
  expect(it.readings).toHaveLength(before);
});

test('an answer that comes after its time costs the line, so that it is never taken for the next one', async () => {
  const it = await rig('mt-sics', { 'SI\r\n': 'S S     100.00 g\r\n' });
  it.scale.answers['SI\r\n'] = null;
  it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(900);
  expect(it.state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
});

test('a scale that is unplugged shows within 3 s and is read again within 3 s of being back', async () => {
  const it = await rig('cas', { '\x05': '\x06', '\x11': `\x01\x02S 00.455kg${String.fromCharCode(0x65)}\x03\x04` });
  it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(100);
  it.wire.unplug();
  await it.time.advance(3000);
  expect(it.state()).toMatchObject({ state: 'disconnected' });
  it.wire.replug();
  const before = it.readings.length;
  await it.time.advance(3000);
  expect(it.readings.length).toBeGreaterThan(before);
});

test.each([
  ['Z A\r\n', 'zeroed'],
  ['Z I\r\n', 'refused'],
  ['Z +\r\n', 'refused'],
  [null, 'refused'],
])('MT-SICS zero answered %j is %s', async (answer, outcome) => {
  const it = await rig('mt-sics', { 'SI\r\n': 'S S       0.00 g\r\n', 'Z\r\n': answer });
  const zeroed = it.driver.zero();
  await it.time.advance(5000);
  expect(await zeroed).toBe(outcome);
});

test.each([
  ['\x0200.000\r', 'zeroed'],
  ['\x0200.010\r', 'refused'],
  ['\x02?\x61\r', 'refused'],
])('a family that does not answer zeroing is looked at: %j is %s', async (weight, outcome) => {
  const it = await rig('toledo-8217', { W: weight });
  const zeroed = it.driver.zero();
  await it.time.advance(1000);
  expect(await zeroed).toBe(outcome);
  expect(it.scale.heard).toContain('Z');
});

test('zeroing a scale that is away, or whose host may not, is told at once', async () => {
  const away = await rig('mt-sics', {});
  away.wire.unplug();
  expect(await away.driver.zero()).toBe('unreachable');
  const never = await rig('cas', {});
  expect(await never.driver.zero()).toBe('refused');
});

test('a scale that never found its zero shows what it wants', async () => {
  const it = await rig('toledo-8217', { W: '\x02?\x68\r' });
  expect(it.state()).toMatchObject({ state: 'degraded', code: 'SCALE_NOT_ZEROED' });
});

describe.each([
  ['mt-sics', 'SI\r\n', 'S I\r\n', 'S S     100.00 g\r\n'],
  ['cas', '\x05', '\x15', '\x06'],
] as const)('a scale that speaks %s and says that it cannot weigh', (protocol, ask, refusal, fine) => {
  const refusing = () => rig(protocol, { ...ALWAYS, '\x11': bcc('S 00.100kg'), [ask]: refusal });

  test('is waited for, then told as a fault whose cause staff are shown, and is well with its first weight', async () => {
    const it = await refusing();
    it.driver.watch((reading) => it.readings.push(reading));
    await it.time.advance(9_000);
    expect(it.state()).toMatchObject({ state: 'ready' });
    expect(it.readings.at(-1)?.indication).toEqual({ kind: 'busy' });
    await it.time.advance(1_500);
    expect(it.state()).toMatchObject({ state: 'degraded', code: 'SCALE_NOT_READY' });
    expect(it.readings.at(-1)?.indication).toEqual({ kind: 'fault', code: 'SCALE_NOT_READY' });
    it.scale.answers[ask] = fine;
    await it.time.advance(400);
    expect(it.state()).toMatchObject({ state: 'ready' });
    it.scale.answers[ask] = refusal;
    await it.time.advance(9_000);
    expect(it.readings.at(-1)?.indication).toEqual({ kind: 'busy' });
  });

  test('is told while nobody weighs too', async () => {
    const it = await refusing();
    await it.time.advance(12_500);
    expect(it.state()).toMatchObject({ state: 'degraded', code: 'SCALE_NOT_READY' });
  });
});

test('a scale that never rests is told to staff; what a shopper is told stays motion', async () => {
  const it = await rig('toledo-8217', { W: '\x02?\x61\r' });
  it.driver.watch((reading) => it.readings.push(reading));
  await it.time.advance(9_000);
  expect(it.state()).toMatchObject({ state: 'ready' });
  await it.time.advance(1_500);
  expect(it.state()).toMatchObject({ state: 'degraded', code: 'SCALE_RESTLESS' });
  expect(it.readings.at(-1)?.indication).toEqual({ kind: 'moving' });
  it.scale.answers.W = '\x0200.000\r';
  await it.time.advance(400);
  expect(it.state()).toMatchObject({ state: 'ready' });
});

test('two hours of idleness leave no timer behind', async () => {
  const it = await rig('nci', { 'W\r': '\n00.000kg\r\nS20\r\x03' });
  await it.time.advance(10_000);
  const before = it.time.waiting;
  await it.time.advance(2 * 3_600_000);
  expect(it.time.waiting).toBe(before);
}, 30_000);

test.each([
  ['toledo-8217', { W: '\x0200.000\r' }, 'Z'],
  ['mt-sics', { 'SI\r\n': 'S S     0.00 g\r\n', 'Z\r\n': 'Z A\r\n' }, 'Z\r\n'],
])(
  '%s: zeroing that is asked for while a reading is told is said once, and the line stays',
  async (protocol, answers, zero) => {
    const it = await rig(protocol, answers);
    let zeroed: Promise<string> | null = null;
    it.driver.watch((reading) => {
      it.readings.push(reading);
      zeroed ??= it.driver.zero();
    });
    await it.time.advance(5_000);
    expect(await zeroed).toBe('zeroed');
    expect(it.scale.heard.filter((each) => each === zero)).toHaveLength(1);
    expect(it.state()).toMatchObject({ state: 'ready' });
    expect(it.readings.length).toBeGreaterThan(20);
  },
);
