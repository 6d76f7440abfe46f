import { z } from 'zod';

/**
 * Ids on the bus: levels of MQTT topics, user names of the broker, common names of certificates and Homie ids at once, so the
 * narrowest of them decides (Homie 5, "Topic IDs": lowercase letters, digits, hyphens, and none at either end).
 */
const ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

export const boxId = z.string().regex(ID).describe('Id of a box in the store');
export const storeId = z.string().regex(ID).describe('Id of the store on its bus');

/** An Ed25519 public key as the `x` of its JWK: 32 bytes, base64url (RFC 8037, section 2). */
export const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** An Ed25519 signature: 64 bytes, base64url. */
export const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** RFC 7638 thumbprint of the key, base64url. */
export const keyId = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const role = z.enum(['lane', 'gate', 'hub']);
export type BoxRole = z.infer<typeof role>;

/** Milliseconds since 1970 on the clock of whoever says it; it orders nothing. */
export const instant = z.int().min(0).max(8_640_000_000_000_000);

/** A UUID of any version. */
export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
