import { z } from 'zod';
import { MOST_PIECES } from '../domain/transaction/transaction.ts';
import { staffCommandSchemas } from './staff-command.ts';

const lineId = z.string().min(1).max(64);

/**
 * Everything that may be asked for by touch or key: a shopper's commands, and those of a staff member who has signed in. Scans come
 * from devices, and this way only where the lane is configured to have a scanner that types.
 */
export const kioskCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start') }),
  z.strictObject({ kind: z.literal('changeQuantity'), lineId, quantity: z.int().min(1).max(MOST_PIECES) }),
  z.strictObject({ kind: z.literal('voidLine'), lineId }),
  z.strictObject({ kind: z.literal('keyboardScan'), data: z.string().min(6).max(4096) }),
  z.strictObject({ kind: z.literal('undo') }),
  z.strictObject({ kind: z.literal('cancelBasket') }),
  z.strictObject({ kind: z.literal('toReview') }),
  z.strictObject({ kind: z.literal('toBasket') }),
  z.strictObject({ kind: z.literal('pay') }),
  z.strictObject({ kind: z.literal('abortPayment') }),
  z.strictObject({ kind: z.literal('finish') }),
  z.strictObject({ kind: z.literal('moreTime') }),
  z.strictObject({ kind: z.literal('callHelp') }),
  z.strictObject({ kind: z.literal('cancelHelp') }),
  z.strictObject({ kind: z.literal('dismissNotice'), noticeId: z.string().max(64) }),
  z.strictObject({ kind: z.literal('setLocale'), locale: z.string().max(16) }),
  /** "I need more time", on the idle warning. */
  z.strictObject({ kind: z.literal('stillHere') }),
  /** The answer to "Did your receipt print?". */
  z.strictObject({ kind: z.literal('receiptCame'), came: z.boolean() }),
  z.strictObject({ kind: z.literal('printReceipt') }),
  /** "Yes, 5 items": what the count of this id showed, and nothing else. */
  z.strictObject({ kind: z.literal('confirmPad'), countId: z.int().min(0) }),
  z.strictObject({ kind: z.literal('countAgain') }),
  /** "One is missing", on the count. */
  z.strictObject({ kind: z.literal('padMissing') }),
  /** Goes on without what lies on the pad. */
  z.strictObject({ kind: z.literal('leavePad') }),
  /** Opens the goods that are picked by their picture. */
  z.strictObject({ kind: z.literal('findItem') }),
  z.strictObject({ kind: z.literal('searchItems'), text: z.string().max(24) }),
  z.strictObject({ kind: z.literal('chooseCategory'), category: z.string().min(1).max(120).nullable() }),
  z.strictObject({ kind: z.literal('pickItem'), itemId: z.string().min(1).max(64) }),
  /** Adds the weight of this id, as it was shown, and nothing else. */
  z.strictObject({ kind: z.literal('takeWeight'), weightId: z.int().min(0) }),
  z.strictObject({ kind: z.literal('leaveFind') }),
  ...staffCommandSchemas,
  z.strictObject({
    kind: z.literal('setAppearance'),
    appearance: z.strictObject({
      text: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
      theme: z.enum(['light', 'dark']),
      contrast: z.enum(['normal', 'more']),
      lowReach: z.boolean(),
    }),
  }),
]);

export type KioskCommand = z.infer<typeof kioskCommandSchema>;

/** A command with its id (a duplicate is a no-op that gets the first answer) and the view its sender was looking at. */
export const commandEnvelopeSchema = z.strictObject({
  id: z.uuid(),
  seen: z.int().min(0),
  command: kioskCommandSchema,
});

export type CommandEnvelope = z.infer<typeof commandEnvelopeSchema>;

/** `stale`: the sender was looking at another screen. `notNow`: it makes no sense in this state. Neither changes anything. */
export type CommandAnswer =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'stale'
        | 'notNow'
        | 'unknownLine'
        | 'locked'
        | 'fault'
        | 'notAllowed'
        | 'noSuchSale'
        | 'numbersTaken'
        | 'asideFull';
      readonly code?: string;
    };
