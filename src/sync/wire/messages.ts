import { z } from 'zod';
import { epcisSchema } from './epcis.ts';
import {
  exitClaimAnswerSchema,
  exitClaimSchema,
  exitOpenedSchema,
  gateAlarmSchema,
  gateAlarmSettledSchema,
  settleAnswerSchema,
  settleSchema,
} from './gate.ts';
import { laneStateSchema } from './lane.ts';
import {
  ledgerHeadsAnswerSchema,
  ledgerHeadsSchema,
  ledgerRangeAnswerSchema,
  ledgerRangeSchema,
  ledgerSnapshotAnswerSchema,
  ledgerSnapshotSchema,
  tagsReturnedSchema,
  tagsSoldSchema,
} from './ledger.ts';
import { type BoxRole, instant, uuid } from './names.ts';

interface EventKind {
  readonly body: z.ZodType;
  /** Roles of whose boxes it is taken; from any other it is dropped. */
  readonly from: readonly BoxRole[];
}

/** Every event, its body, and who may say it. */
export const EVENTS = {
  tagsSold: { body: tagsSoldSchema, from: ['lane'] },
  tagsReturned: { body: tagsReturnedSchema, from: ['lane'] },
  gateAlarm: { body: gateAlarmSchema, from: ['gate'] },
  gateAlarmSettled: { body: gateAlarmSettledSchema, from: ['gate', 'lane', 'hub'] },
  epcis: { body: epcisSchema, from: ['gate', 'lane'] },
  laneState: { body: laneStateSchema, from: ['lane'] },
} as const satisfies Record<string, EventKind>;

interface RequestKind {
  readonly body: z.ZodType;
  readonly answer: z.ZodType;
  /**
   * `acts`: it changes something, so that a late one is refused. `reads` nothing but what is there, `tells` what has happened: these may come
   * as late as they like, and by whatever clock.
   */
  readonly effect: 'acts' | 'reads' | 'tells';
  readonly from: readonly BoxRole[];
}

const ANY: readonly BoxRole[] = ['lane', 'gate', 'hub'];

/** Every request, its answer, and who may ask it. */
export const REQUESTS = {
  ledgerRange: { body: ledgerRangeSchema, answer: ledgerRangeAnswerSchema, effect: 'reads', from: ANY },
  ledgerHeads: { body: ledgerHeadsSchema, answer: ledgerHeadsAnswerSchema, effect: 'reads', from: ANY },
  ledgerSnapshot: { body: ledgerSnapshotSchema, answer: ledgerSnapshotAnswerSchema, effect: 'reads', from: ANY },
  exitClaim: { body: exitClaimSchema, answer: exitClaimAnswerSchema, effect: 'acts', from: ['gate'] },
  exitOpened: { body: exitOpenedSchema, answer: exitClaimAnswerSchema, effect: 'tells', from: ['gate'] },
  settle: { body: settleSchema, answer: settleAnswerSchema, effect: 'acts', from: ANY },
} as const satisfies Record<string, RequestKind>;

export type EventType = keyof typeof EVENTS;
export type EventBody<T extends EventType> = z.infer<(typeof EVENTS)[T]['body']>;
export type RequestType = keyof typeof REQUESTS;
export type RequestBody<T extends RequestType> = z.infer<(typeof REQUESTS)[T]['body']>;
export type AnswerBody<T extends RequestType> = z.infer<(typeof REQUESTS)[T]['answer']>;

/** Why a request was not answered with what was asked for. */
export const refusal = z.enum(['badRequest', 'stale', 'notAllowed', 'unavailable', 'busy']);
export type Refusal = z.infer<typeof refusal>;

/** Body of a request's envelope: what is asked, until when an answer is of use, and the name by which it is answered. */
export const askedSchema = z.strictObject({ correlation: uuid, expires: instant, ask: z.unknown() });

/** Body of a response's envelope. */
export const answeredSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), correlation: uuid, answer: z.unknown() }),
  z.strictObject({ kind: z.literal('refused'), correlation: uuid, why: refusal }),
]);

/** Events that are set down and that no box says yet: the documents leave them out. */
export const NOT_SAID_YET: ReadonlySet<EventType> = new Set(['laneState']);

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

export function isRequestType(text: string): text is RequestType {
  return Object.hasOwn(REQUESTS, text);
}
