import { z } from 'zod';
import type { DeviceCategory } from '../workstation/ports/device.ts';

/**
 * What every device profile has, whatever its category. Milliseconds throughout.
 * The limits keep the promise that an unplugged device shows within 3 s: a question is asked at least every 1.5 s.
 */
export function profileBase<Category extends DeviceCategory>(category: Category) {
  return {
    $schema: z.string().optional().describe('Where the JSON Schema of this file is; for editors.'),
    version: z.int().min(1).describe('Raised with every change of this file.'),
    category: z.literal(category),
    vendor: z.string().min(1).max(60),
    model: z.string().min(1).max(60),
    notes: z.array(z.string().max(500)).max(20).default([]).describe('What whoever installs the device should know.'),
    connection: z
      .strictObject({
        connectTimeoutMs: z.int().min(50).max(10_000).default(800),
        handshakeMs: z
          .int()
          .min(100)
          .max(60_000)
          .default(1500)
          .describe('How long a reached device has to answer for the first time.'),
      })
      .prefault({}),
  };
}

/** How often a device that can be asked is asked while idle. */
export const heartbeatSchema = z.strictObject({
  everyMs: z.int().min(100).max(600_000).default(1000),
  limitMs: z.int().min(100).max(60_000).default(1500).describe('No answer for this long: the device has gone.'),
});
