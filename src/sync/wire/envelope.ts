import { z } from 'zod';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import { instant, keyId, signature, uuid } from './names.ts';

/** Version of the envelope. A box that meets another drops the message: nothing is guessed. */
export const ENVELOPE_VERSION = 1;

/** What every message but Homie's states travels in. `type` is the topic's last level. */
export const envelopeSchema = z.strictObject({
  id: uuid.describe('Of this message; a second one with it is dropped'),
  v: z.literal(ENVELOPE_VERSION),
  seq: z.int().min(1).describe("Counts the sender's messages since it started"),
  ts: instant.describe("The sender's clock"),
  type: z.string().min(1).max(32),
  body: z.unknown().describe('What the type says'),
  key: keyId.describe("The sender's key"),
  sig: signature.describe('Over the RFC 8785 form of the other members and the topic'),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** Bytes that the sender signs: the topic is in it, so that no message can be moved to another place or to other ears. */
export function envelopeBytes(topic: string, envelope: Omit<Envelope, 'sig'>): Uint8Array {
  const { id, v, seq, ts, type, body, key } = envelope;
  return canonicalBytes({ topic, id, v, seq, ts, type, body: body as JsonValue, key });
}
