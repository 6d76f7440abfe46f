import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochCode } from './epoch.ts';

describe('the code of an epoch', () => {
  it('is four characters that no one mistakes for others, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        expect(epochCode(() => bytes)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
  });

  it('uses the whole alphabet evenly', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const [character] = epochCode(() => Uint8Array.of(byte, 0, 0, 0));
      counts.set(character!, (counts.get(character!) ?? 0) + 1);
    }
    expect([counts.size, new Set(counts.values())]).toEqual([32, new Set([8])]);
  });
});
