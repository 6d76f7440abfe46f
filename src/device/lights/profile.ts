import { z } from 'zod';
import { profileBase } from '../profile-base.ts';
import { serialProfile } from '../transport/serial-settings.ts';
import { MOST_CHANNELS } from './frame.ts';

const channel = z.int().min(1).max(MOST_CHANNELS);

/** What has to be known of a lane light: a board of relays with a lamp of one colour on each. */
export const lightsProfileSchema = z.strictObject({
  ...profileBase('lights'),
  serial: serialProfile,
  protocol: z.literal('lcus'),
  channels: z
    .strictObject({ green: channel, amber: channel, red: channel })
    .refine(({ green, amber, red }) => new Set([green, amber, red]).size === 3, 'each colour needs a relay of its own')
    .default({ green: 1, amber: 2, red: 3 })
    .describe('The relay that each colour hangs on, as the board counts them.'),
  gapMs: z
    .int()
    .min(0)
    .max(1000)
    .default(30)
    .describe('Pause between two commands; 0 sends them together. Some boards lose what follows too closely.'),
  repeatMs: z
    .int()
    .min(1000)
    .max(600_000)
    .nullable()
    .default(5000)
    .describe('How often the light is said again: a board that lost its power says nothing of it. Null never.'),
});

export type LightsProfile = z.infer<typeof lightsProfileSchema>;
