import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../profile-base.ts';
import { serialProfile } from '../transport/serial-settings.ts';

/** What has to be known of a scale. */
export const scaleProfileSchema = z.strictObject({
  ...profileBase('scale'),
  serial: serialProfile,
  protocol: z.enum(['mt-sics', 'toledo-8217', 'nci', 'cas', 'dialog-06']),
  unit: z
    .enum(['kg', 'lb'])
    .default('kg')
    .describe('Unit that the scale is set to, where its protocol does not say (toledo-8217).'),
  heartbeat: heartbeatSchema.prefault({}),
  pollMs: z.int().min(50).max(2000).default(150).describe('Between two questions while goods are being weighed.'),
  answerMs: z.int().min(50).max(5000).default(800).describe('How long an answer may take.'),
  unsettledMs: z
    .int()
    .min(2000)
    .max(120_000)
    .default(10_000)
    .describe("No answer for this long but motion, or that it can't weigh: staff are told."),
  zeroMs: z.int().min(100).max(10_000).default(4000).describe('How long zeroing may take.'),
  freshMs: z.int().min(100).max(5000).default(1000).describe('A weight older than this is not sold by.'),
});

export type ScaleProfile = z.infer<typeof scaleProfileSchema>;
