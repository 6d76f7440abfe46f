import { describe, expect, it } from 'vitest';
import { signedEntrySchema } from './ledger.ts';
import { MAX_ENTRY_KEYS } from './limits.ts';

const entry = {
  kind: 'sold',
  ...{ workstation: 'lane-1', epoch: '00000000-0000-7000-8000-000000000001', seq: 7, prevSaleSeq: 4 },
  ...{ transaction: 's-1', at: 1, keys: ['aa'] },
};

describe('an entry of a ledger', () => {
  const sound = { entry, key: 'k'.repeat(43), sig: 's'.repeat(86) };
  const broken: [string, object][] = [
    ['no tags', { keys: [] }],
    ['too many tags', { keys: Array.from({ length: MAX_ENTRY_KEYS + 1 }, () => 'aa') }],
    ['half a byte', { keys: ['aaa'] }],
    ['a key that is too long', { keys: ['aa'.repeat(17)] }],
    ['capital letters', { keys: ['AA'] }],
    ['itself before it', { prevSaleSeq: 7 }],
    ['a number that is none', { seq: 2 ** 53 }],
    ['an epoch that is none', { epoch: '../../etc' }],
    ['something more', { more: 1 }],
  ];

  it.each(broken)('with %s is refused', (_what, change) => {
    expect(signedEntrySchema.safeParse(sound).success).toBe(true);
    expect(signedEntrySchema.safeParse({ ...sound, entry: { ...sound.entry, ...change } }).success).toBe(false);
  });
});
