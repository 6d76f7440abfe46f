import { z } from 'zod';
import { SETTLEMENTS } from '../domain/gate/alarm.ts';
import { EXIT_REFUSALS, MOST_EXIT_TEXT } from '../domain/gate/exit-claim.ts';

const count = z.int().min(0);

/** A tag as the gate's page shows it. */
export const gateTagViewSchema = z.strictObject({
  /** The item's name; null where the catalogue has none. */
  name: z.string().nullable(),
  /** Name of a picture in the set of the screens. */
  picture: z.string().nullable(),
  /** Minor units of the store's currency. */
  price: z.int().nullable(),
  /** EPC as a URI; of an unreadable tag its memory in hex. */
  epc: z.string(),
  gtin: z.string().nullable(),
  serial: z.string().nullable(),
  /** Why it could not be read; null for a readable one. */
  unreadable: z.string().nullable(),
});

const causes = [
  ...(['unsold', 'unreadable', 'ledgerUnavailable', 'ledgerStale', 'bulkExit'] as const),
  ...(['exitClaimedTwice', 'exitRefused'] as const),
] as const;

export const GATE_NOTICE_CODES = ['SYNC_SALES_MISSING', 'SYNC_SOLD_TWICE'] as const;

/** The gate's page: pushed whole whenever it changes. Instants are milliseconds since 1970. */
export const gateViewSchema = z.strictObject({
  label: z.string(),
  currency: z.string(),
  locale: z.string(),
  mode: z.enum(['watching', 'muted', 'held']),
  /** When a mute ends by itself, as seconds from now. */
  mutedForSeconds: count.nullable(),
  ledger: z.strictObject({
    condition: z.enum(['fresh', 'stale', 'unavailable']),
    /** Since a lane or the hub was heard; null without a bus. */
    heardAgoSeconds: count.nullable(),
    gaps: count,
  }),
  /** Every reader that is set up. */
  readers: z
    .array(
      z.strictObject({
        id: z.string(),
        hearing: z.enum(['reading', 'impaired', 'deaf']),
        since: z.int(),
        /** What is wrong and what to do, in the store's language; null while there is nothing to be done. */
        advice: z.string().nullable(),
      }),
    )
    .max(64),
  /** Open alarms, oldest first. */
  alarms: z.array(
    z.strictObject({
      id: z.string(),
      cause: z.enum(causes),
      raisedAt: z.int(),
      /** Tags of it, shown or not. */
      count,
      tags: z.array(gateTagViewSchema).max(20),
    }),
  ),
  /** Tags let pass that staff should know of, newest first. */
  reported: z
    .array(
      z.strictObject({
        at: z.int(),
        cause: z.enum(['unreadable', 'grace', 'muted', 'ledgerUnavailable', 'ledgerStale']),
        tag: gateTagViewSchema,
      }),
    )
    .max(20),
  /** What is odd about the store's ledger; `code` has its sentence among the words. */
  notices: z
    .array(
      z.strictObject({
        id: z.string(),
        at: z.int(),
        code: z.enum(GATE_NOTICE_CODES),
        tag: gateTagViewSchema.nullable(),
        /** Lanes that it is about. */
        boxes: z.array(z.string()).max(8),
      }),
    )
    .max(50),
  counts: z.strictObject({
    sold: count,
    foreign: count,
    unreadable: count,
    inward: count,
    alarms: count,
    reported: count,
    codesRefused: count,
  }),
  tracked: count,
  dropped: count,
  /** Code of the fault that keeps records from the journal; null while it takes them. */
  recordsFault: z.string().nullable(),
  recordsWaiting: count,
  recordsLost: count,
  unreportedExits: count,
  /** What was said to whoever showed a receipt last, by its number; null some seconds later. `reason` of a refusal. */
  exit: z
    .strictObject({
      number: count,
      kind: z.enum(['granted', 'refused']),
      reason: z.enum(EXIT_REFUSALS).nullable(),
    })
    .nullable(),
});

export type GateView = z.infer<typeof gateViewSchema>;
export type GateTagView = z.infer<typeof gateTagViewSchema>;

/** What staff may order at the gate. */
export const gateOrderSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('settle'),
    alarmId: z.string().min(1).max(64),
    settlement: z.enum(SETTLEMENTS),
  }),
  /** 0 ends it. */
  z.strictObject({ kind: z.literal('mute'), minutes: z.int().min(0).max(120) }),
  z.strictObject({ kind: z.literal('hold'), held: z.boolean() }),
]);
export type GateOrder = z.infer<typeof gateOrderSchema>;

/** An order with who gives it: the gate has no keypad at which somebody stays signed in. */
export const signedOrderSchema = z.strictObject({
  operatorId: z.string().regex(/^\d{1,8}$/),
  pin: z.string().regex(/^\d{4,12}$/),
  order: gateOrderSchema,
});

/** A code at the gate's page: typed in, or by a scanner that types. */
export const exitCodeSchema = z.strictObject({ code: z.string().max(MOST_EXIT_TEXT) });

export const gateAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.literal('granted') }),
  z.strictObject({
    kind: z.literal('refused'),
    reason: z.enum([...(['badRequest', 'wrongPin', 'notAllowed', 'notThere'] as const), ...EXIT_REFUSALS]),
  }),
  /** Too many wrong PINs: nothing was compared. */
  z.strictObject({ kind: z.literal('wait'), seconds: z.int().min(1) }),
]);
export type GateAnswer = z.infer<typeof gateAnswerSchema>;
