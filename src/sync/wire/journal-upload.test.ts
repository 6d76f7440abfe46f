import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ENTRY_BYTES } from '../../domain/journal/record.ts';
import { nonceInstant, plainCode } from './identity.ts';
import { batchLines, batchOf, MAX_BATCH_ENTRIES } from './journal-upload.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (value: string) => new TextEncoder().encode(value);

describe('a batch', () => {
  it('is its entries, byte for byte, whatever they hold but line ends', () => {
    const entry = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => bytes.map((byte) => (byte === 10 ? 11 : byte)));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        expect(batchLines(batchOf(entries.map((bytes) => ({ bytes }))))).toEqual(entries);
      }),
    );
  });

  it('may leave the last line end out', () => {
    expect(batchLines(bytesOf('a\nb'))?.map(text)).toEqual(['a', 'b']);
  });

  it('has no empty line', () => {
    for (const bad of ['\n', 'a\n\nb', '\na']) expect(batchLines(bytesOf(bad))).toBeNull();
  });

  it('has no more entries than agreed, and none larger than an entry is', () => {
    expect(batchLines(bytesOf('a\n'.repeat(MAX_BATCH_ENTRIES)))).toHaveLength(MAX_BATCH_ENTRIES);
    expect(batchLines(bytesOf('a\n'.repeat(MAX_BATCH_ENTRIES + 1)))).toBeNull();
    expect(batchLines(bytesOf('a'.repeat(MAX_ENTRY_BYTES)))).toHaveLength(1);
    expect(batchLines(bytesOf('a'.repeat(MAX_ENTRY_BYTES + 1)))).toBeNull();
  });
});

describe('what people type', () => {
  it('is the same code in any case and spacing, and with letters for digits', () => {
    for (const typed of ['7KQ0-M1XZ-49', '7kqo mlxz 49', '7KQOMIXZ49']) expect(plainCode(typed)).toBe('7KQ0M1XZ49');
  });
});

describe('a nonce', () => {
  it('tells the second of its making, and nothing else looks like one', () => {
    expect(nonceInstant(`1793000000.${'a'.repeat(43)}`)).toBe(1_793_000_000);
    for (const bad of [
      '',
      '1793000000',
      `x.${'a'.repeat(43)}`,
      `1.${'a'.repeat(43)}`,
      `1793000000.${'a'.repeat(65)}`,
    ]) {
      expect(nonceInstant(bad)).toBeNull();
    }
  });
});
