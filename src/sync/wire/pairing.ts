import { z } from 'zod';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import { signedDirectorySchema } from './directory.ts';
import { boxId, publicKey, signature, storeId } from './names.ts';

export const PAIRING_PATH = '/v1/pair';
/** Most bytes of a request to pair, and of its answer: that carries the whole list of keys. */
export const MAX_PAIRING_REQUEST_BYTES = 8 * 1024;
export const MAX_PAIRING_ANSWER_BYTES = 256 * 1024;

const mac = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .describe('HMAC-SHA-256 with the key that follows from the code, base64url');
const base64url = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/);

/** What a box sends to be paired. The code itself never travels: `mac` shows that the box was given it. */
export const pairingRequestSchema = z.strictObject({
  v: z.literal(1),
  box: boxId,
  x: publicKey.describe('Its Ed25519 key, the one that signs'),
  tlsKey: base64url(100, 200).describe('Its P-256 key for TLS: SubjectPublicKeyInfo, DER'),
  nonce: base64url(22, 22).describe('16 random bytes'),
  seen: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the certificate that the box's connection ends at"),
  sig: signature.describe('By `x`, over the members before'),
  tlsSig: base64url(90, 100).describe('By `tlsKey`: ECDSA with SHA-256, DER, over the same'),
  mac,
});
export type PairingRequest = z.infer<typeof pairingRequestSchema>;

const pem = z.string().max(4096).startsWith('-----BEGIN CERTIFICATE-----');

/** What the hub gives a box that was paired. */
export const pairingAnswerSchema = z.strictObject({
  v: z.literal(1),
  store: storeId,
  hub: z.strictObject({ box: boxId, x: publicKey }),
  ca: pem,
  certificate: pem.describe("For the box's `tlsKey`"),
  password: base64url(43, 43).describe('For the broker, under the name of the box'),
  busPort: z.int().min(1).max(65_535),
  directory: signedDirectorySchema,
  mac: mac.describe("With the request's `mac` in it, so that it answers this request only"),
});
export type PairingAnswer = z.infer<typeof pairingAnswerSchema>;

/** Why not. A wrong code and a box that no code was made for are told apart in the hub's log only. */
export const pairingRefusalSchema = z.strictObject({
  refused: z.enum(['badRequest', 'wrongCode', 'tooSoon', 'keyInUse', 'full']),
  retryAfterSeconds: z.int().min(0).optional(),
});
export type PairingRefusal = z.infer<typeof pairingRefusalSchema>;

/** Bytes that both keys of the box sign. */
export function possessionBytes(request: Omit<PairingRequest, 'sig' | 'tlsSig' | 'mac'>): Uint8Array {
  const { v, box, x, tlsKey, nonce, seen } = request;
  return canonicalBytes({ kind: 'pairing.possession', v, box, x, tlsKey, nonce, seen });
}

/** Bytes under the request's `mac`. */
export function pairingRequestBytes({ mac: _mac, ...rest }: PairingRequest): Uint8Array {
  return canonicalBytes({ kind: 'pairing.request', ...rest });
}

/** Bytes under the answer's `mac`. */
export function pairingAnswerBytes(requestMac: string, { mac: _mac, ...rest }: PairingAnswer): Uint8Array {
  return canonicalBytes({ kind: 'pairing.answer', requestMac, ...rest } as unknown as JsonValue);
}
