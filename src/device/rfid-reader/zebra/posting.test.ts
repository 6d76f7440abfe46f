import { describe, expect, it } from 'vitest';
import { ManualTime, settle } from '../../rehearsal/manual-time.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import type { RestClient } from '../../transport/rest.ts';
import { ZebraDriver } from './driver.ts';
import { zebraProfileSchema } from './profile.ts';

const MODE = { type: 'CUSTOM', antennas: [1, 2], tagMetaData: ['ANTENNA', 'RSSI', 'SEEN_COUNT'] };
const TAG =
  '{"data":{"antenna":1,"idHex":"e280","peakRssi":-70,"reads":2},"timestamp":"2026-11-26T10:00:00.000+0000","type":"CUSTOM"}';

describe('a Zebra reader that posts to us', () => {
  /** What is posted comes over the wire in memory; commands are answered by this REST interface. */
  async function posting() {
    const time = new ManualTime(Date.UTC(2026, 10, 26, 10));
    const wire = new Wire();
    const asked: string[] = [];
    const answers: Record<string, unknown> = {
      'GET /cloud/localRestLogin': { code: 0, message: 'eyJh' },
      'GET /cloud/mode': MODE,
      'GET /cloud/status': { radioActivity: 'active' },
    };
    let closed = 0;
    const rest: RestClient = {
      request(method, path) {
        asked.push(`${method} ${path}`);
        const body = answers[`${method} ${path}`];
        return Promise.resolve(
          body === 401
            ? { kind: 'answered', status: 401, body: null }
            : body === null
              ? { kind: 'failed' }
              : { kind: 'answered', status: 200, body },
        );
      },
      close: () => {
        closed += 1;
      },
    };
    const profile = zebraProfileSchema.parse({
      ...{ version: 1, category: 'rfidReader', vendor: 'Zebra', model: 'FX', protocol: 'zebra-iotc', mode: MODE },
      postsMs: 10_000,
    });
    const log = { info: () => undefined, warn: () => undefined };
    const common = { clock: time, timers: time, random: () => 0, log };
    const driver = new ZebraDriver({ id: 'gate', profile, options: {}, topic: '', rest, ...common });
    const reads: string[] = [];
    driver.onReads((report) => reads.push(...report.reads.map(({ epc }) => epc)));
    const device = { id: 'gate', category: 'rfidReader', profile: 'p', transport: wire, driver } as const;
    const supervisor = createSupervisor(
      [{ ...device, handshakeMs: 15_000, heartbeat: { everyMs: 1000, limitMs: 1500 } }],
      common,
    );
    supervisor.start();
    for (let turn = 0; turn < 6; turn++) await time.advance(0);
    const state = () => `${supervisor.reports()[0]!.state} ${supervisor.reports()[0]!.code ?? ''}`.trim();
    const say = (text: string, path: string) => wire.say(Buffer.from(text), path);
    return { time, driver, asked, answers, reads, state, say, closed: () => closed, supervisor };
  }

  it('is asked over REST, and read off what it posts, one event or a list', async () => {
    const { asked, state, say, reads } = await posting();
    expect(asked).toEqual(['GET /cloud/localRestLogin', 'GET /cloud/mode', 'GET /cloud/status']);
    expect(state()).toBe('ready');
    say(TAG, '/tevents');
    say(`[${TAG},${TAG}]`, '/tevents');
    expect(reads).toEqual(['E280', 'E280', 'E280']);
  });

  it('that answers and posts nothing says so, until it posts', async () => {
    const { time, state, say } = await posting();
    await time.advance(9_000);
    expect(state()).toBe('ready');
    await time.advance(3_000);
    expect(state()).toBe('degraded DEVICE_EVENTS_MISSING');
    say('{"type":"heartbeat","data":{}}', '/mevents');
    await time.advance(1_000);
    expect(state()).toBe('ready');
  });

  it('that posts what is no event is not heard by that', async () => {
    const { time, state, say } = await posting();
    for (let second = 0; second < 12; second++) {
      say('{"data":{"idHex":"xyz","antenna":1}}', '/tevents');
      say('[[[', '/mevents');
      await time.advance(1_000);
    }
    expect(state()).toBe('degraded DEVICE_EVENTS_MISSING');
  });

  it('that does not take the password is unauthorised, and one that does not answer is silent, with nothing under way', async () => {
    const { answers, time, state, closed } = await posting();
    answers['GET /cloud/status'] = 401;
    await time.advance(1_000);
    await settle();
    expect(state()).toBe('disconnected DEVICE_UNAUTHORISED');
    answers['GET /cloud/status'] = null;
    await time.advance(8_000);
    expect(state()).toBe('disconnected DEVICE_SILENT');
    expect(closed()).toBeGreaterThan(1);
  });
});
