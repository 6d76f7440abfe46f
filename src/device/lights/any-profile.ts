import { z } from 'zod';
import { mqttRelayProfileSchema } from './mqtt-relay/profile.ts';
import { lightsProfileSchema as lcusProfileSchema } from './profile.ts';

/** What has to be known of lights, by the protocol that they speak. */
export const lightsProfileSchema = z.discriminatedUnion('protocol', [lcusProfileSchema, mqttRelayProfileSchema]);
