import { describe, expect, it } from 'vitest';
import { ledgerEntrySchema, MAX_LEDGER_KEYS, MAX_SEQ } from './ledger-entry-schema.ts';

const SOLD = {
  kind: 'sold',
  workstation: 'lane-1',
  epoch: '01890000-0000-7000-8000-000000000001',
  seq: 12,
  prevSaleSeq: 5,
  transaction: '01890000-0000-7000-8000-00000000000a',
  at: 1_772_445_600_000,
  keys: ['3034257bf7194e4000001a85'],
};
const RETURNED = { ...SOLD, kind: 'returned', cancels: 't1' };

function takes(entry: unknown): boolean {
  return ledgerEntrySchema.safeParse(entry).success;
}

describe('an entry on its way', () => {
  it('is taken as it is', () => {
    expect(ledgerEntrySchema.parse(SOLD)).toEqual(SOLD);
    expect(ledgerEntrySchema.parse(RETURNED)).toEqual(RETURNED);
    expect(takes({ ...SOLD, prevSaleSeq: 0, seq: 1 })).toBe(true);
    expect(takes({ ...SOLD, seq: MAX_SEQ })).toBe(true);
  });

  it.each([
    ['a kind that nobody knows', { ...SOLD, kind: 'lost' }],
    ['a sale that cancels', { ...SOLD, cancels: 't1' }],
    ['a return that does not say of what', { ...SOLD, kind: 'returned' }],
    ['a field more', { ...SOLD, clear: true }],
    ['a predecessor that is itself', { ...SOLD, prevSaleSeq: 12 }],
    ['a number below 1', { ...SOLD, seq: 0, prevSaleSeq: -1 }],
    ['a number that has no next', { ...SOLD, seq: MAX_SEQ + 1 }],
    ['a number that is not whole', { ...SOLD, seq: 12.5 }],
    ['an epoch in capitals', { ...SOLD, epoch: SOLD.epoch.replace('7000', '7ABC') }],
    ['an epoch that is no UUIDv7', { ...SOLD, epoch: SOLD.epoch.replace('7000', '4000') }],
    ['a workstation with a topic in its name', { ...SOLD, workstation: 'lane/#' }],
    ['a transaction without end', { ...SOLD, transaction: 't'.repeat(65) }],
    ['a transaction of several lines', { ...SOLD, transaction: 'a\nb' }],
    ['an instant after the last', { ...SOLD, at: 8.64e15 + 1 }],
    ['no keys', { ...SOLD, keys: [] }],
    ['a key of no bytes', { ...SOLD, keys: [''] }],
    ['half a byte', { ...SOLD, keys: ['303'] }],
    ['a key in capitals', { ...SOLD, keys: ['30AA'] }],
    ['a key of 17 bytes', { ...SOLD, keys: ['00'.repeat(17)] }],
    ['keys without end', { ...SOLD, keys: Array.from({ length: MAX_LEDGER_KEYS + 1 }, () => '30') }],
  ])('is refused with %s', (_, entry) => {
    expect(takes(entry)).toBe(false);
  });
});
