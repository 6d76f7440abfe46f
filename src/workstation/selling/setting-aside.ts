import { type HeldMoney, heldMoney } from '../../domain/tender/held-money.ts';
import { readTransactionEvent } from '../../domain/transaction/events.ts';
import { TRANSACTION_SET_ASIDE, TRANSACTION_SET_ASIDE_VERSION } from '../../domain/transaction/set-aside.ts';
import type { JournalDraft } from '../ports/journal.ts';
import type { PaymentAlarms } from '../tendering/payment-alarms.ts';
import type { LaneCore } from './lane-core.ts';

/**
 * Ends a transaction that can't be taken up, in one append with an alarm for each payment of it that holds money or may hold some;
 * with one that names no amount where none is known, since the entry that is missing may have told of one. Staff settle them.
 * @throws Fault of the journal
 */
export function setAside(core: LaneCore, alarms: PaymentAlarms, transactionId: string, problem: string): void {
  const events = core.on.journal.entriesOf(transactionId).flatMap(({ kind, v, body }) => {
    const read = readTransactionEvent(kind, v, body);
    return read.kind === 'event' ? [read.event] : [];
  });
  const completed = events.some(({ kind }) => kind === 'TransactionCompleted');
  const draft: JournalDraft = {
    kind: TRANSACTION_SET_ASIDE,
    v: TRANSACTION_SET_ASIDE_VERSION,
    body: { transactionId, completed },
    transactionId,
    transaction: 'closes',
  };
  const held = heldMoney(events);
  core.on.log.error('lane.setAside', { transactionId, completed, payments: held.length, problem });
  alarms.raiseWith(held.length > 0 ? held.map(alarmOf) : [{ ...NOTHING_KNOWN }], draft);
}

const NOTHING_KNOWN = {
  reason: 'setAside',
  amount: 0,
  disposition: 'unclear',
  evidence: { receiptText: [] as string[] },
} as const;

function alarmOf(money: HeldMoney) {
  return { reason: 'setAside' as const, ...money };
}
