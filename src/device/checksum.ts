import { createHash } from 'node:crypto';
import { canonicalBytes, type JsonValue } from '../domain/journal/canonical.ts';

/**
 * SHA-256 of a value of JSON in its canonical form (RFC 8785), in hexadecimal: the same for any layout and order of members.
 * @throws RangeError as `canonicalText`.
 */
export function checksumOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalBytes(value as JsonValue))
    .digest('hex');
}
