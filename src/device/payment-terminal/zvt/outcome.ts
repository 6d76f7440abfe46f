import type { PaymentEvidence } from '../../../domain/tender/evidence.ts';
import type {
  PaymentOutcome,
  PaymentRequest,
  ReversalOutcome,
  TransactionNumbers,
} from '../../../workstation/ports/payment-terminal.ts';
import type { TerminalFields } from './bitmaps.ts';
import { declineReason, RESULT, SCHEMES } from './codes.ts';
import type { ExchangeResult, Heard } from './exchange.ts';
import { customerText } from './receipt-text.ts';

/** What may be kept of a transaction. `terminalId` stands in where the message does not name the terminal. */
export function evidenceOf({ status, receipts }: Heard, terminalId: string | null): PaymentEvidence {
  const named = status?.terminalId ?? terminalId ?? undefined;
  const scheme = status?.cardName ?? (status?.cardType === undefined ? undefined : SCHEMES[status.cardType]);
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...only(status, 'lastFour'),
    ...only(status, 'authorisation'),
    ...(named === undefined ? {} : { terminalId: named }),
    ...only(status, 'receiptNumber'),
    ...only(status, 'traceNumber'),
    ...(status?.time === undefined ? {} : { terminalTime: localTime(status) }),
    receiptText: customerText(receipts),
  };
}

/** "MM-DD HH:MM:SS", as the terminal's own clock has it; it tells no year. */
function localTime({ date, time = '' }: TerminalFields): string {
  const clock = time.replace(/(..)(..)(..)/, '$1:$2:$3');
  return date === undefined ? clock : `${date.replace(/(..)(..)/, '$1-$2')} ${clock}`;
}

function only<Key extends 'lastFour' | 'authorisation' | 'receiptNumber' | 'traceNumber'>(
  status: TerminalFields | null,
  key: Key,
) {
  const value = status?.[key];
  return value === undefined ? {} : { [key]: value };
}

/**
 * How a payment, refund or reversal ended. Only a status information that was acknowledged and then completed is an approval;
 * whatever contradicts itself is unknown, for recovery to find out.
 */
export function outcomeOf(
  result: ExchangeResult,
  request: Pick<PaymentRequest, 'amount'>,
  command: 'purchase' | 'refund' | 'reversal',
  terminalId: string | null,
): PaymentOutcome {
  switch (result.kind) {
    case 'lost':
      return { kind: 'unknown', cause: result.cause };
    case 'refused':
      return declined(command, result.code, { receiptText: [] }, request);
    case 'aborted': {
      const { status } = result.heard;
      const evidence = evidenceOf(result.heard, terminalId);
      // An abort after an approval that was accepted: either may be true.
      if (status?.resultCode === RESULT.approved && result.refusal === null)
        return { kind: 'unknown', cause: 'contradiction' };
      if (result.refusal !== null) return { kind: 'declined', reason: 'terminal', evidence };
      const code = result.resultCode === RESULT.approved ? (status?.resultCode ?? RESULT.approved) : result.resultCode;
      if (code === RESULT.approved) return { kind: 'unknown', cause: 'contradiction' };
      return declined(command, code, evidence, request);
    }
    case 'completed': {
      const { status } = result.heard;
      const evidence = evidenceOf(result.heard, terminalId);
      if (result.refusal?.confirmed) return { kind: 'declined', reason: 'terminal', evidence };
      if (result.refusal !== null) return { kind: 'unknown', cause: 'reversalUnconfirmed' };
      if (status?.resultCode === undefined) return { kind: 'unknown', cause: 'noStatus' };
      if (status.resultCode !== RESULT.approved) return declined(command, status.resultCode, evidence, request);
      const amount = command === 'reversal' ? request.amount : (status.amount ?? request.amount);
      return { kind: amount < request.amount ? 'partial' : 'approved', amount, evidence };
    }
  }
}

/**
 * How a reversal ended. Its own status information tells the amount, and by BMP 37 the trace number of what was taken back: where either
 * is another than was meant, another payment was taken back.
 */
export function reversalOutcomeOf(
  result: ExchangeResult,
  request: Pick<PaymentRequest, 'amount'>,
  original: TransactionNumbers,
  terminalId: string | null,
): ReversalOutcome {
  const outcome = outcomeOf(result, request, 'reversal', terminalId);
  const status = 'heard' in result ? result.heard.status : null;
  if (outcome.kind !== 'approved' || status?.resultCode !== RESULT.approved) return outcome;
  const amount = status.amount ?? request.amount;
  const other = differ(status.originalTraceNumber, original.traceNumber);
  return amount === request.amount && !other ? outcome : { kind: 'astray', amount, evidence: outcome.evidence };
}

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && Number(one) !== Number(other);

function declined(
  command: 'purchase' | 'refund' | 'reversal',
  code: number,
  evidence: PaymentEvidence,
  { amount }: Pick<PaymentRequest, 'amount'>,
): PaymentOutcome {
  // An earlier try whose answer was lost has done it: what was wanted is so.
  if (command === 'reversal' && code === RESULT.alreadyReversed) return { kind: 'approved', amount, evidence };
  if (code === RESULT.aborted) return { kind: 'cancelled', evidence };
  return { kind: 'declined', reason: declineReason(code), evidence };
}
