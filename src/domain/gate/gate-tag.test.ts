import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEpc } from '../epc/encode.ts';
import { readTag } from './gate-tag.ts';

const noHash = () => new Uint8Array(16);
const hexOf = (uri: string) => {
  const encoded = encodeEpc(uri);
  if (encoded.kind === 'refused') throw new Error(encoded.reason);
  return encoded.hex;
};
const foreign = (uri: string, prefixes: readonly string[]) => {
  const tag = readTag(hexOf(uri), prefixes, noHash);
  return tag.kind === 'readable' && tag.foreign;
};

describe('what the gate reads of a tag', () => {
  it('is its ledger key, its name and its item', () => {
    // TDS 2.3, annex E.3: SGTIN-96 of company prefix 0614141.
    expect(readTag('3074257BF7194E4000001A85', [], noHash)).toEqual({
      kind: 'readable',
      key: '3074257bf7194e4000001a85',
      epc: '3074257bf7194e4000001a85',
      uri: 'urn:epc:id:sgtin:0614141.812345.6789',
      gtin: '80614141123458',
      serial: '6789',
      foreign: false,
    });
  });

  it('has one key in whatever case a reader spells it', () => {
    const upper = readTag('3074257BF7194E4000001A85', [], noHash);
    expect(readTag('3074257bf7194e4000001a85', [], noHash)).toEqual(upper);
  });

  it('is foreign by its company prefix when the store names its own', () => {
    const goods = 'urn:epc:id:sgtin:0614141.812345.6789';
    expect(foreign(goods, [])).toBe(false);
    expect(foreign(goods, ['9521141', '0614141'])).toBe(false);
    expect(foreign(goods, ['9521141'])).toBe(true);
  });

  it.each([
    'urn:epc:id:sscc:0614141.1234567890',
    'urn:epc:id:grai:0614141.12345.400',
    'urn:epc:id:giai:0614141.5678',
    'https://id.gs1.org/01/80614141123458/21/6789',
    'https://id.gs1.org/00/106141412345678908',
  ])('finds the company prefix of %s', (uri) => {
    expect(foreign(uri, ['0614141'])).toBe(false);
    expect(foreign(uri, ['0614142'])).toBe(true);
  });

  it('is foreign without a company prefix when the store names its own', () => {
    expect(foreign('urn:epc:id:gid:31415.271828.1414', ['0614141'])).toBe(true);
    expect(foreign('urn:epc:id:gid:31415.271828.1414', [])).toBe(false);
  });

  it('says why it can make nothing of it', () => {
    expect(readTag('000000000000000000000000', [], noHash)).toEqual({
      kind: 'unreadable',
      key: '?000000000000000000000000',
      reason: 'unprogrammed',
    });
  });

  it('holds little of it, whatever it is, and never takes it for the key of a good tag', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 2000 }), fc.constantFrom('\ud800', 'ß'.repeat(500))), (text) => {
        const tag = readTag(text, [], noHash);
        return tag.kind === 'readable' || /^\?[0-9A-F.]{0,124}$/.test(tag.key);
      }),
    );
  });
});
