import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** The public key with this JWK `x`; null when it is none. */
export function ed25519Key(x: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** RFC 7638 thumbprint of the key with this `x`, base64url: what `Signer.keyId` says of the same key. */
export function ed25519KeyId(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

/** Whether `sig` (base64url) is this key's signature over the bytes. */
export function ed25519Verifies(key: KeyObject, bytes: Uint8Array, sig: string): boolean {
  const signature = Buffer.from(sig, 'base64url');
  // One spelling only: the last character has bits that decode to nothing.
  if (signature.toString('base64url') !== sig) return false;
  try {
    return verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}
