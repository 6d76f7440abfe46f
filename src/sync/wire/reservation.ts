import { z } from 'zod';
import { uuid } from './names.ts';

/**
 * Vouchers, gift cards and points lie in the cloud. A lane reserves, and once its sale is paid commits, or releases. The id of a
 * reservation is the lane's, made before the first try and the same with every further one: whatever is lost or repeated on the way, it is one.
 */
const MOST_AMOUNT = 100_000_000_000;

export const balanceKindSchema = z.enum(['voucher', 'giftCard', 'loyalty']);
export type BalanceKind = z.infer<typeof balanceKindSchema>;

/** What is on the card or the paper, as it was scanned or typed. */
export const balanceCodeSchema = z.string().regex(/^[\x21-\x7e]{6,64}$/);
/** ISO 4217; for points its code of "no currency". */
export const balanceCurrencySchema = z.string().regex(/^[A-Z]{3}$/);
export const balanceAmountSchema = z.int().min(1).max(MOST_AMOUNT);

/** `POST /v1/reservations` */
export const reservationRequestSchema = z.strictObject({
  id: uuid,
  kind: balanceKindSchema,
  code: balanceCodeSchema,
  /** Minor units, or points. Of a voucher no more than its value counts, and it is spent as a whole. */
  amount: balanceAmountSchema,
  currency: balanceCurrencySchema,
  transactionId: z.string().min(1).max(64),
});
export type ReservationRequest = z.infer<typeof reservationRequestSchema>;

export const reservationAddressSchema = z.object({ id: uuid });

/** A reservation as it stands. `expired`: it was not committed in time, and what it held is free again. */
export const reservationSchema = z.object({
  id: uuid,
  state: z.enum(['reserved', 'committed', 'released', 'expired']),
  amount: balanceAmountSchema,
  currency: balanceCurrencySchema,
  expiresAt: z.iso.datetime(),
});
export type Reservation = z.infer<typeof reservationSchema>;

/** What came of an order. Refusals are answers, not problems: the lane offers another way to pay. */
export const reservationReplySchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), reservation: reservationSchema }),
  z.object({
    outcome: z.literal('refused'),
    /** `unknown`: no such code here. `settled`: it was committed or released before, and stays that. */
    reason: z.enum(['unknown', 'insufficient', 'outOfDate', 'blocked', 'otherCurrency', 'expired', 'settled']),
    /** What is free on it, where the code was right. */
    available: z.int().min(0).optional(),
  }),
]);
export type ReservationReply = z.infer<typeof reservationReplySchema>;
