import { describe, expect, it } from 'vitest';
import { decodeEpc } from './epc.ts';

const SGTIN = '3074257BF7194E4000001A85';

describe('a tag', () => {
  it('says all that the standard has of it', () => {
    expect(decodeEpc(SGTIN)).toEqual({
      kind: 'epc',
      scheme: 'SGTIN-96',
      hex: SGTIN,
      bits: 96,
      filter: 3,
      tagUri: 'urn:epc:tag:sgtin-96:3.0614141.812345.6789',
      epcUri: 'urn:epc:id:sgtin:0614141.812345.6789',
      digitalLink: 'https://id.gs1.org/01/80614141123458/21/6789',
      gtin: '80614141123458',
      serial: '6789',
    });
  });

  it('keeps dots, escapes and leading zeros of its serial number', () => {
    expect(decodeEpc('3674257BF7194E582EC2BD1250000000000000000000000000')).toMatchObject({
      tagUri: 'urn:epc:tag:sgtin-198:3.0614141.812345.0.a%2F%22%25',
      digitalLink: 'https://id.gs1.org/01/80614141123458/21/0.a%2F%22%25',
      serial: '0.a/"%',
    });
  });

  it('has an empty component where its company prefix has all the digits', () => {
    expect(decodeEpc('32023BF6A76E000000000007')).toMatchObject({
      tagUri: 'urn:epc:tag:sgln-96:0.614141123456..7',
      digitalLink: 'https://id.gs1.org/414/6141411234562/254/7',
      serial: '7',
    });
  });

  it('of a place without an extension has none', () => {
    expect(decodeEpc('3274257BF460720000000000')).toMatchObject({
      epcUri: 'urn:epc:id:sgln:0614141.12345.0',
      digitalLink: 'https://id.gs1.org/414/0614141123452',
      serial: null,
    });
  });

  it('of no GS1 key has no Digital Link, and no GTIN', () => {
    expect(decodeEpc('3500E86F8000A9E000000586')).toMatchObject({ filter: null, digitalLink: null, gtin: null });
  });

  it.each([50, 52])('may be filled with zeros to %i digits where it has 198 bits', (length) => {
    expect(decodeEpc('3674257BF7194E708'.padEnd(length, '0'))).toMatchObject({ bits: 198, serial: 'a' });
  });

  it.each([21, 22, 24])('may be filled with zeros to %i digits where it has 84 bits', (length) => {
    expect(decodeEpc('F90095201234567891235'.padEnd(length, '0'))).toMatchObject({ scheme: 'SSCC+', bits: 84 });
  });

  it('of TDS 2.x may have its toggle set though nothing follows', () => {
    expect(decodeEpc('F98095201234567891235')).toMatchObject({ scheme: 'SSCC+', filter: 0 });
  });

  it.each([
    ['FB042CC079521141123453011', '220600', 'day 00 for all of June'],
    ['FB04305D79521141123453011', '240229', 'a leap day'],
    ['FB04005D79521141123453011', '000229', 'a leap day of the year 00'],
  ])('%s has the date %s, %s', (hex, date) => {
    expect(decodeEpc(hex)).toMatchObject({ digitalLink: `https://id.gs1.org/01/79521141123453/21/1?17=${date}` });
  });
});
