import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tagOf } from '../../../../test/fixtures/pad.ts';
import { encodeEpc } from '../../../domain/epc/encode.ts';
import { readTag } from './tag.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

const hexOf = (uri: string): string => {
  const encoded = encodeEpc(uri);
  if (encoded.kind === 'refused') throw new Error(encoded.reason);
  return encoded.hex;
};

describe('a tag’s memory', () => {
  it('names a piece: its GTIN and serial number, its bits and its key', () => {
    const hex = tagOf(1, 42);
    expect(readTag(hex, hash)).toEqual({
      kind: 'piece',
      gtin: '09520000000011',
      serial: '42',
      tag: { epc: hex, key: hex.toLowerCase() },
    });
  });

  it('of more than 16 bytes goes by a hash, and the same tag padded differently is the same', () => {
    const hex = hexOf('urn:epc:tag:sgtin-198:1.952000000.0001.abc');
    const bytes = hex.slice(0, 50).padEnd(50, '0');
    const words = bytes.padEnd(52, '0');
    const read = readTag(words.toLowerCase(), hash);
    expect(read).toEqual(readTag(bytes, hash));
    expect(read).toMatchObject({ kind: 'piece', tag: { epc: bytes } });
    expect(read.kind === 'piece' && read.tag.key).toHaveLength(32);
  });

  it('with a date says until when it may be used', () => {
    // DSGTIN+ of TDS 2.3, annex E.3.
    const read = readTag('FB342CDE795211411234538566CB0AFC4', hash);
    expect(read).toMatchObject({ kind: 'piece', gtin: '79521141123453', serial: '32a/b', expiry: '220630' });
  });

  it.each([
    ['a crate', 'urn:epc:tag:grai-96:3.0614141.12345.400'],
    ['a pallet', 'urn:epc:tag:sscc-96:0.0614141.1234567890'],
    ['a thing of no company', 'urn:epc:tag:gid-96:31415.271828.1414'],
    ['a part of an item', 'urn:epc:tag:itip-110:4.952000000.0001.01.02.981'],
  ])('of %s is nothing that is sold by the piece', (_, uri) => {
    expect(readTag(hexOf(uri), hash)).toEqual({ kind: 'other' });
  });

  it('that is anything at all is read without a fault', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.stringMatching(/^[0-9A-F]{0,140}$/),
      fc.stringMatching(/^(30|33|36|F7|FB|00|41)[0-9A-F]{0,60}$/),
    );
    fc.assert(
      fc.property(anything, (hex) => {
        const read = readTag(hex, hash);
        if (read.kind === 'piece') expect(read.tag.epc).toMatch(/^([0-9A-F]{2})+$/);
        if (read.kind === 'piece') expect(read.tag.key).toMatch(/^([0-9a-f]{2}){1,16}$/);
      }),
    );
  });
});
