import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualTime, settle } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import type { RestAnswer, RestClient, RestUploads } from '../../transport/rest.ts';
import { ImpinjDriver } from './driver.ts';
import { impinjProfileSchema } from './profile.ts';

const PRESET = {
  eventConfig: {},
  antennaConfigs: [
    { antennaPort: 1, rfMode: 4 },
    { antennaPort: 2, rfMode: 4 },
  ],
};
const TAG =
  '{"timestamp":"2026-11-26T10:00:00.000Z","eventType":"tagInventory","tagInventoryEvent":{"epcHex":"E280","antennaPort":1,"peakRssiCdbm":-7050}}';
const RUNNING = { status: 'running', activePreset: { id: 'checkstand', profile: 'inventory' } };
const P = '/api/v1/profiles/inventory/presets/checkstand';

/** A driver whose stream is a wire in memory, and whose reader answers by this book: a status, or a body with 200. */
async function rig(book: Readonly<Record<string, unknown>> = {}, more: object = {}) {
  const time = new ManualTime(Date.UTC(2026, 10, 26, 10));
  const wire = new Wire();
  const asked: string[] = [];
  const answers: Record<string, unknown> = {
    [`GET ${P}`]: PRESET,
    [`PUT ${P}`]: 204,
    [`POST ${P}/start`]: 204,
    'POST /api/v1/profiles/stop': 204,
    'GET /api/v1/status': RUNNING,
    'PUT /api/v1/device/gpos': 204,
    'PUT /api/v1/device/gpis': 204,
    ...book,
  };
  const rest: RestClient & RestUploads & { silent: boolean; closed: number } = {
    silent: false,
    closed: 0,
    request(method, path, body): Promise<RestAnswer> {
      const name = `${method} ${path}`;
      asked.push(path === '/api/v1/device/gpos' ? `${name} ${JSON.stringify(body)}` : name);
      const answer = answers[name];
      if (this.silent || answer === undefined) return Promise.resolve({ kind: 'failed' });
      return Promise.resolve({
        kind: 'answered',
        ...(typeof answer === 'number' ? { status: answer, body: null } : { status: 200, body: answer }),
      });
    },
    async upload() {
      return { kind: 'failed' };
    },
    close() {
      this.closed += 1;
    },
  };
  const told: string[] = [];
  const log = {
    info: () => undefined,
    warn: (code: string, fields = {}) => told.push(`${code} ${Object.values(fields).join(' ')}`),
  };
  const profile = impinjProfileSchema.parse({
    ...{
      version: 1,
      category: 'rfidReader',
      vendor: 'Impinj',
      model: 'R700',
      protocol: 'impinj-iot',
      preset: PRESET,
      outputs: 3,
    },
    ...more,
  });
  const driver = new ImpinjDriver({ id: 'pad', profile, options: {}, rest, clock: time, timers: time, log });
  const reads: string[] = [];
  driver.onReads((report) => reads.push(...report.reads.map(({ epc, antenna, rssi }) => `${epc} ${antenna} ${rssi}`)));
  const device = {
    id: 'pad',
    category: 'rfidReader',
    profile: 'p',
    transport: wire,
    driver,
    handshakeMs: 10_000,
  } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: profile.heartbeat }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  for (let turn = 0; turn < 4; turn++) await time.advance(0);
  const state = () => `${supervisor.reports()[0]!.state} ${supervisor.reports()[0]!.code ?? ''}`.trim();
  const say = (text: string, topic?: string) => wire.say(Buffer.from(text), topic);
  return { time, wire, driver, supervisor, rest, asked, answers, reads, told, say, state };
}

describe('an Impinj reader', () => {
  it('that carries its preset and runs it is left running', async () => {
    const { asked, state, say, reads } = await rig();
    expect(asked).toEqual([`GET ${P}`, 'GET /api/v1/status']);
    expect(state()).toBe('ready');
    say(`\r\n${TAG}\r\n`);
    expect(reads).toEqual(['E280 1 -70.5']);
  });

  it('that carries none is given it; then it is compared and started, with its inputs asked for', async () => {
    const { asked, state } = await rig(
      { [`GET ${P}`]: 404, 'GET /api/v1/status': { status: 'idle' } },
      { inputs: [{ port: 1 }] },
    );
    expect(asked).toEqual([
      `GET ${P}`,
      `PUT ${P}`,
      `GET ${P}`,
      'PUT /api/v1/device/gpis',
      'GET /api/v1/status',
      'POST /api/v1/profiles/stop',
      `POST ${P}/start`,
    ]);
    expect(state()).toBe('degraded DEVICE_CONFIG_DRIFT');
  });

  it('that runs somebody else’s preset is made to run its own', async () => {
    const { asked } = await rig({
      'GET /api/v1/status': { ...RUNNING, activePreset: { id: 'default', profile: 'inventory' } },
    });
    expect(asked.slice(-2)).toEqual(['POST /api/v1/profiles/stop', `POST ${P}/start`]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['refuses its preset', { [`GET ${P}`]: {}, [`PUT ${P}`]: 400 }, 'degraded DEVICE_CONFIG_REFUSED'],
    [
      'refuses to start',
      { 'GET /api/v1/status': { status: 'idle' }, [`POST ${P}/start`]: 409 },
      'degraded DEVICE_READING_STOPPED',
    ],
    ['does not answer', { [`GET ${P}`]: undefined }, 'disconnected DEVICE_SILENT'],
    ['does not know us', { [`GET ${P}`]: 401 }, 'disconnected DEVICE_UNAUTHORISED'],
    ['answers what is no status', { 'GET /api/v1/status': [] }, 'ready'],
  ])('that %s says so', async (_, book, expected) => {
    expect((await rig(book)).state()).toBe(expected);
  });

  it('that does not answer any more is gone within 3 s, with nothing of it under way', async () => {
    const { rest, state, time } = await rig();
    rest.silent = true;
    await time.advance(2500);
    expect(state()).toBe('disconnected DEVICE_SILENT');
    expect(rest.closed).toBe(1);
  });

  it('is compared again now and then, and set right shows as set right', async () => {
    const { answers, state, time, told } = await rig();
    answers[`GET ${P}`] = {
      ...PRESET,
      antennaConfigs: [
        { antennaPort: 1, rfMode: 1002 },
        { antennaPort: 2, rfMode: 4 },
      ],
    };
    await time.advance(29_000);
    expect(state()).toBe('ready');
    await time.advance(3000);
    expect(state()).toBe('degraded DEVICE_CONFIG_DRIFT');
    expect(told).toEqual(['READER_CONFIG_DRIFT pad antennaConfigs.0.rfMode']);
    answers[`GET ${P}`] = PRESET;
    await time.advance(31_000);
    expect(state()).toBe('ready');
  });

  it('says at once when it stops, and is started at the next look', async () => {
    const { answers, asked, state, say, time } = await rig();
    say('{"eventType":"inventoryStatus","inventoryStatusEvent":{"inventoryStatus":"idle"}}\n');
    expect(state()).toBe('degraded DEVICE_READING_STOPPED');
    answers['GET /api/v1/status'] = { status: 'idle' };
    asked.length = 0;
    await time.advance(1000);
    await settle();
    expect(asked).toEqual(['GET /api/v1/status', 'POST /api/v1/profiles/stop', `POST ${P}/start`]);
    expect(state()).toBe('ready');
  });

  it('whose firmware does not tell of its inputs reads all the same, and says that something is missing', async () => {
    const { state, say, reads, told, time } = await rig({ 'PUT /api/v1/device/gpis': 404 }, { inputs: [{ port: 1 }] });
    say(`${TAG}\n`);
    await time.advance(65_000);
    expect(reads).toHaveLength(1);
    expect(state()).toBe('degraded DEVICE_CONFIG_DRIFT');
    expect(told).toEqual(['READER_CONFIG_DRIFT pad inputs']);
  });

  it('that lost reads says so in the log', async () => {
    const { say, told } = await rig();
    say('{"eventType":"overflow","overflowEvent":{}}\n');
    expect(told).toEqual(['READER_READS_LOST pad overflow 1']);
    for (let flood = 0; flood < 1000; flood++) say('{"eventType":"overflow","overflowEvent":{}}\n');
    expect(told).toHaveLength(1);
  });

  it('is told all outputs that changed in one request, and again when it was away', async () => {
    const { driver, asked, wire, time } = await rig();
    asked.length = 0;
    driver.setOutput(1, true);
    driver.setOutput(2, true);
    driver.setOutput(1, false);
    await settle();
    const gpos = (...each: object[]) => `PUT /api/v1/device/gpos ${JSON.stringify({ gpoConfigurations: each })}`;
    expect(asked).toEqual([gpos({ gpo: 1, state: 'high' }), gpos({ gpo: 1, state: 'low' }, { gpo: 2, state: 'high' })]);
    wire.cut();
    asked.length = 0;
    await time.advance(200);
    await settle();
    expect(asked).toContain(gpos({ gpo: 1, state: 'low' }, { gpo: 2, state: 'high' }));
  });

  it('leaves no timer when it is stopped', async () => {
    const { supervisor, time, rest } = await rig();
    await time.advance(900);
    await supervisor.stop();
    await settle();
    expect(time.waiting).toBe(0);
    expect(rest.closed).toBe(1);
  });

  it('begins a new line with every connection', async () => {
    const { wire, say, reads, time } = await rig();
    say(TAG.slice(0, 60));
    wire.cut();
    await time.advance(200);
    await settle();
    say(`${TAG.slice(60)}\n${TAG}\n`);
    expect(reads).toEqual(['E280 1 -70.5']);
  });

  it('reads the same tags however its stream is cut and whatever litter is between, and crashes never', async () => {
    const litter = fc.oneof(
      fc.string().map((text) => text.replaceAll('\n', '')),
      fc.json(),
      fc.constantFrom('', '}{', '[[[', '"'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(litter, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        async (between, sizes) => {
          const { wire, reads, state } = await rig();
          const bytes = Buffer.from(between.map((each) => `${each}\r\n${TAG}\r\n`).join(''));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            wire.say(bytes.subarray(at, at + size));
            at += size;
          }
          expect(reads).toEqual(Array(between.length).fill('E280 1 -70.5'));
          expect(state()).toBe('ready');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is read off messages, one by one, several together and as lists, and one that is too large is none', async () => {
    const { say, reads, driver } = await rig();
    say(TAG, 'pad/r700');
    say(TAG + TAG, 'pad/r700');
    say(`[${TAG},${TAG}]`, 'pad/r700');
    say(`${TAG}${' '.repeat(530_000)}`, 'pad/r700');
    expect(reads).toHaveLength(5);
    expect(driver.refusals.of('tooLarge')).toBe(1);
  });
});
