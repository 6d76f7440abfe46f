import { z } from 'zod';
import type { Minor } from '../money/money.ts';
import { type PaymentEvidence, paymentEvidenceSchema } from './evidence.ts';

/**
 * `unmatched`: an approval nobody waited for. `contradiction`: the terminal says other than staff had read. `twice`: the terminal took a
 * payment back that staff had given back by hand. `astray`: asked to take a payment back, it took another one. `otherCard`: a refund went to
 * another card than the one that paid. `tooMuch`: more was refunded than was asked. `setAside`: of a sale that can't be read back.
 */
export const alarmReasons = [
  'unmatched',
  'contradiction',
  'twice',
  'astray',
  'otherCard',
  'tooMuch',
  'setAside',
] as const;

/**
 * `refused`: the terminal was told to take it back by itself. `standing`: the money has been taken. `returned`: it went to a card.
 * `unclear`: only the terminal's books tell.
 */
export const alarmDispositions = ['refused', 'standing', 'returned', 'unclear'] as const;

export type AlarmReason = (typeof alarmReasons)[number];
export type AlarmDisposition = (typeof alarmDispositions)[number];

const id = z.string().min(1).max(64);
/** The amount of a ZVT terminal has twelve digits, and an approval is told as it came. Source: PA00P015, "Summary of utilised BMPs", 04. */
const MOST_AMOUNT = 999_999_999_999;
const amount = z.int().min(0).max(MOST_AMOUNT);

/** Events of a payment that belongs to no sale, or that contradicts what staff have entered. Never dropped: open until settled. */
const bodies = {
  PaymentAlarmRaised: z.strictObject({
    alarmId: id,
    reason: z.enum(alarmReasons),
    amount,
    currency: z.string().max(3).optional(),
    disposition: z.enum(alarmDispositions),
    /** The payment that it is about, where it is about one of the lane's. */
    attemptId: id.optional(),
    evidence: paymentEvidenceSchema,
  }),
  PaymentAlarmSettled: z.strictObject({
    alarmId: id,
    /** `reversed`: the terminal took it back. `acknowledged`: a staff member has seen to it. */
    outcome: z.enum(['reversed', 'acknowledged']),
    operatorId: id.optional(),
    evidence: paymentEvidenceSchema.optional(),
  }),
} as const;

export type PaymentAlarmEventKind = keyof typeof bodies;

export type PaymentAlarmEvent = {
  [K in PaymentAlarmEventKind]: { readonly kind: K; readonly body: Readonly<z.infer<(typeof bodies)[K]>> };
}[PaymentAlarmEventKind];

export const PAYMENT_ALARM_VERSION = 1;

export interface PaymentAlarm {
  readonly alarmId: string;
  readonly reason: AlarmReason;
  readonly amount: Minor;
  readonly disposition: AlarmDisposition;
  readonly attemptId: string | null;
  /** RFC 3339 UTC. */
  readonly raisedAt: string;
  readonly evidence: PaymentEvidence;
}

export type RaisedAlarm = Extract<PaymentAlarmEvent, { kind: 'PaymentAlarmRaised' }>['body'];

/** Each member alone: one that does not fit says the least that can be said, and takes no other with it. */
const fitting = z.object({
  reason: bodies.PaymentAlarmRaised.shape.reason.catch('unmatched'),
  amount: amount.catch(({ value }) => (typeof value === 'number' && value > MOST_AMOUNT ? MOST_AMOUNT : 0)),
  currency: bodies.PaymentAlarmRaised.shape.currency.catch(undefined),
  disposition: bodies.PaymentAlarmRaised.shape.disposition.catch('unclear'),
  attemptId: bodies.PaymentAlarmRaised.shape.attemptId.catch(undefined),
});

/**
 * An alarm as it can be written down and read back, of whatever a terminal or a damaged entry says: what is not within the bounds of its
 * schema is cut, and the alarm never is lost for it.
 */
export function fittingAlarm(alarmId: string, said: unknown): RaisedAlarm {
  const members: Readonly<Record<string, unknown>> = Object.fromEntries(membersOf(said));
  const { currency, attemptId, ...rest } = fitting.parse(members);
  return {
    alarmId,
    ...rest,
    evidence: fittingEvidence(members.evidence),
    ...(currency === undefined ? {} : { currency }),
    ...(attemptId === undefined ? {} : { attemptId }),
  };
}

function membersOf(said: unknown): [string, unknown][] {
  return typeof said === 'object' && said !== null ? Object.entries(said) : [];
}

function fittingEvidence(said: unknown): PaymentEvidence {
  const fit = membersOf(said).filter(([name, value]) => paymentEvidenceSchema.safeParse({ [name]: value }).success);
  return paymentEvidenceSchema.parse(Object.fromEntries(fit));
}

/** Reads an alarm event back from a journal entry; null where the entry is of another kind or not what this program writes. */
export function readPaymentAlarmEvent(kind: string, v: number, body: unknown): PaymentAlarmEvent | null {
  if (!Object.hasOwn(bodies, kind) || v !== PAYMENT_ALARM_VERSION) return null;
  const parsed = bodies[kind as PaymentAlarmEventKind].safeParse(body);
  return parsed.success ? ({ kind, body: parsed.data } as PaymentAlarmEvent) : null;
}

/** An alarm stands open in the journal as a transaction does, until it is settled. */
export function paymentAlarmBoundary(kind: string): 'opens' | 'closes' | undefined {
  if (kind === 'PaymentAlarmRaised') return 'opens';
  return kind === 'PaymentAlarmSettled' ? 'closes' : undefined;
}

/** What an alarm event leaves open: the alarm, or null once it is settled. */
export function openAlarm(event: PaymentAlarmEvent, recordedAt: string): PaymentAlarm | null {
  if (event.kind === 'PaymentAlarmSettled') return null;
  const { alarmId, reason, amount: taken, disposition, attemptId = null, evidence } = event.body;
  return { alarmId, reason, amount: taken, disposition, attemptId, raisedAt: recordedAt, evidence };
}
