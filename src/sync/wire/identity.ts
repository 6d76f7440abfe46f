import { z } from 'zod';
import { workstationIdSchema } from './journal-upload.ts';

/** Every answer of the cloud carries a nonce in this header; the next token must name one. Source of the idea: RFC 9449, section 8. */
export const NONCE_HEADER = 'checkstand-nonce';
/** What a token is for; one for another audience opens nothing. */
export const CLOUD_AUDIENCE = 'checkstand-cloud';
/** Seconds that a nonce is taken, by the cloud's clock alone. */
export const NONCE_SECONDS = 300;
/** Most seconds between a token's `iat` and its `exp`. */
export const TOKEN_SECONDS = 120;
/** Seconds that a token's `iat` may lie ahead of the cloud's clock. */
export const TOKEN_LEEWAY_SECONDS = 30;

/** The protected header: `kid` is the RFC 7638 thumbprint of the workstation's Ed25519 key. */
export const tokenHeaderSchema = z.object({
  alg: z.literal('EdDSA'),
  typ: z.literal('JWT'),
  kid: z.string().regex(/^[\w-]{43}$/),
});

/** The claims of a workstation's token. It opens one request: the method and the path it names, once. */
export const tokenClaimsSchema = z.object({
  iss: workstationIdSchema,
  aud: z.literal(CLOUD_AUDIENCE),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().regex(/^[\w-]{22,64}$/),
  nonce: z.string().max(128),
  /** The request that it opens. Source of the names: RFC 9449, section 4.2. */
  htm: z.enum(['GET', 'POST']),
  htu: z.string().max(300),
});
export type TokenClaims = z.infer<typeof tokenClaimsSchema>;

/** Seconds since 1970 that a nonce was made at, by the cloud's clock; null for what is no nonce. Only the cloud can tell a true one. */
export function nonceInstant(nonce: string): number | null {
  const match = /^(\d{10,12})\.[\w-]{22,64}$/.exec(nonce);
  return match === null ? null : Number(match[1]);
}

export const storeIdSchema = z.string().min(1).max(64);

/**
 * `POST /v1/enrolment`: a one-time code, and the public key that it is to enrol. `proof` is the key's signature (base64url) over
 * `enrolmentText` of the same members, so that nobody enrols a key that is not theirs.
 */
export const enrolmentRequestSchema = z.strictObject({
  code: z.string().min(8).max(40),
  store: storeIdSchema,
  workstation: workstationIdSchema,
  /** `x` of the JWK (RFC 8037, section 2): 32 bytes, base64url. */
  publicKey: z.string().regex(/^[\w-]{43}$/),
  proof: z.string().regex(/^[\w-]{86}$/),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

export const enrolmentReplySchema = z.object({
  store: storeIdSchema,
  workstation: workstationIdSchema,
  keyId: z.string(),
});
export type EnrolmentReply = z.infer<typeof enrolmentReplySchema>;

/** What a key signs to be enrolled. */
export function enrolmentText(request: Omit<EnrolmentRequest, 'proof'>): string {
  const { code, store, workstation, publicKey } = request;
  return JSON.stringify(['checkstand enrolment', plainCode(code), store, workstation, publicKey]);
}

/** A code as people type it, made one: case, spaces and hyphens don't count, and O, I and L are what they look like in Crockford's alphabet. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}
