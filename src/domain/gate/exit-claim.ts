import { type ExitClaim, exitClaimText } from './exit-code.ts';

/** A claim as it was read, not believed yet. */
export interface ReadExit {
  readonly claim: ExitClaim;
  /** What the lane signed. */
  readonly text: string;
  /** 64 bytes, base64url. */
  readonly signature: string;
}

/** How long a receipt opens the gate, and how far two clocks of one store may be apart. Seconds. */
export interface ExitLimits {
  readonly validSeconds: number;
  readonly skewSeconds: number;
}

/**
 * Whether the key of that workstation, one that the store has paired, signed this text.
 * The signature is base64url of 64 bytes (Ed25519). Never throws; false for a workstation that nobody knows.
 */
export type ExitVerifier = (workstation: string, text: string, signature: string) => boolean;

/**
 * Why a code does not open the gate. `notValid`: whatever is wrong with it; no stranger is told what. `unavailable`: the hub is out of reach,
 * and the gate may not open by itself. `clocksDiffer`, `hubRefused`: the hub is there and does not decide.
 */
export const EXIT_REFUSALS = [
  'notValid',
  'expired',
  'used',
  'held',
  'busy',
  'unavailable',
  'clocksDiffer',
  'hubRefused',
] as const;
export type ExitRefusal = (typeof EXIT_REFUSALS)[number];

/** Characters of what is shown to a gate at most: a whole QR, with the address of a digital receipt before the code. */
export const MOST_EXIT_TEXT = 600;
/** A signature of 64 bytes ends in a character of which two bits count, so that nothing but one text says the same bytes. */
const SIGNED =
  /^(1\.([a-z0-9][a-z0-9-]{0,31})\.([1-9a-z][0-9a-z]{0,7})\.([0-9A-HJKMNP-TV-Z]{8}))\.([A-Za-z0-9_-]{85}[AQgw])$/;

/** Reads what a QR says, whole or only what follows its `#`; null for all that no lane of ours writes. */
export function readExit(scanned: string): ReadExit | null {
  if (scanned.length > MOST_EXIT_TEXT) return null;
  const [, text = '', workstation = '', seconds = '', code = '', signature = ''] =
    SIGNED.exec(scanned.slice(scanned.lastIndexOf('#') + 1)) ?? [];
  if (text === '') return null;
  const claim = { workstation, issuedAt: Number.parseInt(seconds, 36), code };
  return exitClaimText(claim) === text ? { claim, text, signature } : null;
}

/** Checks a code up to its single use: read, signed by a lane of this store, of this hour. `now` is seconds since 1970. */
export function checkExit(
  scanned: string,
  verify: ExitVerifier,
  now: number,
  { validSeconds, skewSeconds }: ExitLimits,
): { readonly kind: 'good'; readonly claim: ExitClaim } | { readonly kind: 'refused'; readonly reason: ExitRefusal } {
  const read = readExit(scanned);
  if (read === null || !verify(read.claim.workstation, read.text, read.signature)) {
    return { kind: 'refused', reason: 'notValid' };
  }
  const age = now - read.claim.issuedAt;
  if (age > validSeconds || age < -skewSeconds) return { kind: 'refused', reason: 'expired' };
  return { kind: 'good', claim: read.claim };
}

/** Names a claim among all of the store's. */
export function claimName({ workstation, code }: Pick<ExitClaim, 'workstation' | 'code'>): string {
  return `${workstation}.${code}`;
}
