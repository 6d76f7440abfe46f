import { expect, test } from 'vitest';
import { type JournalRecord, NO_HASH, seal } from './record.ts';

const RECORD: JournalRecord = {
  workstation: 'lane-1',
  epoch: 'e1',
  seq: 1,
  recordedAt: '2026-11-23T07:00:00.000Z',
  businessDay: '2026-11-23',
  kind: 'EpochStarted',
  v: 1,
  body: { name: 'Crème', left: undefined },
  prevHash: NO_HASH,
};

test('sealing writes the canonical bytes and hashes exactly those', () => {
  const hashed: Uint8Array[] = [];
  const entry = seal(RECORD, (bytes) => {
    hashed.push(bytes);
    return 'digest';
  });
  expect(new TextDecoder().decode(entry.bytes)).toBe(
    `{"body":{"name":"Crème"},"businessDay":"2026-11-23","epoch":"e1","kind":"EpochStarted","prevHash":"${NO_HASH}",` +
      '"recordedAt":"2026-11-23T07:00:00.000Z","seq":1,"v":1,"workstation":"lane-1"}',
  );
  expect(entry).toMatchObject({ record: RECORD, hash: 'digest' });
  expect(hashed).toEqual([entry.bytes]);
});

test('a record that has no canonical form is refused before anything is hashed', () => {
  const refuse = () => seal({ ...RECORD, body: { amount: Number.NaN } }, () => expect.fail('hashed'));
  expect(refuse).toThrow(RangeError);
});
