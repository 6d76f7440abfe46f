import { z } from 'zod';
import { impinjProfileSchema } from './impinj/profile.ts';
import { llrpProfileSchema } from './llrp/profile.ts';
import { zebraProfileSchema } from './zebra/profile.ts';

/** What has to be known of a fixed RFID reader, by the protocol that it speaks; each protocol's folder has its own. */
export const rfidReaderProfileSchema = z.discriminatedUnion('protocol', [
  llrpProfileSchema,
  impinjProfileSchema,
  zebraProfileSchema,
]);

export type RfidReaderProfile = z.infer<typeof rfidReaderProfileSchema>;
