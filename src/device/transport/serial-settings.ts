import { z } from 'zod';

const BAUDS = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;

/** How the two ends of a serial line agree to talk. A profile has what its model leaves the factory with; the address may say otherwise. */
export const serialSettingsSchema = z.strictObject({
  baud: z.literal(BAUDS).default(9600).describe('Bits per second.'),
  data: z.literal([7, 8]).default(8).describe('Data bits.'),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stop: z.literal([1, 2]).default(1).describe('Stop bits.'),
  flow: z
    .enum(['none', 'hardware', 'software'])
    .default('none')
    .describe('Who stops whom when a buffer is full: RTS/CTS, XON/XOFF, or nobody.'),
});

export type SerialSettings = z.infer<typeof serialSettingsSchema>;

/** What every profile says of its model's serial line; of no use where the device is reached otherwise. */
export const serialProfile = serialSettingsSchema
  .prefault({})
  .describe('Of a serial line, as the device must be set too. The address overrules it: ?baud=19200&parity=even.');

/** Settings out of an address's query; null where one is unknown, said twice or has a value that it can't have. */
export function readSerialQuery(query: URLSearchParams): Partial<SerialSettings> | null {
  const said = [...query];
  if (new Set(said.map(([name]) => name)).size < said.length) return null;
  const values = said.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]);
  const parsed = serialSettingsSchema.partial().safeParse(Object.fromEntries(values));
  if (!parsed.success) return null;
  // The defaults belong to the profile: only what was said is kept.
  return Object.fromEntries(said.map(([name]) => [name, parsed.data[name as keyof SerialSettings]]));
}
