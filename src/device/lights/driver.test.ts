import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneLight } from '../../workstation/ports/lights.ts';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { Wire } from '../rehearsal/wire.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { LightsDriver } from './driver.ts';
import { relayFrame } from './frame.ts';
import { lightsProfileSchema } from './profile.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A lane light on a wire in memory, reached. */
async function rig(profile: object = {}, before: (driver: LightsDriver) => void = () => {}) {
  const time = new ManualTime();
  const wire = new Wire();
  const parsed = lightsProfileSchema.parse({
    version: 1,
    category: 'lights',
    vendor: 'Any',
    model: 'Any',
    protocol: 'lcus',
    gapMs: 0,
    repeatMs: null,
    ...profile,
  });
  const driver = new LightsDriver({ profile: parsed, timers: time });
  before(driver);
  const log = { info: () => undefined, warn: () => undefined };
  const device = { id: 'l', category: 'lights', profile: 'p', transport: wire, driver, handshakeMs: 1500 } as const;
  const supervisor = createSupervisor([{ ...device, heartbeat: null }], {
    clock: time,
    timers: time,
    random: () => 0,
    log,
  });
  supervisor.start();
  await time.advance(0);
  return { time, wire, driver, supervisor, state: () => supervisor.reports()[0]! };
}

describe('a command to a relay', () => {
  it.each([
    [1, true, 'a00101a2'],
    [1, false, 'a00100a1'],
    [2, true, 'a00201a3'],
    [4, false, 'a00400a4'],
  ])('for relay %i, closed %s, is %s', (channel, on, frame) => {
    expect(hex(relayFrame(channel, on))).toBe(frame);
  });
});

describe('a lane light', () => {
  it('is dark and ready when it is reached before the lane has said anything', async () => {
    const { wire, state } = await rig();
    expect(hex(wire.transcript())).toBe('a00100a1a00200a2a00300a3');
    expect(state()).toMatchObject({ state: 'ready', category: 'lights' });
  });

  it('puts the others out before it lights one, and says nothing twice', async () => {
    const { wire, driver } = await rig();
    wire.written.length = 0;
    driver.show('amber');
    driver.show('amber');
    expect(wire.written.map(hex)).toEqual(['a00100a1a00300a3a00201a3']);
  });

  it('shows what was wanted while it was away as soon as it is reached', async () => {
    const { wire, driver, time, state } = await rig({}, (away) => away.show('green'));
    expect(hex(wire.transcript())).toBe('a00200a2a00300a3a00101a2');
    wire.unplug();
    expect(state()).toMatchObject({ state: 'disconnected' });
    driver.show('red');
    driver.show('amber');
    wire.written.length = 0;
    wire.replug();
    await time.advance(3000);
    expect(hex(wire.transcript())).toBe('a00100a1a00300a3a00201a3');
    expect(state()).toMatchObject({ state: 'ready' });
  });

  it('leaves the board its pause between commands, and begins anew when the light changes within them', async () => {
    const { wire, driver, time } = await rig({ gapMs: 30 });
    await time.advance(100);
    wire.written.length = 0;
    driver.show('green');
    await time.advance(30);
    driver.show('red');
    expect(wire.written.map(hex)).toEqual(['a00200a2', 'a00300a3']);
    await time.advance(90);
    expect(wire.written.slice(2).map(hex)).toEqual(['a00100a1', 'a00200a2', 'a00301a4']);
  });

  it('says the light again, for a board that lost its power and says nothing of it', async () => {
    const { wire, driver, time } = await rig({ repeatMs: 5000 });
    driver.show('green');
    wire.written.length = 0;
    await time.advance(10_000);
    expect(wire.written.map(hex)).toEqual(Array(2).fill('a00200a2a00300a3a00101a2'));
  });

  it('hangs on the relays that its profile names', async () => {
    const { wire, driver } = await rig({ channels: { green: 8, amber: 1, red: 2 } });
    wire.written.length = 0;
    driver.show('green');
    expect(hex(wire.transcript())).toBe('a00100a1a00200a2a00801a9');
  });

  it('takes whatever a board chatters for nothing', async () => {
    const { wire, driver, state } = await rig();
    wire.say([0xa0, 1, 1, 0xa2, 0xff, 0x00]);
    driver.show('red');
    expect(state()).toMatchObject({ state: 'ready' });
  });

  it('gives up a line that takes no more, and leaves no timer when it is stopped', async () => {
    const { wire, driver, time, state, supervisor } = await rig({ gapMs: 30, repeatMs: 1000 });
    await time.advance(100);
    wire.clogged = true;
    driver.show('green');
    expect(state()).toMatchObject({ state: 'disconnected', code: 'DEVICE_SILENT' });
    wire.clogged = false;
    await time.advance(200);
    expect(state()).toMatchObject({ state: 'ready' });
    await supervisor.stop();
    expect(time.waiting).toBe(0);
  });

  it('never has two lamps lit, and ends on the last light, whatever is shown when and however the line fails', async () => {
    const lights = fc.constantFrom<LaneLight>('green', 'amber', 'red');
    const step = fc.oneof(
      lights.map((light) => ({ light })),
      fc.integer({ min: 0, max: 200 }).map((wait) => ({ wait })),
      fc.constant({ cut: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom(0, 30), async (steps, gapMs) => {
        const { wire, driver, time } = await rig({ gapMs, repeatMs: 1000 });
        let last: LaneLight | null = null;
        for (const each of steps) {
          if ('light' in each) {
            last = each.light;
            driver.show(last);
          } else if ('wait' in each) await time.advance(each.wait);
          else wire.cut();
        }
        await time.advance(3000);
        const lit = new Set<number>();
        const frames = hex(wire.transcript()).match(/.{8}/g)!;
        for (const frame of frames) {
          const relay = Number.parseInt(frame.slice(2, 4), 16);
          if (frame.slice(4, 6) === '01') lit.add(relay);
          else lit.delete(relay);
          expect(lit.size).toBeLessThanOrEqual(1);
        }
        expect([...lit]).toEqual(last === null ? [] : [{ green: 1, amber: 2, red: 3 }[last]]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a profile with two colours on one relay', () => {
    const profile = { version: 1, category: 'lights', vendor: 'a', model: 'b', protocol: 'lcus' };
    const channels = { green: 1, amber: 2, red: 1 };
    expect(lightsProfileSchema.safeParse({ ...profile, channels }).success).toBe(false);
    expect(lightsProfileSchema.safeParse(profile).success).toBe(true);
  });
});
