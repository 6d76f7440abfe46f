import type { GatePolicy } from './gate-settings.ts';
import type { GateTag } from './gate-tag.ts';

/** `unchecked`: the ledger could not tell, or may not know yet. */
export type Verdict = 'sold' | 'unsold' | 'foreign' | 'unreadable' | 'unchecked';

/** `silent`: counted. `reported`: recorded with the tag and shown, nothing sounds. `alarm`: sounds and waits for staff. */
export type GateAction = 'silent' | 'reported' | 'alarm';

export type RulingCause =
  | 'sold'
  | 'foreign'
  | 'unreadable'
  | 'unsold'
  /** A void or return gave it back a moment ago. */
  | 'grace'
  /** Staff have muted the gate. */
  | 'muted'
  | 'ledgerUnavailable'
  | 'ledgerStale';

export interface Ruling {
  readonly verdict: Verdict;
  readonly action: GateAction;
  readonly cause: RulingCause;
}

/** What the ledger says of a tag: `unavailable` when it can't be read. */
export type LedgerAnswer = 'sold' | 'unsold' | 'unavailable';

export interface Circumstances {
  readonly muted: boolean;
  /** The ledger may be behind the lanes: the bus was silent too long, or entries are known to be missing. */
  readonly stale: boolean;
  /** Given back within the grace. */
  readonly returned: boolean;
}

const ruling = (verdict: Verdict, action: GateAction, cause: RulingCause): Ruling => ({ verdict, action, cause });

const SOLD = ruling('sold', 'silent', 'sold');
const FOREIGN = ruling('foreign', 'silent', 'foreign');
const GRACE = ruling('unsold', 'reported', 'grace');
const UNSOLD = ruling('unsold', 'alarm', 'unsold');
const UNREADABLE: Readonly<Record<GatePolicy['unreadable'], Ruling>> = {
  ignore: ruling('unreadable', 'silent', 'unreadable'),
  report: ruling('unreadable', 'reported', 'unreadable'),
  alarm: ruling('unreadable', 'alarm', 'unreadable'),
};
const UNAVAILABLE = {
  open: ruling('unchecked', 'reported', 'ledgerUnavailable'),
  closed: ruling('unchecked', 'alarm', 'ledgerUnavailable'),
} as const;
const STALE = {
  open: ruling('unchecked', 'reported', 'ledgerStale'),
  closed: ruling('unchecked', 'alarm', 'ledgerStale'),
} as const;

/** Whether the ledger has to be asked about a tag at all. */
export function wantsLedger(tag: GateTag): boolean {
  return tag.kind === 'readable' && !tag.foreign;
}

/** What is done about a tag on its way out. A sold one never sounds, whatever else is the case. */
export function rule(tag: GateTag, ledger: LedgerAnswer, policy: GatePolicy, now: Circumstances): Ruling {
  const found = unmuted(tag, ledger, policy, now);
  return now.muted && found.action === 'alarm' ? { ...found, action: 'reported', cause: 'muted' } : found;
}

function unmuted(tag: GateTag, ledger: LedgerAnswer, policy: GatePolicy, now: Circumstances): Ruling {
  if (tag.kind === 'unreadable') return UNREADABLE[policy.unreadable];
  if (tag.foreign) return FOREIGN;
  if (ledger === 'sold') return SOLD;
  if (ledger === 'unavailable') return UNAVAILABLE[policy.ledgerUnavailable];
  if (now.returned) return GRACE;
  return now.stale ? STALE[policy.ledgerStale] : UNSOLD;
}
