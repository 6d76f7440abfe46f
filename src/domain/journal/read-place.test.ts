import { describe, expect, it } from 'vitest';
import { canonicalText, type JsonValue } from './canonical.ts';
import type { JournalRecord } from './record.ts';
import { utf8Bytes } from './utf8.ts';
import { readPlace, readRecord } from './verify.ts';

describe('where an entry stands', () => {
  const record: JournalRecord = {
    workstation: 'lane-1',
    epoch: '019f8d2a-3c40-7b6e-9d51-2f0c8a7e4b13',
    seq: 7,
    recordedAt: '2026-03-02T10:00:00.000Z',
    businessDay: '2026-03-02',
    kind: 'LineAdded',
    v: 1,
    body: { name: 'a tin' },
    prevHash: 'a'.repeat(64),
  };
  const { workstation, epoch, seq, kind, prevHash } = record;
  const textOf = (changed: object) => canonicalText({ ...record, ...changed } as JsonValue);

  it('is read without the rest', () => {
    expect(readPlace(utf8Bytes(textOf({})))).toEqual({
      kind: 'read',
      place: { workstation, epoch, seq, kind, prevHash },
    });
  });
  it.each([
    textOf({}),
    textOf({ body: { name: 'a "tin"', share: 0.5 } }),
    textOf({ kind: 'a "kind"' }),
    textOf({ body: [] }),
    textOf({ seq: '7' }),
    textOf({ seq: 1.5 }),
    textOf({ v: null }),
    textOf({ epoch: 7 }),
    textOf({ more: 1 }),
    textOf({ prevHash: undefined }),
    ` ${textOf({})}`,
    '{}',
    'x',
  ])('is judged as the whole of it: %s', (text) => {
    const [place, whole] = [readPlace(utf8Bytes(text)), readRecord(utf8Bytes(text))];
    if (whole.kind === 'broken') expect(place).toEqual(whole);
    else expect(place).toMatchObject({ kind: 'read', place: { seq: whole.record.seq, kind: whole.record.kind } });
  });
});
