import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../../profile-base.ts';
import { credentialOptions } from '../../transport/credentials.ts';

export const MOST_OUTPUTS = 8;
const channel = z.int().min(1).max(MOST_OUTPUTS);

/** A topic with {topic} for that of the address, and {n} for the relay as the board counts it. */
const template = z
  .string()
  .max(120)
  .regex(/^[^+#\p{Cc}]*\{topic\}[^+#\p{Cc}]*\{n\}[^+#\p{Cc}]*$/u, 'expected a topic such as "cmnd/{topic}/POWER{n}"');
const word = z.string().max(64);

/** What has to be known of a board of relays that is told by messages of a broker, and tells how they are. */
export const mqttRelayProfileSchema = z
  .strictObject({
    ...profileBase('lights'),
    protocol: z.literal('mqtt-relay'),
    heartbeat: heartbeatSchema.prefault({}).describe('How often the board is asked for its relays.'),
    outputs: channel.describe('Relays that the board has.'),
    numberedFrom: z.union([z.literal(0), z.literal(1)]).describe('How the board counts its first relay.'),
    command: z
      .strictObject({ topic: template, on: word, off: word, ask: word })
      .describe('What is published to have a relay closed or opened, and to be told how it is.'),
    state: z
      .strictObject({
        topic: template,
        field: z
          .string()
          .regex(/^[A-Za-z_]\w{0,31}$/)
          .nullable()
          .describe('Where the board tells in JSON: the field that is true or false. Null where it tells a word.'),
        on: word.optional(),
        off: word.optional(),
      })
      .refine(({ field, on, off }) => (field === null) === (on !== undefined && off !== undefined && on !== off), {
        message: 'expected a field, or two words',
      })
      .describe('What the board publishes of a relay.'),
    channels: z
      .strictObject({ green: channel, amber: channel, red: channel })
      .refine(
        ({ green, amber, red }) => new Set([green, amber, red]).size === 3,
        'each colour needs a relay of its own',
      )
      .default({ green: 1, amber: 2, red: 3 })
      .describe('Where it is a lane light: the relay of each colour, from 1. A gate says itself what hangs where.'),
  })
  .refine(({ channels, outputs }) => Math.max(...Object.values(channels)) <= outputs, {
    path: ['channels'],
    message: 'expected relays that the board has',
  });

export type MqttRelayProfile = z.infer<typeof mqttRelayProfileSchema>;

export const mqttRelayOptionsSchema = z.strictObject(credentialOptions);

/** The topics of one relay, from 1. */
export function relayTopics(profile: MqttRelayProfile, base: string, port: number) {
  const whole = (text: string): string =>
    text.replace('{topic}', () => base).replace('{n}', String(port - 1 + profile.numberedFrom));
  return { command: whole(profile.command.topic), state: whole(profile.state.topic) };
}

/** Whether a relay is closed, by what the board tells; null where it tells something else. */
export function readRelay({ field, on, off }: MqttRelayProfile['state'], payload: Uint8Array): boolean | null {
  if (payload.length > 4096) return null;
  const text = Buffer.from(payload).toString('utf8');
  if (field === null) return text === on ? true : text === off ? false : null;
  try {
    const value: unknown = JSON.parse(text);
    const said =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === field) : null;
    return typeof said?.[1] === 'boolean' ? said[1] : null;
  } catch {
    return null;
  }
}
