import { describe, expect, test } from 'vitest';
import { configuration, rospec } from '../../src/device/rfid-reader/llrp/configuration.ts';
import { notificationOf } from '../../src/device/rfid-reader/llrp/events.ts';
import { LlrpFramer, type LlrpMessage } from '../../src/device/rfid-reader/llrp/framer.ts';
import { message } from '../../src/device/rfid-reader/llrp/message.ts';
import { MESSAGE } from '../../src/device/rfid-reader/llrp/numbers.ts';
import { llrpProfileSchema } from '../../src/device/rfid-reader/llrp/profile.ts';
import { TagReportDecoder } from '../../src/device/rfid-reader/llrp/report.ts';
import { settingsOf } from '../../src/device/rfid-reader/llrp/settings.ts';
import published from './llrp-messages.json' with { type: 'json' };

const NOW = Date.UTC(2025, 0, 1);
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const settings = (more: object) =>
  settingsOf(
    llrpProfileSchema.parse({ version: 1, category: 'rfidReader', vendor: 'a', model: 'b', protocol: 'llrp', ...more }),
    {},
  );

/** Messages are handed on where they lie, so they are read at once. */
function through<Value>(pieces: readonly Buffer[], read: (message: LlrpMessage) => Value): Value[] {
  const values: Value[] = [];
  const framer = new LlrpFramer((each) => values.push(read(each)));
  for (const piece of pieces) expect(framer.push(piece)).toBe(true);
  return values;
}

describe('published reports', () => {
  test.each(published.reports)('$source', ({ hex: texts, reads }) => {
    const expected = reads.map((read) => {
      const { epc, antenna, rssi } = read;
      const seen = 'firstSeenMicroseconds' in read ? Number(BigInt(read.firstSeenMicroseconds) / 1000n) : NOW;
      return { epc, antenna, rssi, firstSeen: seen, lastSeen: seen, count: 1 };
    });
    const whole = hex(texts.join(''));
    const singly = Array.from(whole, (byte) => Buffer.of(byte));
    for (const pieces of [[whole], texts.map(hex), singly]) {
      const decoder = new TagReportDecoder();
      const read = through(pieces, ({ type, bytes, from, to }) => {
        expect(type).toBe(MESSAGE.roAccessReport);
        return decoder.decode(bytes, from, to, NOW);
      });
      expect(read.flat()).toEqual(expected);
    }
  });
});

describe('published events', () => {
  test.each(published.events)('$source', (event) => {
    const uptime = 'uptime' in event ? event.uptime : null;
    const told = through([hex(event.hex)], (each) => notificationOf(each));
    expect(told).toEqual([{ events: event.events, uptime }]);
  });
});

describe('what is written', () => {
  const capabilities = { antennas: 4, inputs: 4, outputs: 4, holdsReports: false, powers: [], hopTable: 0 };

  test('a keepalive acknowledgement and a SET_READER_CONFIG begin as go-llrp writes them', () => {
    expect(Buffer.from(message(1, MESSAGE.keepaliveAck, 0)).toString('hex')).toBe('04480000000a00000000');
    const set = Buffer.from(message(1, MESSAGE.setReaderConfig, 1000, [0, 0, 220, 0, 9, 1, 0, 0, 39, 16]));
    expect(set.toString('hex')).toBe('040300000014000003e80000dc00090100002710');
  });

  test('the configuration and the ROSpec hold the published parameters', () => {
    const plan = settings({ heartbeat: { everyMs: 10_000, limitMs: 15_000 } });
    const written = Buffer.from([...configuration(plan, capabilities, new Map()), ...rospec(plan, 1)]);
    for (const { hex: text } of published.parameters) expect(written.includes(hex(text))).toBe(true);
  });

  test('the ROSpec is the standard’s, field by field', () => {
    const plan = settings({ antennas: [1, 3], report: { everyReads: 2 } });
    expect(Buffer.from(rospec(plan, 1)).toString('hex')).toBe(hex(published.rospec.hex.join('')).toString('hex'));
  });

  test('the whole configuration is the standard’s, parameter by parameter', () => {
    const plan = settings({ powerDbm: 20, mode: 2, session: 2, population: 5, inputs: [3] });
    const reader = { ...capabilities, hopTable: 1, powers: [{ index: 41, centiDbm: 2000 }] };
    expect(Buffer.from(configuration(plan, reader, new Map([[2, true]]))).toString('hex')).toBe(
      hex(
        [
          '00',
          // Events: GPI, ROSpec, buffer, exception, antenna.
          '00f4 0027 00f5 0007 0001 80 00f5 0007 0002 80 00f5 0007 0003 80 00f5 0007 0004 80 00f5 0007 0008 80',
          // All antennas: hop table 1, channel 1, power 41; mode 2; session 2, 5 tags, no transit time.
          '00de 0028 0000 00e0 000a 0001 0001 0029 014a 0018 00 014f 0008 0002 0000 0150 000b 80 0005 00000000',
          '00dc 0009 01 000003e8',
          '00db 0007 0002 80',
          '00e1 0008 0003 80 00',
          '00e2 0005 00',
        ].join(''),
      ).toString('hex'),
    );
  });
});
