import { z } from 'zod';
import { llrpProfileSchema } from './llrp/profile.ts';

/** What has to be known of a fixed RFID reader, by the protocol that it speaks; each protocol's folder has its own. */
export const rfidReaderProfileSchema = z.discriminatedUnion('protocol', [llrpProfileSchema]);

export type RfidReaderProfile = z.infer<typeof rfidReaderProfileSchema>;
