import { describe, expect, it } from 'vitest';
import { keyBytes, packId, packKeys, unpackId, unpackKeys } from './packing.ts';

describe('ids', () => {
  it('are 16 bytes where they are UUIDs, and come back as they were', () => {
    const uuid = '01890000-0000-7000-8000-00000000000a';
    expect(packId(uuid)).toEqual(Buffer.from('0189000000007000800000000000000a', 'hex'));
    for (const id of [uuid, uuid.toUpperCase(), 't1', '']) expect(unpackId(packId(id))).toBe(id);
  });
});

describe('keys', () => {
  it('have one form, whatever order they came in and however often', () => {
    const [a, b, c] = ['30', '3000', '31'].map(keyBytes) as [Buffer, Buffer, Buffer];
    expect(packKeys([c, a, b, a])).toEqual(Buffer.from('01300230000131', 'hex'));
    expect(unpackKeys(packKeys([c, b, a]))).toEqual([a, b, c]);
    expect(unpackKeys(packKeys([]))).toEqual([]);
  });

  it.each(['0230', '00', '013000'])('that are damaged are told: %s', (hex) => {
    expect(() => unpackKeys(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
  });
});
