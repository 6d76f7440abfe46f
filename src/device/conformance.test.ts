import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { settle } from './rehearsal/manual-time.ts';
import { REHEARSABLES } from './rehearsal/rehearsables.ts';
import { rehearse } from './rehearsal/rehearsed.ts';

const HOUR = 3_600_000;
/** Unplugged, plugged in and silent devices are shown within this (design limit). */
const SHOWN_MS = 3000;

function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** What every driver owes, whatever it speaks; the same against emulators on real wires is in test/integration. */
describe.each(REHEARSABLES.map((each) => [each.name, each] as const))('a %s', (_, rehearsable) => {
  const { works, noise, answers, messages } = rehearsable;

  it.each(messages ? (['whole'] as const) : (['whole', 'bytes', 'coalesced'] as const))(
    'works with what it hears arriving %s',
    async (delivery) => {
      const on = await rehearse(rehearsable);
      on.wire.delivery = delivery;
      expect([await on.use(), await on.use()]).toEqual([works, works]);
      expect(on.wire.opened).toBe(1);
    },
  );

  if (noise === null) {
    it('gives a line up that carries garbage, has it back within 3 s, and works', async () => {
      const on = await rehearse(rehearsable);
      on.wire.say([0xff, 0x00, 0x80]);
      await on.time.advance(1000);
      expect(on.wire.opened > 1 || on.report()?.state === 'disconnected').toBe(true);
      expect(await on.until('ready')).toBeLessThanOrEqual(SHOWN_MS);
      expect(await on.use()).toBe(works);
    });
  } else {
    it('works through garbage before, between and after', async () => {
      const on = await rehearse(rehearsable);
      if (!messages) on.wire.noise = Uint8Array.from(noise);
      for (let times = 0; times < 3; times++) {
        on.wire.say(noise);
        expect(await on.use()).toBe(works);
      }
    });
  }

  if (answers) {
    it('that falls silent is shown within 3 s, and works once it answers', async () => {
      const on = await rehearse(rehearsable);
      on.wire.silent = true;
      expect(await on.until('disconnected')).toBeLessThanOrEqual(SHOWN_MS);
      expect(on.report()).toMatchObject({ code: 'DEVICE_SILENT' });
      await on.time.advance(600_000);
      on.wire.silent = false;
      await on.until('ready');
      expect(await on.use()).toBe(works);
    });
  } else {
    it('may be silent for ever: it cannot be asked', async () => {
      const on = await rehearse(rehearsable);
      on.wire.silent = true;
      await on.time.advance(600_000);
      expect(on.report()).toMatchObject({ state: 'ready' });
      on.wire.silent = false;
      expect(await on.use()).toBe(works);
    });
  }

  it('is shown within 3 s of being unplugged, and is back and works within 3 s of being plugged in', async () => {
    const on = await rehearse(rehearsable);
    on.wire.unplug();
    expect(await on.until('disconnected')).toBeLessThanOrEqual(SHOWN_MS);
    await on.time.advance(600_000);
    on.wire.replug();
    expect(await on.until('ready')).toBeLessThanOrEqual(SHOWN_MS);
    expect(await on.use()).toBe(works);
  });

  it('leaves no timer, connection or memory behind in two hours of nothing to do', async () => {
    const on = await rehearse(rehearsable);
    await on.use();
    await on.time.advance(60_000);
    const [timers, heap] = [on.time.waiting, memory()];
    await on.time.advance(2 * HOUR);
    expect(on.report()).toMatchObject({ state: 'ready' });
    expect(on.wire.opened).toBe(1);
    expect(on.time.waiting).toBeLessThanOrEqual(timers + 1);
    // Some 4,000 heartbeats: a hundred bytes kept of each would show.
    expect(memory() - heap).toBeLessThan(400_000);
    expect(await on.use()).toBe(works);
  }, 30_000);

  it('leaves nothing behind of a hundred lines that were cut in the middle of its work', async () => {
    const on = await rehearse(rehearsable);
    await on.use();
    await on.time.advance(60_000);
    const timers = on.time.waiting;
    for (let times = 0; times < 100; times++) {
      on.wire.cut();
      await on.until('ready');
    }
    expect(on.wire.opened).toBe(101);
    await on.time.advance(60_000);
    expect(on.time.waiting).toBeLessThanOrEqual(timers + 1);
    expect(await on.use()).toBe(works);
    await on.supervisor.stop();
    await settle();
    expect([on.time.waiting, on.wire.connected]).toEqual([0, false]);
  }, 30_000);
});
