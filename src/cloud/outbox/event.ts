import type { JournalRecord } from '../../domain/journal/record.ts';
import type { Order } from '../projection/order.ts';
import { orderDocument } from '../projection/order-document.ts';

/** What is published of, each as a topic of its own behind the prefix. */
export type Subject = 'orders' | 'payments' | 'gate' | 'device' | 'shift' | 'erasures';

/** A CloudEvent in its JSON form. Source: CloudEvents 1.0.2, JSON Event Format; `partitionkey` is the Partitioning extension. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same for the same happening, however often it is sent: consumers keep the first. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly partitionkey: string;
  readonly subject?: string;
  /** Of the sending, where it is traced: another one each time that it is sent. */
  readonly traceparent?: string;
  readonly data: unknown;
}

export interface Outgoing {
  readonly subject: Subject;
  readonly event: CloudEvent;
}

/** Where an entry comes from. */
export interface Origin {
  readonly store: string;
  readonly workstation: string;
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  PaymentSettled: 'payments',
  PaymentResolved: 'payments',
  PaymentRefunded: 'payments',
  PaymentReversed: 'payments',
  GateVerdict: 'gate',
  GateAlarmRaised: 'gate',
  GateAlarmSettled: 'gate',
  GatePassages: 'gate',
  GatePolicyApplied: 'gate',
  GateExitGranted: 'gate',
  GateExitReported: 'gate',
  GateRecordsLost: 'gate',
  LedgerGapGivenUp: 'gate',
  TagSoldTwice: 'gate',
  ClockJumped: 'device',
  TerminalMet: 'device',
  OperatorSignedIn: 'shift',
  OperatorSignedOut: 'shift',
  DrawerOpened: 'shift',
  DrawerSettled: 'shift',
};

/** Whether an entry of this kind is published as it stands; orders are published as what their entries come to. */
export function subjectOf(kind: string): Subject | null {
  return Object.hasOwn(SUBJECTS, kind) ? (SUBJECTS[kind] ?? null) : null;
}

/** A completed sale or return. */
export function orderEvent(origin: Origin, record: JournalRecord, transactionId: string, order: Order): Outgoing {
  const data = { transactionId, ...origin, ...orderDocument(order) };
  const event = eventOf(origin, record, `${transactionId}/completed`, 'checkstand.order.completed', data);
  return { subject: 'orders', event: { ...event, subject: transactionId } };
}

/**
 * An entry as it stands, without what a terminal printed. @param said hexadecimal hash over all that it says: what a later epoch records
 * again is the same event.
 */
export function entryEvent(origin: Origin, record: JournalRecord, subject: Subject, said: string): Outgoing {
  const { transactionId, ...body } = record.body;
  const data = { ...body, ...(transactionId === undefined ? {} : { transactionId }), ...origin, evidence: undefined };
  const kind = record.kind.replace(/(?!^)([A-Z])/g, '.$1').toLowerCase();
  const event = eventOf(origin, record, said, `checkstand.${kind}`, data);
  return { subject, event: typeof transactionId === 'string' ? { ...event, subject: transactionId } : event };
}

function eventOf(origin: Origin, record: JournalRecord, id: string, type: string, data: unknown): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: `/stores/${encodeURIComponent(origin.store)}/workstations/${origin.workstation}`,
    type: `${type}.v1`,
    time: record.recordedAt,
    datacontenttype: 'application/json',
    partitionkey: partitionKey(origin),
    data,
  };
}

/** One workstation's events keep their order: they share a partition. */
export function partitionKey({ store, workstation }: Origin): string {
  return `${store}/${workstation}`;
}
