import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ExitVerifier } from '../../../domain/gate/exit-claim.ts';

/** Keys made from PEM are kept: parsing one takes longer than checking a signature. */
const MOST_KEYS = 256;

/**
 * Checks exit codes against the public keys that the store has paired. `keyOf` gives the key of a workstation as PEM
 * (SubjectPublicKeyInfo), or null for one that is not paired (any more); it is asked each time, so that a key that is taken back
 * counts at once.
 */
export function exitVerifier(keyOf: (workstation: string) => string | null): ExitVerifier {
  const parsed = new Map<string, KeyObject | null>();
  const keyFrom = (pem: string): KeyObject | null => {
    const known = parsed.get(pem);
    if (known !== undefined) return known;
    if (parsed.size >= MOST_KEYS) parsed.clear();
    const key = readKey(pem);
    parsed.set(pem, key);
    return key;
  };
  return (workstation, text, signature) => {
    const pem = keyOf(workstation);
    const key = pem === null ? null : keyFrom(pem);
    return key !== null && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  };
}

/** Null for what is no Ed25519 key: nothing that is signed with it counts. */
function readKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}
