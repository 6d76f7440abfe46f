import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JournalRecord, MAX_ENTRY_BYTES, NO_HASH, type SealedEntry, type Sha256, seal } from './record.ts';
import { chainVerifier, type VerifyStep } from './verify.ts';

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const encoder = new TextEncoder();

function record(more: Partial<JournalRecord> = {}): JournalRecord {
  return {
    workstation: 'lane-1',
    epoch: 'e1',
    seq: 1,
    recordedAt: '2026-11-23T07:00:00.000Z',
    businessDay: '2026-11-23',
    kind: 'EpochStarted',
    v: 1,
    body: { parentEpoch: null, parentHash: null },
    prevHash: NO_HASH,
    ...more,
  };
}

/** A chain in one epoch: its start and `length` − 1 lines. */
function chain(length: number, first: Partial<JournalRecord> = {}): SealedEntry[] {
  const entries = [seal(record(first), sha256)];
  while (entries.length < length) {
    const last = entries.at(-1)!;
    entries.push(
      seal(
        {
          ...last.record,
          seq: last.record.seq + 1,
          kind: 'LineAdded',
          body: { quantity: entries.length },
          prevHash: last.hash,
        },
        sha256,
      ),
    );
  }
  return entries;
}

function walk(entries: readonly { bytes: Uint8Array; hash?: string }[]): VerifyStep[] {
  const verifier = chainVerifier(sha256);
  return entries.map(({ bytes, hash }) => verifier.next(bytes, hash));
}

function breakOf(entries: readonly { bytes: Uint8Array; hash?: string }[]): string | undefined {
  const last = walk(entries).at(-1);
  return last?.kind === 'broken' ? last.why : undefined;
}

function raw(text: string): { bytes: Uint8Array } {
  return { bytes: encoder.encode(text) };
}

describe('a sound journal', () => {
  test('is followed entry by entry, each with its record and hash', () => {
    const entries = chain(4);
    expect(walk(entries)).toEqual(entries.map(({ record, hash }) => ({ kind: 'ok', record, hash })));
  });

  test('may come without hashes beside its bytes, as an export does', () => {
    expect(walk(chain(3).map(({ bytes }) => ({ bytes }))).every((step) => step.kind === 'ok')).toBe(true);
  });

  test('may begin with an epoch whose parent is elsewhere', () => {
    const restored = chain(2, { body: { parentEpoch: 'e0', parentHash: 'a'.repeat(64) } });
    expect(walk(restored).every((step) => step.kind === 'ok')).toBe(true);
  });

  test('goes on in an epoch that names its parent and the last hash of it', () => {
    const first = chain(3);
    const second = chain(2, { epoch: 'e2', body: { parentEpoch: 'e1', parentHash: first.at(-1)!.hash } });
    expect(walk([...first, ...second]).every((step) => step.kind === 'ok')).toBe(true);
  });
});

describe('each break is named', () => {
  test('notJson: bytes that are no JSON, no UTF-8, or begin with a byte order mark', () => {
    expect(breakOf([raw('{')])).toBe('notJson');
    expect(breakOf([{ bytes: new Uint8Array() }])).toBe('notJson');
    expect(breakOf([{ bytes: new Uint8Array([0x22, 0xff, 0x22]) }])).toBe('notJson');
    expect(breakOf([{ bytes: new Uint8Array([0xef, 0xbb, 0xbf, ...chain(1)[0]!.bytes]) }])).toBe('notJson');
  });

  test('notCanonical: the same value in other bytes', () => {
    const text = new TextDecoder().decode(chain(1)[0]!.bytes);
    expect(breakOf([raw(` ${text}`)])).toBe('notCanonical');
    expect(breakOf([raw(JSON.stringify(record()))])).toBe('notCanonical');
    expect(breakOf([raw(text.replace('"v":1', '"v":1.0'))])).toBe('notCanonical');
    expect(breakOf([raw(text.replace('"v":1', '"v":2,"v":1'))])).toBe('notCanonical');
  });

  test('notCanonical: values that JSON can say and that have no canonical form', () => {
    const text = new TextDecoder().decode(chain(1)[0]!.bytes);
    for (const value of ['1e999', '"\\ud800"', '{"\\udc00":1}', '['.repeat(60_000) + ']'.repeat(60_000)]) {
      expect(breakOf([raw(text.replace('"parentEpoch":null', `"parentEpoch":${value}`))])).toBe('notCanonical');
    }
  });

  test('badRecord: members missing, of the wrong type, or too many', () => {
    const { prevHash: _, ...short } = record();
    const bad: readonly unknown[] = [
      null,
      [],
      'text',
      short,
      { ...record(), more: 1 },
      { ...record(), seq: '1' },
      { ...record(), v: 1.5 },
      { ...record(), body: [] },
      { ...record(), body: null },
      { ...record(), kind: 7 },
    ];
    for (const value of bad) expect(breakOf([raw(JSON.stringify(value))])).toBe('badRecord');
  });

  test('badRecord: more bytes than an entry may have', () => {
    const big = seal(record({ body: { text: 'x'.repeat(MAX_ENTRY_BYTES) } }), sha256);
    expect(breakOf([big])).toBe('badRecord');
  });

  test('otherWorkstation: an entry of another box', () => {
    const [first, second] = chain(2);
    expect(breakOf([first!, seal({ ...second!.record, workstation: 'lane-2' }, sha256)])).toBe('otherWorkstation');
  });

  test('seqGap: an entry missing, twice, or first with another number', () => {
    const [first, second, third] = chain(3);
    expect(breakOf([first!, third!])).toBe('seqGap');
    expect(breakOf([first!, second!, second!])).toBe('seqGap');
    expect(breakOf([seal(record({ seq: 2 }), sha256)])).toBe('seqGap');
    expect(breakOf([seal(record({ seq: 0 }), sha256)])).toBe('seqGap');
  });

  test('prevHash: an entry changed before this one, or a first one that follows something', () => {
    const [first, second] = chain(2);
    const changed = seal({ ...first!.record, body: { parentEpoch: null, parentHash: null, total: 1 } }, sha256);
    expect(breakOf([changed, second!])).toBe('prevHash');
    expect(breakOf([seal(record({ prevHash: 'f'.repeat(64) }), sha256)])).toBe('prevHash');
  });

  test('hash: bytes that are not what the stored hash was made of', () => {
    const [first, second] = chain(2);
    expect(breakOf([{ bytes: first!.bytes, hash: second!.hash }])).toBe('hash');
    expect(breakOf([{ bytes: first!.bytes, hash: first!.hash.toUpperCase() }])).toBe('hash');
  });

  test('epochLink: an epoch that starts with anything but EpochStarted', () => {
    expect(breakOf([seal(record({ kind: 'LineAdded' }), sha256)])).toBe('epochLink');
    expect(breakOf([...chain(2), seal(record({ epoch: 'e2', kind: 'LineAdded' }), sha256)])).toBe('epochLink');
  });

  test('epochLink: an epoch that does not name the one before it, or not its last entry', () => {
    const first = chain(3);
    const [, penultimate, last] = first;
    const start = (body: JournalRecord['body']) => seal(record({ epoch: 'e2', body }), sha256);
    expect(breakOf([...first, start({ parentEpoch: null, parentHash: null })])).toBe('epochLink');
    expect(breakOf([...first, start({})])).toBe('epochLink');
    expect(breakOf([...first, start({ parentEpoch: 'e0', parentHash: last!.hash })])).toBe('epochLink');
    expect(breakOf([...first, start({ parentEpoch: 'e1', parentHash: penultimate!.hash })])).toBe('epochLink');
  });

  test('epochLink: entries cut off the end of an epoch are missed', () => {
    const first = chain(3);
    const second = chain(2, { epoch: 'e2', body: { parentEpoch: 'e1', parentHash: first.at(-1)!.hash } });
    expect(breakOf([...first.slice(0, -1), second[0]!])).toBe('epochLink');
  });

  test('epochLink: an epoch that comes back after it ended', () => {
    const first = chain(2);
    const second = chain(1, { epoch: 'e2', body: { parentEpoch: 'e1', parentHash: first.at(-1)!.hash } });
    const again = chain(1, { body: { parentEpoch: 'e2', parentHash: second[0]!.hash } });
    expect(breakOf([...first, ...second, ...again])).toBe('epochLink');
  });
});

describe('whatever comes', () => {
  test('a broken entry leaves the verifier waiting for the one that should have come', () => {
    const entries = chain(3);
    const stranger = seal(record({ epoch: 'e9', seq: 5 }), sha256);
    const verifier = chainVerifier(sha256);
    expect(verifier.next(stranger.bytes).kind).toBe('broken');
    for (const { bytes } of entries) {
      expect(verifier.next(stranger.bytes).kind).toBe('broken');
      expect(verifier.next(bytes).kind).toBe('ok');
    }
  });

  test('any byte changed anywhere is found, at that entry or the one after it', () => {
    const entries = chain(5);
    fc.assert(
      fc.property(fc.nat(3), fc.nat(), fc.integer({ min: 1, max: 255 }), (index, place, mask) => {
        const bytes = entries[index]!.bytes.slice();
        bytes[place % bytes.length]! ^= mask;
        const steps = walk(entries.map((entry, at) => ({ bytes: at === index ? bytes : entry.bytes })));
        const first = steps.findIndex((step) => step.kind === 'broken');
        expect([index, index + 1]).toContain(first);
      }),
      { numRuns: 500 },
    );
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((text) => encoder.encode(text)),
        ),
        (bytes) => {
          expect(chainVerifier(sha256).next(bytes).kind).toBe('broken');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
