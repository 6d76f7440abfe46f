import { describe, expect, it } from 'vitest';
import { emulatedReader, readerUnderTest } from '../fixtures/llrp-reader.ts';

const soon = { timeout: 5000 };

describe('an LLRP reader in trouble', () => {
  it('shows within 3 s that it was unplugged, and reads within 3 s of being plugged in again', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA');
    const { reads, comesTo } = await readerUnderTest(emulator);
    await comesTo('ready');
    emulator.unplug();
    await comesTo('disconnected DEVICE_UNREACHABLE', 3000);
    reads.length = 0;
    await emulator.plug();
    await comesTo('ready', 3000);
    await expect.poll(() => reads.length, { timeout: 1000 }).toBeGreaterThan(0);
  });

  it.each([
    ['falls silent', { silent: true }],
    ['sends no keepalives', { keepalives: false }],
  ])('shows within 3 s when it %s', async (_, behaviour) => {
    const emulator = await emulatedReader();
    const { comesTo } = await readerUnderTest(emulator);
    await comesTo('ready');
    await expect.poll(() => emulator.counts.acknowledged, soon).toBeGreaterThan(0);
    emulator.setBehaviour(behaviour);
    await comesTo('disconnected DEVICE_SILENT', 3000);
    emulator.setBehaviour({ silent: false, keepalives: true });
    await comesTo('ready');
  });

  it('is not given up for want of keepalives while it reads', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA');
    const { comesTo, logged } = await readerUnderTest(emulator);
    await comesTo('ready');
    emulator.setBehaviour({ keepalives: false });
    const { reads } = emulator.counts;
    await expect.poll(() => emulator.counts.reads - reads, { timeout: 8000 }).toBeGreaterThan(35);
    expect(logged.filter((line) => line.includes('disconnected'))).toEqual([]);
  });

  it.each([['rospec'], ['configuration'], ['start']] as const)(
    'stays reached and complains where it refuses (%s)',
    async (refuses) => {
      const emulator = await emulatedReader();
      emulator.setBehaviour({ refuses });
      const { comesTo, devices, state } = await readerUnderTest(emulator);
      await comesTo('degraded DEVICE_CONFIG_REFUSED');
      expect(emulator.rospec?.state).not.toBe('active');
      expect(devices.reports()[0]).toMatchObject({ id: 'pad-1', category: 'rfidReader' });
      expect(state()).toBe('degraded DEVICE_CONFIG_REFUSED');
    },
  );

  it('refuses an antenna that it has not', async () => {
    const emulator = await emulatedReader({ antennas: 2 });
    const { comesTo } = await readerUnderTest(emulator, { options: { antennas: '1,3' } });
    await comesTo('degraded DEVICE_CONFIG_REFUSED');
  });

  it.each(['power', 'session', 'events', 'inputs', 'outputs'] as const)(
    'reads on and complains where it does not keep its %s',
    async (setting) => {
      const emulator = await emulatedReader();
      emulator.field.put('AA');
      emulator.setBehaviour({ ignores: [setting] });
      const reader = await readerUnderTest(emulator, { options: { inputs: '1' } });
      reader.port.setOutput(1, true);
      await reader.comesTo('degraded DEVICE_CONFIG_DRIFT');
      await expect.poll(() => reader.reads.length, soon).toBeGreaterThan(0);
      expect(reader.logged).toContain(JSON.stringify({ code: 'READER_CONFIG_DRIFT', id: 'pad-1', drift: setting }));
    },
  );

  it('complains no longer of what it would not take, once it carries it after all', async () => {
    const emulator = await emulatedReader();
    emulator.setBehaviour({ ignores: ['power'] });
    const reader = await readerUnderTest(emulator, { options: { powerDbm: 20 }, more: { checkMs: 1000 } });
    await reader.comesTo('degraded DEVICE_CONFIG_DRIFT');
    const carried = () => reader.devices.reports()[0]?.carried;
    const wanted = carried()?.wanted;
    expect(carried()).toEqual({ wanted: expect.stringMatching(/^[0-9a-f]{64}$/), told: null });
    const { radios } = emulator.configuration;
    // 20 dBm: entry 41 of a table from 10 dBm on, in steps of 0.25.
    emulator.changeConfiguration({ radios: radios.map((radio) => ({ ...radio, power: 41 })) });
    await reader.comesTo('ready');
    expect(carried()).toEqual({ wanted, told: wanted });
  });

  it('is brought back, and says where it was, when it is changed behind our back', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA');
    const reader = await readerUnderTest(emulator, {
      options: { antennas: '1,2', powerDbm: 20 },
      more: { checkMs: 1000 },
    });
    await reader.comesTo('ready');
    const told = emulator.told;
    const drift = (where: string) => JSON.stringify({ code: 'READER_CONFIG_DRIFT', id: 'pad-1', drift: where });
    emulator.changeRospec({ defaults: true });
    const defaults = emulator.told;
    emulator.changeRospec({ antennas: [1], content: 0x1000, trigger: { kind: 2, count: 50 } });
    const radios = emulator.configuration.radios.map((radio) => ({ ...radio, power: radio.power + 1 }));
    emulator.changeConfiguration({ radios });
    const where = 'power rospec.antennas rospec.trigger rospec.content';
    await expect.poll(() => reader.logged, soon).toContain(drift(where));
    await reader.comesTo('ready');
    expect(emulator.told).toBe(told);
    // What it adds of its own is no drift: neither was that complained of, nor is the reader told anew for it.
    emulator.changeRospec({ defaults: true });
    reader.reads.length = 0;
    await expect.poll(() => reader.reads.length, { timeout: 8000 }).toBeGreaterThan(25);
    expect(emulator.told).toBe(defaults);
    expect(reader.logged.filter((line) => line.includes('READER_CONFIG_DRIFT'))).toEqual([drift(where)]);
    expect(reader.logged.filter((line) => line.includes('disconnected'))).toEqual([]);
  });

  it('complains of an antenna that comes off, and no longer once it is back', async () => {
    const emulator = await emulatedReader();
    emulator.setAntenna(2, false);
    const { comesTo } = await readerUnderTest(emulator, { options: { antennas: '1,2' } });
    await comesTo('degraded DEVICE_ANTENNA');
    emulator.setAntenna(2, true);
    await comesTo('ready');
    emulator.setAntenna(3, false);
    emulator.setAntenna(1, false);
    await comesTo('degraded DEVICE_ANTENNA');
  });

  it('says that it reports a fault of its own, without its words', async () => {
    const emulator = await emulatedReader();
    const { comesTo, logged } = await readerUnderTest(emulator);
    await comesTo('ready');
    emulator.exception('PA over temperature');
    await comesTo('degraded DEVICE_READER_EXCEPTION');
    expect(logged.join()).not.toContain('temperature');
  });

  it('is started again when it stops by itself', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA');
    const { comesTo, logged } = await readerUnderTest(emulator);
    await comesTo('ready');
    emulator.halt();
    await expect.poll(() => logged.join(), soon).toContain('DEVICE_READING_STOPPED');
    await comesTo('ready');
    expect(emulator.rospec?.state).toBe('active');
  });

  it('is busy where another host has it, and silent where it does not greet', async () => {
    const emulator = await emulatedReader();
    emulator.setBehaviour({ greeting: 'inUse' });
    const { comesTo } = await readerUnderTest(emulator, { more: { connection: { handshakeMs: 500 } } });
    await comesTo('disconnected DEVICE_BUSY');
    emulator.setBehaviour({ greeting: 'none' });
    await comesTo('disconnected DEVICE_SILENT');
    emulator.setBehaviour({ greeting: 'accepted' });
    await comesTo('ready');
  });

  it('is given up on garbage and taken up again, and what was glued before the garbage counts', async () => {
    const emulator = await emulatedReader();
    emulator.field.put('AA');
    const { comesTo, logged, reads } = await readerUnderTest(emulator);
    await comesTo('ready');
    await emulator.garbage(Buffer.alloc(5000, 0xff));
    await expect.poll(() => logged.join(), soon).toContain('DEVICE_PROTOCOL');
    reads.length = 0;
    await comesTo('ready');
    await expect.poll(() => reads.length, soon).toBeGreaterThan(0);
  });
});
