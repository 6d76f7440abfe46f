import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatePolicy } from './gate-settings.ts';
import type { GateTag } from './gate-tag.ts';
import { rule, wantsLedger } from './verdict.ts';

const OWN: GateTag = {
  kind: 'readable',
  key: 'aa',
  epc: 'aa',
  uri: 'urn:epc:id:sgtin:1.2.3',
  gtin: null,
  serial: null,
  foreign: false,
};
const FOREIGN: GateTag = { ...OWN, foreign: true };
const BLANK: GateTag = { kind: 'unreadable', key: '?00', reason: 'unprogrammed' };
const OPEN: GatePolicy = { ledgerUnavailable: 'open', ledgerStale: 'open', unreadable: 'report' };
const CLOSED: GatePolicy = { ledgerUnavailable: 'closed', ledgerStale: 'closed', unreadable: 'alarm' };
const PLAIN = { muted: false, stale: false, returned: false };

describe('a tag on its way out', () => {
  it.each([
    ['sold', OWN, 'sold', OPEN, PLAIN, 'sold silent sold'],
    ['unsold', OWN, 'unsold', OPEN, PLAIN, 'unsold alarm unsold'],
    ['of another shop', FOREIGN, 'unsold', CLOSED, PLAIN, 'foreign silent foreign'],
    ['unreadable, to report', BLANK, 'unsold', OPEN, PLAIN, 'unreadable reported unreadable'],
    ['unreadable, to sound', BLANK, 'unsold', CLOSED, PLAIN, 'unreadable alarm unreadable'],
    [
      'unreadable, to ignore',
      BLANK,
      'unsold',
      { ...OPEN, unreadable: 'ignore' },
      PLAIN,
      'unreadable silent unreadable',
    ],
    ['with no ledger, open', OWN, 'unavailable', OPEN, PLAIN, 'unchecked reported ledgerUnavailable'],
    ['with no ledger, closed', OWN, 'unavailable', CLOSED, PLAIN, 'unchecked alarm ledgerUnavailable'],
    ['with an old ledger, open', OWN, 'unsold', OPEN, { ...PLAIN, stale: true }, 'unchecked reported ledgerStale'],
    ['with an old ledger, closed', OWN, 'unsold', CLOSED, { ...PLAIN, stale: true }, 'unchecked alarm ledgerStale'],
    ['sold by an old ledger', OWN, 'sold', CLOSED, { ...PLAIN, stale: true }, 'sold silent sold'],
    ['given back just now', OWN, 'unsold', CLOSED, { ...PLAIN, returned: true }, 'unsold reported grace'],
    ['unsold, muted', OWN, 'unsold', OPEN, { ...PLAIN, muted: true }, 'unsold reported muted'],
    ['sold, muted', OWN, 'sold', OPEN, { ...PLAIN, muted: true }, 'sold silent sold'],
  ] as const)('%s', (_, tag, ledger, policy, now, expected) => {
    const { verdict, action, cause } = rule(tag, ledger, policy, now);
    expect(`${verdict} ${action} ${cause}`).toBe(expected);
  });

  it('never sounds when it is sold, under any policy and in any circumstances', () => {
    const policies = fc.record({
      ledgerUnavailable: fc.constantFrom('open' as const, 'closed' as const),
      ledgerStale: fc.constantFrom('open' as const, 'closed' as const),
      unreadable: fc.constantFrom('ignore' as const, 'report' as const, 'alarm' as const),
    });
    const circumstances = fc.record({ muted: fc.boolean(), stale: fc.boolean(), returned: fc.boolean() });
    fc.assert(
      fc.property(policies, circumstances, (policy, now) => rule(OWN, 'sold', policy, now).action === 'silent'),
    );
  });

  it('has the ledger asked only when that can matter', () => {
    expect([OWN, FOREIGN, BLANK].map(wantsLedger)).toEqual([true, false, false]);
  });
});
