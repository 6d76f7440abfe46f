import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEpc } from '../../src/domain/epc/encode.ts';
import { decodeEpc, readParts, writeParts } from '../../src/domain/epc/epc.ts';
import { PLUS_SCHEMES } from '../../src/domain/epc/plus-schemes.ts';
import { readSgtin96 } from '../../src/domain/epc/sgtin96.ts';
import { URN_SCHEMES } from '../../src/domain/epc/urn-schemes.ts';
import { digits, HOSTS, LINKS, PREFIX_BITS, TAG_COMPONENTS } from './epc-arbitraries.ts';

const RUNS = { numRuns: 40 };

function written(uri: string, options = {}) {
  const encoded = encodeEpc(uri, options);
  if (encoded.kind === 'refused') throw new Error(`${uri}: ${encoded.reason}`);
  return encoded;
}

/** What was read says the same bits again. */
function expectSameBits(hex: string): void {
  const read = readParts(hex);
  if (read.kind === 'refused') throw new Error(`${hex}: ${read.reason}`);
  const bits = writeParts(read.scheme, read.parts);
  if (typeof bits !== 'string') throw new Error(`${hex}: ${bits.reason}`);
  expect(BigInt(`0b${bits.padEnd(hex.length * 4, '0')}`)).toBe(BigInt(`0x${hex}`));
}

const PARTITIONED = Object.keys(TAG_COMPONENTS).flatMap((name) =>
  (/^(?:gid|usdod|adi)/.test(name) ? [0] : [0, 1, 2, 3, 4, 5, 6]).map((partition) => ({ name, partition })),
);

describe('valid EPCs', () => {
  it('are tried of every scheme', () => {
    expect(Object.keys(TAG_COMPONENTS).toSorted()).toEqual(
      URN_SCHEMES.map(({ name }) => name.toLowerCase()).toSorted(),
    );
    expect(
      Object.keys(LINKS)
        .flatMap((name) => [name, `${name}+`])
        .toSorted(),
    ).toEqual(PLUS_SCHEMES.map(({ name }) => name).toSorted());
  });

  it.each(PARTITIONED)('$name of partition $partition go to bits and back', ({ name, partition }) => {
    const components = TAG_COMPONENTS[name]?.(partition);
    if (components === undefined) throw new Error(name);
    fc.assert(
      fc.property(components, (values) => {
        const tagUri = `urn:epc:tag:${name}:${values.join('.')}`;
        const { hex, scheme, bits } = written(tagUri);
        expect(scheme.toLowerCase()).toBe(name);
        const epc = decodeEpc(hex);
        expect(epc).toMatchObject({ kind: 'epc', scheme, bits, tagUri });
        expectSameBits(hex);
      }),
      RUNS,
    );
  });

  it.each(Object.keys(LINKS))('%s go to bits and back, filter, toggle and all', (name) => {
    const link = LINKS[name];
    if (link === undefined) throw new Error(name);
    fc.assert(
      fc.property(link, fc.nat(7), fc.boolean(), (path, filter, toggle) => {
        const digitalLink = `https://id.gs1.org${path}`;
        const { hex, scheme, bits } = written(digitalLink, { filter, toggle });
        expect(scheme).toBe(name);
        expect(decodeEpc(hex)).toMatchObject({ scheme, bits, digitalLink, filter, tagUri: null, epcUri: null });
        expectSameBits(hex);
      }),
      RUNS,
    );
  });

  it.each(Object.keys(LINKS))('%s with a host name go to bits and back', (name) => {
    const link = LINKS[name];
    if (link === undefined) throw new Error(name);
    fc.assert(
      fc.property(link, HOSTS, (path, host) => {
        const digitalLink = `https://${host}${path}`;
        const { hex, scheme } = written(digitalLink);
        expect(scheme).toBe(`${name}+`);
        expect(decodeEpc(hex)).toMatchObject({ scheme, digitalLink });
        expectSameBits(hex);
        expect(written(`https://id.gs1.org${path}`, { host })).toMatchObject({ hex });
      }),
      RUNS,
    );
  });
});

describe('the layout of company prefix and reference', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('is that of the tables at partition %i', (partition) => {
    const prefixBits = PREFIX_BITS[partition] ?? 0;
    const rows = [
      { name: 'sgtin-96', header: 0x30n, both: 44, digits: 1, rest: 38n },
      { name: 'sscc-96', header: 0x31n, both: 58, digits: 5, rest: 24n },
      { name: 'gsrn-96', header: 0x2dn, both: 58, digits: 5, rest: 24n },
      { name: 'gsrnp-96', header: 0x2en, both: 58, digits: 5, rest: 24n },
      { name: 'sgln-96', header: 0x32n, both: 41, digits: 0, rest: 41n },
      { name: 'gdti-96', header: 0x2cn, both: 41, digits: 0, rest: 41n },
      { name: 'grai-96', header: 0x33n, both: 44, digits: 0, rest: 38n },
    ];
    for (const row of rows) {
      fc.assert(
        fc.property(digits(12 - partition), digits(row.digits + partition), (prefix, reference) => {
          const start = (((row.header << 3n) | 5n) << 3n) | BigInt(partition);
          const key = (BigInt(prefix) << BigInt(row.both - prefixBits)) | BigInt(reference);
          const value = ((start << BigInt(row.both)) | key) << row.rest;
          const serial = row.rest === 24n ? '' : '.0';
          const { hex } = written(`urn:epc:tag:${row.name}:5.${prefix}.${reference}${serial}`);
          expect(BigInt(`0x${hex}`)).toBe(value);
        }),
        RUNS,
      );
    }
  });
});

it('the short way for SGTIN-96 says of any 24 digits what the tables say', () => {
  const hexDigit = fc.constantFrom(...'0123456789abcdefABCDEF', '3', '0');
  const anything = fc.string({ unit: hexDigit, minLength: 22, maxLength: 22 });
  fc.assert(
    fc.property(anything, fc.nat(7), (tail, partition) => {
      const second = (Number.parseInt(tail.slice(0, 2), 16) & 0xe3) | (partition << 2);
      const hex = `30${second.toString(16).padStart(2, '0')}${tail.slice(2)}`;
      const short = readSgtin96(hex);
      const long = readParts(hex);
      if (long.kind === 'refused') {
        expect(short).toEqual(long);
        return;
      }
      const { pure, link, gtin, serial } = long.scheme.identify(long.parts);
      expect(short).toEqual({
        kind: 'epc',
        scheme: 'SGTIN-96',
        hex,
        bits: 96,
        filter: Number(long.parts[0]?.text),
        tagUri: `urn:epc:tag:sgtin-96:${long.parts.map(({ text }) => text).join('.')}`,
        epcUri: `urn:epc:id:${pure}`,
        digitalLink: `https://id.gs1.org${link}`,
        gtin,
        serial,
      });
    }),
    { numRuns: 3000 },
  );
});
