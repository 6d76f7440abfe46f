import { z } from 'zod';
import type { DeviceCategory } from '../workstation/ports/device.ts';

/** What the device itself must be set to before it fits its profile, and how that is said to it. */
const setupSchema = z
  .array(
    z
      .strictObject({
        set: z.string().min(1).max(120).describe('What it is set to.'),
        by: z
          .enum(['barcode', 'command', 'menu', 'switch', 'software', 'wiring'])
          .describe(
            "How: a programming barcode, a command over its wire, the device's menu, a switch on it, the maker's tool or its own page, what it is joined to.",
          ),
        say: z.string().min(1).max(200).describe('The name of the barcode, the command, the way through the menu.'),
        bytes: z
          .string()
          .regex(/^([0-9a-f]{2})( [0-9a-f]{2})*$/)
          .optional()
          .describe('The command as it goes over the wire, in hexadecimal.'),
      })
      .refine(
        ({ by, bytes }) => (by === 'command') === (bytes !== undefined),
        'a command, and nothing else, has bytes',
      ),
  )
  .max(20)
  .default([]);

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
    setup: setupSchema,
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
