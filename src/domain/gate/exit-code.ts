/** Crockford's base 32: no I, L, O or U, so that nothing read aloud or typed is mistaken. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes behind one code: 40 bits. */
export const EXIT_CODE_BYTES = 5;

/** `length` characters of Crockford base 32 from the first bits of `bytes`. @throws RangeError when there are too few bytes. */
export function crockford(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5)
    throw new RangeError(`${length} characters take ${Math.ceil((length * 5) / 8)} bytes`);
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 5 && text.length < length) {
      text += ALPHABET[(bits >> (held - 5)) & 31];
      held -= 5;
    }
    bits &= (1 << held) - 1;
  }
  return text;
}

export interface ExitClaim {
  readonly workstation: string;
  /** Seconds since 1970 when the sale completed. */
  readonly issuedAt: number;
  /** Eight characters, random, single use. */
  readonly code: string;
}

/** The text that the workstation's key signs. */
export function exitClaimText({ workstation, issuedAt, code }: ExitClaim): string {
  return `1.${workstation}.${issuedAt.toString(36)}.${code}`;
}

/** The claim with its signature (base64url), as the QR carries it. */
export function signedExit(claim: ExitClaim, signature: string): string {
  return `${exitClaimText(claim)}.${signature}`;
}
