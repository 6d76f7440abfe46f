import type { RecoveryContext, RecoveryOutcome } from '../../../workstation/ports/payment-terminal.ts';
import type { TerminalFields } from './bitmaps.ts';
import { declineReason, RESULT } from './codes.ts';
import type { Heard } from './exchange.ts';
import type { TransactionNumbers } from './memory.ts';
import { evidenceOf } from './outcome.ts';
import { instantsOf, localAsUtc } from './terminal-time.ts';

export interface RecoveryRules {
  /** The terminal's zone. */
  readonly timezone: string;
  /** How its clock was measured to run, where it was (TransactionMemory). */
  readonly clockOffset: number | null;
  /** How far its clock may be off. */
  readonly clockToleranceMs: number;
  /** How long a payment may take. */
  readonly completionMs: number;
  /** The attempt's currency, three digits; null where it is not known. */
  readonly currency: string | null;
  /** Transactions known before the attempt was sent, beside the one that the context names; oldest first. */
  readonly known: readonly TransactionNumbers[];
  /** Receipt numbers of approvals that this register has refused. */
  readonly refused: ReadonlySet<string>;
  /** True where this very attempt's approval was refused, and nobody heard how that ended. */
  readonly attemptRefused: boolean;
  readonly terminalId: string | null;
}

/**
 * What the terminal's last transaction says about an attempt whose answer was lost. The protocol has no reference to ask for
 * (PA00P015, 2.20 repeats the last transaction and no other), so the attempt is recognised by what it must be: not known before
 * it, of its amount and currency, near its time.
 *
 * | row | last transaction                                                             | outcome               |
 * |-----|------------------------------------------------------------------------------|-----------------------|
 * | 1   | none told, or without a result                                               | ambiguous             |
 * | 2   | is one known before the attempt (every number known of both is the same)     | declined notPerformed |
 * | 3   | takes another one back, or was refused by this register (84 66)              | ambiguous             |
 * | 4   | numbered before the newest one known, and older than the attempt             | declined notPerformed |
 * | 5   | numbered before the newest one known, otherwise: the terminal counts anew    | ambiguous             |
 * | 6   | not near the attempt's time, or without a time                               | ambiguous             |
 * | 7   | approved, same amount and currency                                           | approved              |
 * | 8   | approved, another amount or currency                                         | ambiguous             |
 * | 9   | not approved, and no other amount or currency                                | declined              |
 * | 10  | not approved, another amount or currency                                     | ambiguous             |
 *
 * Where nothing is known from before, rows 6 to 10 decide: time and amount carry the proof alone.
 */
export function decideRecovery(
  heard: Heard,
  context: RecoveryContext,
  rules: RecoveryRules,
): Exclude<RecoveryOutcome, { kind: 'inProgress' | 'unreachable' }> {
  const evidence = evidenceOf(heard, rules.terminalId);
  const ambiguous = { kind: 'ambiguous', evidence } as const;
  const notPerformed = { kind: 'declined', reason: 'notPerformed', evidence } as const;
  const last = heard.status;
  if (last?.resultCode === undefined) return ambiguous;
  const known = context.previous === undefined ? rules.known : [context.previous, ...rules.known];
  if (known.some((before) => isSame(last, before))) return notPerformed;
  const takesBack = last.originalTraceNumber !== undefined;
  if (takesBack || rules.attemptRefused || rules.refused.has(last.receiptNumber ?? '')) return ambiguous;
  const when = timeOf(last, context, rules);
  const newest = known.at(-1);
  if (newest !== undefined && isNumberedBefore(last, newest)) return when === 'before' ? notPerformed : ambiguous;
  if (when !== 'near') return ambiguous;
  const approved = last.resultCode === RESULT.approved;
  const sameCurrency = last.currency === undefined || rules.currency === null || last.currency === rules.currency;
  const sameAmount = last.amount === context.amount || (!approved && last.amount === undefined);
  if (!sameCurrency || !sameAmount) return ambiguous;
  if (approved) return { kind: 'approved', amount: context.amount, evidence };
  return { kind: 'declined', reason: declineReason(last.resultCode), evidence };
}

/** True where every number known of both is the same, and one at least is known. */
function isSame(last: TransactionNumbers, before: TransactionNumbers): boolean {
  const pairs = [
    [last.receiptNumber, before.receiptNumber],
    [last.traceNumber, before.traceNumber],
  ] as const;
  const told = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  return told.length > 0 && told.every(([a, b]) => a === b);
}

/** Trace numbers count every transaction; receipt numbers serve where no trace is told. */
function isNumberedBefore(last: TransactionNumbers, newest: TransactionNumbers): boolean {
  if (newest.traceNumber !== undefined && last.traceNumber !== undefined) {
    return Number(last.traceNumber) <= Number(newest.traceNumber);
  }
  if (newest.receiptNumber !== undefined && last.receiptNumber !== undefined) {
    return Number(last.receiptNumber) <= Number(newest.receiptNumber);
  }
  return false;
}

/** `before` only where every reading of the terminal's clock says so. */
function timeOf(
  last: TerminalFields,
  { sentAt }: RecoveryContext,
  rules: RecoveryRules,
): 'near' | 'before' | 'elsewhere' {
  const local = rules.clockOffset === null ? null : localAsUtc(last, sentAt);
  const measured = local === null || rules.clockOffset === null ? [] : [local - rules.clockOffset];
  const instants = [...measured, ...instantsOf(last, rules.timezone, sentAt)];
  const earliest = sentAt - rules.clockToleranceMs;
  const latest = sentAt + rules.completionMs + rules.clockToleranceMs;
  if (instants.some((instant) => instant >= earliest && instant <= latest)) return 'near';
  return instants.length > 0 && instants.every((instant) => instant < earliest) ? 'before' : 'elsewhere';
}
