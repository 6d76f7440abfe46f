import { describe, expect, it } from 'vitest';
import { hexOfBits } from '../../src/domain/epc/bits.ts';
import { encodeEpc } from '../../src/domain/epc/encode.ts';
import { decodeEpc, readParts, writeParts } from '../../src/domain/epc/epc.ts';
import { PLUS_SCHEMES } from '../../src/domain/epc/plus-schemes.ts';
import { URN_SCHEMES } from '../../src/domain/epc/urn-schemes.ts';
import annex from './epc-annex-e.json' with { type: 'json' };

const { examples } = annex;
const FILTER = 3;

/** The annex fills some with zeros to a digit, some to a word. */
const filled = (hex: string, like: string) => hex.padEnd(like.length, '0').slice(0, like.length);

describe('annex E of the Tag Data Standard', () => {
  it('has an example of every scheme', () => {
    const named = new Set(examples.map(({ scheme }) => scheme));
    expect([...URN_SCHEMES, ...PLUS_SCHEMES].map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
    expect(URN_SCHEMES).toHaveLength(21);
    expect(PLUS_SCHEMES).toHaveLength(24);
  });

  it.each(examples)('$scheme $hex is read as printed', ({ scheme, hex, tagUri, epcUri, digitalLink }) => {
    expect(decodeEpc(hex)).toMatchObject({ kind: 'epc', scheme, tagUri, epcUri, digitalLink });
    expect(decodeEpc(hex.toLowerCase())).toMatchObject({ scheme, tagUri, epcUri, digitalLink });
  });

  it.each(examples)('$scheme $hex is written bit for bit of its URI', ({ scheme, hex, tagUri, digitalLink }) => {
    const filter = scheme.startsWith('SSCC') ? 0 : FILTER;
    const encoded = encodeEpc(tagUri ?? digitalLink ?? '', { filter });
    if (encoded.kind === 'refused') throw new Error(encoded.reason);
    expect(encoded.scheme).toBe(scheme);
    expect(filled(encoded.hex, hex)).toBe(hex);
    expect(encoded.hex.slice(hex.length)).toMatch(/^0*$/);
  });

  it.each(examples)('$scheme $hex is written again of what was read', ({ hex }) => {
    const read = readParts(hex);
    if (read.kind === 'refused') throw new Error(read.reason);
    const bits = writeParts(read.scheme, read.parts);
    if (typeof bits !== 'string') throw new Error(bits.reason);
    expect(bits).toHaveLength(read.bits);
    expect(filled(hexOfBits(bits, 4), hex)).toBe(hex);
  });

  it.each(examples.filter(({ epcUri }) => epcUri !== null))(
    '$scheme $hex is one that its pure identity can be written as',
    ({ hex, epcUri, scheme }) => {
      const encoded = encodeEpc(epcUri ?? '', { filter: scheme === 'SSCC-96' ? 0 : FILTER });
      if (encoded.kind === 'refused') throw new Error(encoded.reason);
      expect(filled(encoded.hex, hex)).toBe(hex);
    },
  );
});
