import { z } from 'zod';

const short = z.string().max(64);

/**
 * All that is ever kept of a card payment: no PAN, track or CVV. `receiptText` is the terminal's own text, line by line, with
 * card numbers already reduced to their last four by the driver.
 */
export const paymentEvidenceSchema = z.strictObject({
  scheme: short.optional(),
  lastFour: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  authorisation: short.optional(),
  terminalId: short.optional(),
  /** The terminal's own receipt number and trace number: what recovery compares. */
  receiptNumber: short.optional(),
  traceNumber: short.optional(),
  terminalTime: short.optional(),
  receiptText: z.array(z.string().max(200)).max(200).default([]),
});

export type PaymentEvidence = z.infer<typeof paymentEvidenceSchema>;
