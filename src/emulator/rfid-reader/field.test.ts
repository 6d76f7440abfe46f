import { describe, expect, it } from 'vitest';
import { TagField } from './field.ts';
import { sgtin96 } from './sgtin.ts';

describe('the field of a reader', () => {
  it('has tags where they were put, each antenna with its own strength', () => {
    const field = new TagField();
    field.put('e2', 1, -40);
    field.put('E2', 2, -60);
    field.put('AB', 2);
    expect(field.tags()).toEqual([
      { epc: 'E2', antenna: 1, rssi: -40 },
      { epc: 'E2', antenna: 2, rssi: -60 },
      { epc: 'AB', antenna: 2, rssi: -52 },
    ]);
    expect(field.before([2]).map(({ epc }) => epc)).toEqual(['E2', 'AB']);
    field.put('e2', 1, -45);
    expect(field.before([1])).toEqual([{ epc: 'E2', antenna: 1, rssi: -45 }]);
  });

  it('loses a tag from one antenna or from all, and tells of every change once', () => {
    const field = new TagField();
    let changes = 0;
    const stop = field.onChange(() => {
      changes += 1;
    });
    for (const antenna of [1, 2, 3]) field.put('E2', antenna);
    expect(field.take('e2', 3)).toBe(true);
    expect(field.take('E2')).toBe(true);
    expect(field.take('E2')).toBe(false);
    expect([field.size, changes]).toEqual([0, 5]);
    field.clear();
    stop();
    field.put('E2');
    field.clear();
    expect(changes).toBe(5);
  });

  it.each([
    ['half a byte', 'E', 1, -50],
    ['no hex', 'XY', 1, -50],
    ['63 bytes', 'AB'.repeat(63), 1, -50],
    ['antenna 0', 'E2', 0, -50],
    ['a strength above 0 dBm', 'E2', 1, 1],
  ])('refuses %s', (_, epc, antenna, rssi) => {
    expect(() => new TagField().put(epc, antenna, rssi)).toThrow(RangeError);
  });

  it('holds ten thousand tags and no more', () => {
    const field = new TagField();
    for (let index = 0; index < 10_000; index += 1) field.put(index.toString(16).padStart(4, '0'));
    expect(() => field.put('FFFFFF')).toThrow(RangeError);
    field.put('0000', 1, -10);
  });
});

describe('the EPC of goods', () => {
  it('has header, filter and partition in front, and its serial at the end', () => {
    // Header 0x30, filter 1, partition 5; company prefix 0614141, item 812345, serial 6789: the example of TDS but for its filter.
    expect(sgtin96('80614141123458', 6789)).toBe('3034257BF7194E4000001A85');
  });

  it('refuses what is no GTIN and no serial', () => {
    expect(() => sgtin96('12', 1)).toThrow(RangeError);
    expect(() => sgtin96('4006381333931', 2 ** 38)).toThrow(RangeError);
  });
});
