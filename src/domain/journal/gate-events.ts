import { z } from 'zod';
import { SETTLEMENTS } from '../gate/alarm.ts';

const id = z.string().min(1).max(64);
const instant = z.iso.datetime();
const count = z.int().min(0);
const uri = z.string().max(1024);
const alarmCause = z.enum([
  ...(['unsold', 'unreadable', 'ledgerUnavailable', 'ledgerStale', 'bulkExit'] as const),
  ...(['exitClaimedTwice', 'exitRefused'] as const),
]);
const failPolicy = z.enum(['open', 'closed']);

/** Events of a gate, as they stand in the journal (version 1). */
export const gateEventBodies = {
  /** One tag on its way out that was not simply sold or another shop's. Those are counted in `GatePassages`. */
  GateVerdict: z.strictObject({
    at: instant,
    verdict: z.enum(['unsold', 'unreadable', 'unchecked']),
    action: z.enum(['reported', 'alarm']),
    cause: z.enum(['unsold', 'unreadable', 'grace', 'muted', 'ledgerUnavailable', 'ledgerStale']),
    /** Key in the sold ledger; of an unreadable tag its memory behind a question mark. */
    key: z.string().min(1).max(130),
    /** The EPC in hex, where the key is a hash of it. */
    epc: z.string().max(124).optional(),
    uri: uri.optional(),
    gtin: z.string().length(14).optional(),
    serial: z.string().max(64).optional(),
    /** Why it could not be read. */
    reason: z.string().max(40).optional(),
    /** The alarm that it raised or joined. */
    alarmId: id.optional(),
  }),
  GateAlarmRaised: z.strictObject({ at: instant, alarmId: id, cause: alarmCause }),
  GateAlarmSettled: z.strictObject({
    at: instant,
    alarmId: id,
    settlement: z.enum(SETTLEMENTS),
    operatorId: id,
    /** Tags of it, named in verdicts or not. */
    count,
  }),
  /** What passed silently from one instant to another, and what was not looked at. */
  GatePassages: z.strictObject({
    from: instant,
    to: instant,
    sold: count,
    foreign: count,
    /** Unreadable ones that the policy ignores. */
    unreadable: count,
    inward: count,
    /** Reads under the level that counts. */
    weakReads: count,
    /** Tags forgotten because there were too many at once. */
    dropped: count,
    /** Exit codes that did not open the gate. */
    codesRefused: count,
  }),
  /** What holds from here on: the policy for a ledger that fails, how the ledger is, and what staff have ordered. */
  GatePolicyApplied: z.strictObject({
    at: instant,
    because: z.enum(['started', 'ledger', 'staff', 'lapsed']),
    ledgerUnavailable: failPolicy,
    ledgerStale: failPolicy,
    unreadable: z.enum(['ignore', 'report', 'alarm']),
    ledger: z.enum(['fresh', 'stale', 'unavailable']),
    mode: z.enum(['watching', 'muted', 'held']),
    /** When a mute ends by itself. */
    until: instant.optional(),
    operatorId: id.optional(),
  }),
  /** A receipt opened the gate; `by: gate` while the hub was out of reach. */
  GateExitGranted: z.strictObject({
    at: instant,
    claimId: id,
    workstation: id,
    code: z.string().length(8),
    issuedAt: instant,
    by: z.enum(['hub', 'gate']),
  }),
  /** What the hub said of a code that the gate had let pass by itself. */
  GateExitReported: z.strictObject({ at: instant, claimId: id, answer: z.enum(['granted', 'alreadyClaimed']) }),
  /** Entries of a lane's ledger that nobody was able to give, and that the gate waits for no longer. Numbers between the two, both excluded. */
  LedgerGapGivenUp: z.strictObject({ at: instant, workstation: id, epoch: id, afterSeq: count, beforeSeq: count }),
  /** Records that were given up: there was no room for them, or there were too many at once. */
  GateRecordsLost: z.strictObject({ from: instant, to: instant, verdicts: count, others: count }),
} as const;
