/**
 * Digits as packed BCD, right-aligned in so many bytes.
 * @throws RangeError when they do not fit or are no digits.
 */
export function toBcd(digits: string, bytes: number): Uint8Array {
  if (!/^\d*$/.test(digits) || digits.length > bytes * 2) throw new RangeError(`not ${bytes * 2} digits or fewer`);
  const padded = digits.padStart(bytes * 2, '0');
  return Uint8Array.from({ length: bytes }, (_, index) => Number.parseInt(padded.slice(index * 2, index * 2 + 2), 16));
}

/** The digits of packed BCD, or null where a nibble is none. */
export function fromBcd(bytes: Uint8Array): string | null {
  const digits = Buffer.from(bytes).toString('hex');
  return /^\d*$/.test(digits) ? digits : null;
}
