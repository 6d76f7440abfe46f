import { z } from 'zod';
import { fieldValueSchema } from '../feed/desired.ts';
import { gateEventBodies } from './gate-events.ts';

const id = z.string().min(1).max(64);
const instant = z.iso.datetime();
/**
 * Why a device does not have the firmware that it is set to. `takesNone`: it takes none from the box that it hangs on. `spoilt`: what came
 * under that name was another file. `rejected`: the device did not take it.
 */
export const FIRMWARE_REFUSALS = ['takesNone', 'spoilt', 'rejected'] as const;
export type FirmwareRefusal = (typeof FIRMWARE_REFUSALS)[number];

const LEDGER_KEY_TEXT = z.string().regex(/^(?:[0-9a-f]{2}){1,16}$/);

/** Events of a workstation outside any transaction, as they stand in the journal (version 1). */
export const workstationEventBodies = {
  OperatorSignedIn: z.strictObject({ operatorId: id, role: z.enum(['attendant', 'manager', 'technician']) }),
  OperatorSignedOut: z.strictObject({
    operatorId: id,
    /** `idle`: left alone for a minute. `transaction`: what it was opened for has ended. */
    reason: z.enum(['operator', 'idle', 'transaction', 'connection']),
  }),
  /** A staff member has the cash drawer opened, on disk before the printer is told to. */
  DrawerOpened: z.strictObject({ operatorId: id, pulseId: id }),
  /** What came of it. `unsure`: the pulse may have been given. */
  DrawerSettled: z.strictObject({
    pulseId: id,
    outcome: z.enum(['pulsed', 'notOpened', 'unsure']),
    cause: z.enum(['offline', 'paperOut', 'coverOpen', 'cutter', 'jam', 'timeout', 'expired', 'busy']).optional(),
  }),
  /** The wall clock moved against the steady one. It orders nothing; whoever reads the dates should know. */
  ClockJumped: z.strictObject({ from: instant, to: instant }),
  /** A payment terminal was reached of which nothing was known: what it had approved last, if anything. All that comes after is ours. */
  TerminalMet: z.strictObject({ receiptNumber: id.optional(), traceNumber: id.optional() }),
  /** At the hub: a gate opens for this exit code, and nothing else does. `claimId` names that opening; the first entries lack it. */
  ExitClaimed: z.strictObject({ workstation: id, code: id, gate: id, claimId: id.optional() }),
  /** A tag that this box found to stand under sales of several transactions. */
  TagSoldTwice: z.strictObject({
    at: instant,
    key: LEDGER_KEY_TEXT,
    sales: z.array(z.strictObject({ workstation: id, epoch: id, seq: z.int().min(1), transaction: id })).max(8),
  }),
  /** Tags on the pad that were not sold. Beside those that are named: how many were another shop's, and how many more there were. */
  TagsRefused: z.strictObject({
    /** Transaction of the basket that was open, if one was: this is no event of it. */
    basket: id.optional(),
    tags: z
      .array(
        z.strictObject({
          reason: z.enum(['sold', 'elsewhere', 'unknown', 'unsellable', 'unreadable']),
          /** In the sold ledger; left out where the tag can't be read. */
          key: LEDGER_KEY_TEXT.optional(),
          gtin: z
            .string()
            .regex(/^\d{14}$/)
            .optional(),
          itemId: z.string().min(1).max(64).optional(),
        }),
      )
      .max(50),
    foreign: z.int().min(0),
    more: z.int().min(0),
  }),
  /** What the office set this box to, as far as it was taken: fields and values. */
  ConfigApplied: z.strictObject({
    version: z.int().min(1),
    fields: z.record(z.string().max(64), fieldValueSchema),
  }),
  /** What was not taken of it: all of it for one reason, or single fields. What was good before stays. */
  ConfigRefused: z.strictObject({
    version: z.int().min(1).optional(),
    reason: z.enum(['noKey', 'otherKey', 'signature', 'malformed', 'otherBox', 'expired', 'older']).optional(),
    fields: z
      .array(
        z.strictObject({ field: z.string().max(64), reason: z.enum(['unknown', 'invalid', ...FIRMWARE_REFUSALS]) }),
      )
      .max(100),
  }),
  ...gateEventBodies,
} as const;

export type WorkstationEventKind = keyof typeof workstationEventBodies;

export type WorkstationEvent = {
  [K in WorkstationEventKind]: {
    readonly kind: K;
    readonly body: Readonly<z.infer<(typeof workstationEventBodies)[K]>>;
  };
}[WorkstationEventKind];

export const WORKSTATION_EVENT_VERSION = 1;
