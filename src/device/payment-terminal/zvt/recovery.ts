import type {
  RecoveryContext,
  RecoveryOutcome,
  TransactionNumbers,
} from '../../../workstation/ports/payment-terminal.ts';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';
import type { TerminalFields } from './bitmaps.ts';
import { declineReason, RESULT } from './codes.ts';
import type { Heard } from './exchange.ts';
import { isNumberedBefore } from './numbers.ts';
import { evidenceOf } from './outcome.ts';
import { type ClockReading, readingsOf } from './terminal-time.ts';

export interface RecoveryRules extends ClockReading {
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
  /** True where it says that it has nothing to repeat and no turnover at all. */
  readonly empty: boolean;
  readonly terminalId: string | null;
}

type Decided = Exclude<RecoveryOutcome, { kind: 'inProgress' | 'unreachable' }>;

/**
 * What the terminal's last transaction says about an attempt whose answer was lost. The protocol has no reference to ask for
 * (PA00P015, 2.20 repeats the last transaction and no other), so the attempt is recognised by what it must be: not known before
 * it, of its amount and currency, near its time. A refund is recognised like a purchase.
 *
 * | row | last transaction                                                             | outcome               |
 * |-----|------------------------------------------------------------------------------|-----------------------|
 * | 0   | none told, no turnover at all, and nothing known from before either          | declined notPerformed |
 * | 1   | none told otherwise, or without a result                                     | ambiguous             |
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
 * Where staff have read numbers on the terminal and the last transaction carries them, it is the attempt, whatever the clocks say: rows 2,
 * 4, 5 and 6 do not hold then.
 *
 * Where nothing is known from before, rows 6 to 10 decide: time and amount carry the proof alone.
 *
 * Of a reversal, row 3 reads: it takes back the very payment that was to be reversed: approved (or declined, by its result); it
 * takes back another one: ambiguous. The payment itself counts among those known before (row 2: it still stands).
 */
export function decideRecovery(heard: Heard, context: RecoveryContext, rules: RecoveryRules): Decided {
  const evidence = evidenceOf(heard, rules.terminalId);
  const ambiguous = { kind: 'ambiguous', evidence } as const;
  const notPerformed = { kind: 'declined', reason: 'notPerformed', evidence } as const;
  const { operation = 'purchase', original, previous } = context;
  const last = heard.status;
  const known = [
    ...(original === undefined ? [] : [original]),
    ...(previous === undefined ? [] : [previous]),
    ...rules.known,
  ];
  if (last?.resultCode === undefined)
    return rules.empty && last === null && known.length === 0 ? notPerformed : ambiguous;
  const approved = last.resultCode === RESULT.approved;
  const declined = { kind: 'declined', reason: declineReason(last.resultCode), evidence } as const;
  const isRead = context.read !== undefined && isSameTransaction(last, context.read);
  if (!isRead && known.some((before) => isSameTransaction(last, before))) return notPerformed;
  if (last.originalTraceNumber !== undefined) {
    if (operation !== 'reversal' || last.originalTraceNumber !== original?.traceNumber) return ambiguous;
    return approved ? { kind: 'approved', amount: context.amount, evidence } : declined;
  }
  if (rules.attemptRefused || rules.refused.has(last.receiptNumber ?? '')) return ambiguous;
  if (!isRead) {
    const when = timeOf(last, context, rules);
    const newest = known.at(-1);
    if (newest !== undefined && isNumberedBefore(last, newest)) return when === 'before' ? notPerformed : ambiguous;
    if (when !== 'near') return ambiguous;
  }
  const sameCurrency = last.currency === undefined || rules.currency === null || last.currency === rules.currency;
  const sameAmount = last.amount === context.amount || (!approved && last.amount === undefined);
  if (sameCurrency && approved && last.amount !== undefined && !sameAmount) return { ...ambiguous, took: last.amount };
  if (!sameCurrency || !sameAmount) return ambiguous;
  return approved ? { kind: 'approved', amount: context.amount, evidence } : declined;
}

/** `before` only where every reading of the terminal's clock says so. */
function timeOf(
  last: TerminalFields,
  { sentAt }: RecoveryContext,
  rules: RecoveryRules,
): 'near' | 'before' | 'elsewhere' {
  const instants = readingsOf(last, rules, sentAt);
  const earliest = sentAt - rules.clockToleranceMs;
  const latest = sentAt + rules.completionMs + rules.clockToleranceMs;
  if (instants.some((instant) => instant >= earliest && instant <= latest)) return 'near';
  return instants.length > 0 && instants.every((instant) => instant < earliest) ? 'before' : 'elsewhere';
}
