import { z } from 'zod';
import { boxId, instant, uuid } from './names.ts';

const hex = z.string().regex(/^(?:[0-9a-f]{2}){1,64}$/);

/**
 * Event `gateAlarm`: something left, or was about to, that no sale covers. `alarm` names it; saying it again changes nothing. Members may
 * be added to it and to its tags within one version of the envelope: whoever reads it passes over those that it does not know.
 */
export const gateAlarmSchema = z.object({
  alarm: uuid,
  at: instant,
  reason: z.enum(['unsold', 'unreadable', 'bulkExit', 'exitClaimedTwice', 'exitRefused']),
  tags: z
    .array(
      z.object({
        epc: hex.describe('The EPC, whole; of an unreadable tag its memory'),
        uri: z.string().min(1).max(1024).optional().describe('Pure identity URI; for TDS 2.x the Digital Link'),
        unreadable: z.string().min(1).max(40).optional().describe('Why it is no EPC; left out for one that is'),
        item: z.string().min(1).max(64).optional(),
        gtin: z
          .string()
          .regex(/^\d{14}$/)
          .optional(),
        name: z.string().min(1).max(200).optional().describe('Name of the item'),
        picture: z.string().min(1).max(200).optional().describe('Its picture, as the catalogue names it'),
      }),
    )
    .max(64),
  moreTags: z.int().min(0).describe('How many further tags the alarm is about'),
});
export type GateAlarm = z.infer<typeof gateAlarmSchema>;

const operatorId = z.string().min(1).max(32);
const operator = z.strictObject({ id: operatorId, role: z.enum(['attendant', 'manager']) });

/** Event `gateAlarmSettled`: somebody saw to it. */
export const gateAlarmSettledSchema = z.strictObject({
  alarm: uuid,
  at: instant,
  outcome: z.enum(['paid', 'returned', 'falseAlarm', 'left']),
  operator: operatorId.nullable().describe('Their number; null where the gate settled it by itself'),
});

/** Request `settle`: end this alarm, in an operator's name. Who answers checks operator and role again. */
export const settleSchema = z.strictObject({
  alarm: uuid,
  outcome: z.enum(['paid', 'returned', 'falseAlarm', 'left']),
  operator,
});
export const settleAnswerSchema = z.strictObject({
  result: z.enum(['settled', 'alreadySettled', 'unknownAlarm', 'notAllowed']),
});

const exit = {
  workstation: boxId.describe('The lane that issued the code'),
  code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{8}$/),
  gate: boxId,
  claimId: uuid.describe('Names this opening: asking again for it is the same claim, and any other opening is refused'),
} as const;

/** Request `exitClaim`, gate to hub: this exit code was shown, may it open the gate? */
export const exitClaimSchema = z.strictObject(exit);
/** Request `exitOpened`, gate to hub: this exit code has opened the gate while the hub was silent. */
export const exitOpenedSchema = z.strictObject(exit);
export const exitClaimAnswerSchema = z.strictObject({
  result: z.enum(['claimed', 'alreadyClaimed']).describe('alreadyClaimed: by another opening, of this gate or another'),
  by: boxId.describe('The gate that has it'),
});
