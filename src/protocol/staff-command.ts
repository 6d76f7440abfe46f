import { z } from 'zod';
import { MOST_PIECES } from '../domain/transaction/transaction.ts';

const id = z.string().min(1).max(64);
/** What is read off a terminal's display or slip: digits, as ZVT receipt (4) and trace (6) numbers are. */
const terminalNumber = z.string().regex(/^\d{1,8}$/);
const receiptNumber = z.string().min(1).max(32);

/**
 * What a staff member may ask for at the lane. `staffOpen` and `staffSignIn` need nobody's rights; all others need a grant that
 * `staffSignIn` opened on the same connection, and a role that may do it.
 */
export const staffCommandSchemas = [
  z.strictObject({ kind: z.literal('staffOpen') }),
  /** The PIN goes no further than the comparison: it is in no view, log or journal. */
  z.strictObject({
    kind: z.literal('staffSignIn'),
    operatorId: z.string().regex(/^\d{1,8}$/),
    pin: z.string().regex(/^\d{4,8}$/),
  }),
  z.strictObject({ kind: z.literal('staffClose') }),
  z.strictObject({
    kind: z.literal('staffSettleAge'),
    interventionId: id,
    outcome: z.enum(['approved', 'denied']),
  }),
  /** What the terminal shows of a payment whose outcome is unknown: paid, with its amount (minor units) and numbers, or not paid. */
  z.strictObject({
    kind: z.literal('staffResolvePayment'),
    attemptId: id,
    outcome: z.enum(['approved', 'declined']),
    /** All of what was asked, or a part of it. */
    amount: z.int().min(1).max(100_000_000_000).optional(),
    receiptNumber: terminalNumber.optional(),
    traceNumber: terminalNumber.optional(),
  }),
  /** A payment that the terminal would not take back was given back by hand, under this receipt number. */
  z.strictObject({ kind: z.literal('staffResolveReversal'), attemptId: id, receiptNumber: terminalNumber }),
  /** What a return was to give back of this payment was given back another way, under this number. */
  z.strictObject({ kind: z.literal('staffRefundByHand'), refundOf: id, receiptNumber: terminalNumber }),
  /** `reverse` asks the terminal to take a standing approval back; `acknowledge` says that someone has seen to it. */
  z.strictObject({ kind: z.literal('staffSettleAlarm'), alarmId: id, action: z.enum(['reverse', 'acknowledge']) }),
  z.strictObject({ kind: z.literal('staffSuspend') }),
  z.strictObject({ kind: z.literal('staffRecall'), transactionId: id }),
  z.strictObject({ kind: z.literal('staffCancelSuspended'), transactionId: id }),
  z.strictObject({ kind: z.literal('staffCancelBasket') }),
  /** Prints the last sale's receipt again, headed COPY. */
  z.strictObject({ kind: z.literal('staffPrintCopy') }),
  /** Opens the cash drawer on the printer. */
  z.strictObject({ kind: z.literal('staffOpenDrawer') }),
  /** Looks a completed sale up; it is in the next view, or the answer says that there is none. */
  z.strictObject({ kind: z.literal('staffFindSale'), receiptNumber }),
  /** Gives money back for pieces of some lines of the sale that was looked up, to the card that paid. */
  z.strictObject({
    kind: z.literal('staffRefund'),
    transactionId: id,
    lines: z
      .array(z.strictObject({ lineId: id, quantity: z.int().min(1).max(MOST_PIECES) }))
      .min(1)
      .max(500),
  }),
  /** Someone has looked at the tags that the pad refused. */
  z.strictObject({ kind: z.literal('staffTagsSeen') }),
  /** Grams of what the goods on the scale are packed in; 0 for nothing. */
  z.strictObject({ kind: z.literal('staffSetTare'), grams: z.int().min(0).max(5_000) }),
  z.strictObject({ kind: z.literal('staffHelpDone') }),
] as const;
