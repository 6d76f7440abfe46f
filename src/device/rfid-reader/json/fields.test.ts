import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dbm, epcFromBase64url, epcFromHex, instant, portNumber, seenCount } from './fields.ts';

const anything = fc.anything();

describe('an EPC', () => {
  it.each([
    ['3005fb63ac1f3681ec880468', '3005FB63AC1F3681EC880468'],
    ['', ''],
    ['AB'.repeat(62), 'AB'.repeat(62)],
  ])('is read from hex %j', (text, epc) => expect(epcFromHex(text)).toBe(epc));

  it.each([
    ['an odd number of digits', '300'],
    ['another letter', '300G'],
    ['white space', ' 3005'],
    ['a line feed at the end', '3005\n'],
    ['a prefix', '0x3005'],
    ['longer than any tag has', 'AB'.repeat(63)],
    ['a number', 3005],
    ['nothing', null],
    ['another script’s digits', '٣٠'],
  ])('is none in hex with %s', (_, text) => expect(epcFromHex(text)).toBeNull());

  it.each([
    ['4oARkaUDAGXybMv_', 'E2801191A5030065F26CCBFF'],
    ['ikUCJA==', '8A450224'],
    ['ikUCJA', '8A450224'],
    ['', ''],
  ])('is read from base64url %j', (text, epc) => expect(epcFromBase64url(text)).toBe(epc));

  it.each([
    ['the other alphabet', '4oARkaUDAGXybMv/'],
    ['bits left over', 'ikUCJB=='],
    ['too little padding', 'ikUCJA='],
    ['padding in the middle', 'ik=UCJA='],
    ['one digit that is no byte', 'A'],
    ['longer than any tag has', Buffer.alloc(63, 1).toString('base64url')],
    ['a number', 4],
  ])('is none in base64url with %s', (_, text) => expect(epcFromBase64url(text)).toBeNull());

  it('is the same tag in hex, lower and upper case, and in base64url, padded and not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 62 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        const base64 = Buffer.from(bytes).toString('base64url');
        const padded = Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
        const read = [
          epcFromHex(hex),
          epcFromHex(hex.toUpperCase()),
          epcFromBase64url(base64),
          epcFromBase64url(padded),
        ];
        expect(read).toEqual(Array(4).fill(hex.toUpperCase()));
      }),
    );
  });

  it('is upper-case hex of whole bytes or none, whatever was sent', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.base64String()), (value) => {
        for (const epc of [epcFromHex(value), epcFromBase64url(value)]) {
          if (epc !== null) expect(epc).toMatch(/^(?:[0-9A-F]{2}){0,62}$/);
        }
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    ['2021-07-09T23:35:59.278427551Z', Date.UTC(2021, 6, 9, 23, 35, 59, 278)],
    ['2019-08-24T14:15:22Z', Date.UTC(2019, 7, 24, 14, 15, 22)],
    ['2023-05-01T08:55:44.625+0300', Date.UTC(2023, 4, 1, 5, 55, 44, 625)],
    ['2026-09-07T12:53:07.4-02:30', Date.UTC(2026, 8, 7, 15, 23, 7, 400)],
  ])('is read from %s', (text, time) => expect(instant(text)).toBe(time));

  it.each([
    'yesterday',
    '2021-13-01T00:00:00Z',
    '2021-07-09',
    '2021-07-09T23:35:59',
    '2021-07-09T23:35:59Z ',
    1_600_000_000,
    null,
  ])('is none in %j', (text) => expect(instant(text)).toBeNull());
});

describe('a number', () => {
  it.each<[(value: unknown) => number | null, unknown, number | null]>([
    [portNumber, 1, 1],
    [portNumber, 64, 64],
    [portNumber, 0, null],
    [portNumber, 65, null],
    [portNumber, 1.5, null],
    [portNumber, '1', null],
    [dbm, -70, -70],
    [dbm, -26.5, -26.5],
    [dbm, -151, null],
    [dbm, 31, null],
    [dbm, null, null],
    [seenCount, 387_321, 387_321],
    [seenCount, 0, null],
    [seenCount, -1, null],
    [seenCount, 2 ** 60, null],
    [seenCount, true, null],
  ])('of a field is read within its bounds: %o of %j', (field, value, expected) => expect(field(value)).toBe(expected));
});
