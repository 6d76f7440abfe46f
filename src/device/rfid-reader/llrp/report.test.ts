import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TagRead } from '../../../workstation/ports/rfid-reader.ts';
import { TagReportDecoder } from './report.ts';

const NOW = Date.UTC(2025, 0, 15, 10, 0, 0);
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const digits = (value: number | bigint, bytes: number) => value.toString(16).padStart(bytes * 2, '0');

/** A parameter with a length, in hexadecimal. */
const tlv = (type: number, value: string) => {
  const text = value.replaceAll(' ', '');
  return `${digits(type, 2)}${digits(text.length / 2 + 4, 2)}${text}`;
};
const tag = (value: string) => tlv(240, value);
const decode = (decoder: TagReportDecoder, text: string) => {
  const bytes = hex(text);
  return decoder.decode(bytes, 0, bytes.length, NOW);
};
const reads = (text: string) => decode(new TagReportDecoder(), text);

const EPC = '8d 3074257bf7194e4000001a85';
/** 2025-01-15 10:00:00.250500 in microseconds. */
const SEEN = digits(BigInt(NOW + 250) * 1000n + 500n, 8);

describe('a tag report', () => {
  it('has antenna, strength, times in whole milliseconds, and count', () => {
    expect(reads(tag(`${EPC} 81 0003 86 c8 82 ${SEEN} 84 ${digits(BigInt(NOW + 900) * 1000n, 8)} 88 0011`))).toEqual([
      { epc: '3074257BF7194E4000001A85', antenna: 3, rssi: -56, firstSeen: NOW + 250, lastSeen: NOW + 900, count: 17 },
    ]);
  });

  it('says what is known of a tag of which nothing but the EPC is told', () => {
    expect(reads(tag(EPC))).toEqual([
      { epc: '3074257BF7194E4000001A85', antenna: 1, rssi: null, firstSeen: NOW, lastSeen: NOW, count: 1 },
    ]);
  });

  it.each([
    ['198 bits', `00c6 ${'ab'.repeat(25)}`, 'AB'.repeat(25)],
    ['one bit', '0001 80', '80'],
    ['none, of a tag that was never written', '0000', ''],
    ['96 bits in the long form', '0060 3074257bf7194e4000001a85', '3074257BF7194E4000001A85'],
    ['16 bits and padding', '0010 beef 0000', 'BEEF'],
  ])('takes an EPC of %s', (_, value, epc) => {
    expect(reads(tag(tlv(241, value)))).toMatchObject([{ epc }]);
  });

  it('passes over what it does not know the use of', () => {
    const more = `89 00000001 8e 0001 8a 0001 87 0005 8c 3000 8b 1234 90 00000000 ${tlv(1023, '0000 651a 0000 0038 01')}`;
    expect(reads(`${tlv(242, 'ffff')}${tag(`${more} ${EPC} 81 0002`)}${tlv(1023, '00')}`)).toMatchObject([
      { antenna: 2 },
    ]);
  });

  it('has the value of the tag before where a field is left out, over messages too', () => {
    const decoder = new TagReportDecoder();
    decode(decoder, tag(`${EPC} 81 0002 86 c0 82 ${SEEN} 88 0005`));
    const later = decode(decoder, `${tag(`${EPC}`)}${tag(`${EPC} 86 c1`)}`);
    expect(later).toMatchObject([
      { antenna: 2, rssi: -64, firstSeen: NOW + 250, count: 5 },
      { antenna: 2, rssi: -63, firstSeen: NOW + 250, count: 5 },
    ]);
  });

  it('never ends before it begins', () => {
    const earlier = digits(BigInt(NOW) * 1000n, 8);
    expect(reads(tag(`${EPC} 82 ${SEEN} 84 ${earlier}`))).toMatchObject([
      { firstSeen: NOW + 250, lastSeen: NOW + 250 },
    ]);
  });

  it('is dated from the reader’s start where it knows nothing else, and from now where not even that is known', () => {
    const value = tag(`${EPC} 83 ${digits(5_000_000, 8)} 85 ${digits(6_000_000, 8)}`);
    expect(reads(value)).toMatchObject([{ firstSeen: NOW, lastSeen: NOW }]);
    const decoder = new TagReportDecoder();
    decoder.startedAt(NOW - 60_000);
    expect(decode(decoder, value)).toMatchObject([{ firstSeen: NOW - 55_000, lastSeen: NOW - 54_000 }]);
  });

  it('is dated now where its date is beyond every calendar', () => {
    expect(reads(tag(`${EPC} 82 ffffffffffffffff`))).toMatchObject([{ firstSeen: NOW }]);
  });

  it('counts at least one, and at an antenna that there is', () => {
    expect(reads(tag(`${EPC} 81 0000 88 0000`))).toMatchObject([{ antenna: 1, count: 1 }]);
  });

  it.each([
    ['a tag without an EPC', tag('81 0001')],
    ['a tag cut short', tag(EPC).slice(0, -2)],
    ['an EPC longer than what holds it', tag(tlv(241, '0060 3074'))],
    ['an EPC without its length', tag(tlv(241, '00'))],
    ['a field cut short', tag(`${EPC} 82 0102`)],
    ['a short field that there is not', tag(`${EPC} 95 0102`)],
    ['a parameter shorter than its own header', tag(`${EPC} 00f1 0003`)],
    ['a parameter longer than the tag', tag(`${EPC} 00f1 00ff 0000`)],
    ['a report that is no parameter', '81 0001'],
    ['a rest too short for a parameter', `${tag(EPC)}00f0`],
  ])('is none with %s', (_, bad) => {
    expect(reads(bad)).toBeNull();
  });

  it('comes back as it was written', () => {
    const read = fc.record<TagRead>({
      epc: fc.uint8Array({ maxLength: 62 }).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase()),
      antenna: fc.integer({ min: 1, max: 0xffff }),
      rssi: fc.integer({ min: -128, max: 127 }),
      firstSeen: fc.integer({ min: 0, max: NOW }),
      lastSeen: fc.integer({ min: NOW, max: 2 * NOW }),
      count: fc.integer({ min: 1, max: 0xffff }),
    });
    const written = ({ epc, antenna, rssi, firstSeen, lastSeen, count }: TagRead) => {
      const long = epc.length !== 24;
      const name = long ? tlv(241, `${digits(epc.length * 4, 2)}${epc}`) : `8d${epc}`;
      const times = `82${digits(BigInt(firstSeen) * 1000n, 8)}84${digits(BigInt(lastSeen) * 1000n, 8)}`;
      return tag(`${name}81${digits(antenna, 2)}86${digits((rssi ?? 0) & 0xff, 1)}${times}88${digits(count, 2)}`);
    };
    fc.assert(
      fc.property(fc.array(read, { maxLength: 20 }), (all) => {
        expect(reads(all.map(written).join(''))).toEqual(all);
      }),
    );
  });
});
