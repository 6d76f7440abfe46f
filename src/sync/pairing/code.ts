import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { crockford } from '../../domain/gate/exit-code.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import type { BoxRole } from '../wire/names.ts';

/**
 * 80 bits: whoever stands between box and hub gets to see a MAC under the code and can try codes against it at home, in ten minutes
 * and ever after. With a code this long that is hopeless, which spares us a password-authenticated key exchange.
 */
const CODE_BYTES = 10;
const CODE_LENGTH = 16;
const VALID_MS = 10 * 60_000;
/** Wrong tries, over all addresses, after which a code is void. */
const MOST_FAILURES = 10;
const MOST_CODES = 16;

/** "7Q2M-9KXF-…": what a person reads and types. */
export function printedCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

/** What a person typed as the code that was meant: case, hyphens and blanks don't count, and O, I, L are taken for 0, 1, 1. Null when it is none. */
export function typedCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

/** The key for both MACs (HKDF with SHA-256, RFC 5869). */
export function codeKey(code: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', code, 'checkstand', 'pairing.1', 32));
}

export function codeMac(key: Uint8Array, bytes: Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('base64url');
}

/** Compares in constant time. */
export function macMatches(key: Uint8Array, bytes: Uint8Array, mac: string): boolean {
  const expected = Buffer.from(codeMac(key, bytes));
  const given = Buffer.from(mac);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

interface IssuedCode {
  readonly key: Uint8Array;
  readonly roles: readonly BoxRole[];
  readonly expires: number;
  failures: number;
}

/** The codes that wait for their box. In memory only: a restart of the hub makes them void. */
export class PairingCodes {
  readonly #clock: Clock;
  readonly #ids: Identifiers;
  readonly #issued = new Map<string, IssuedCode>();
  readonly #decoy: Uint8Array;

  constructor(clock: Clock, ids: Identifiers) {
    this.#clock = clock;
    this.#ids = ids;
    this.#decoy = codeKey(this.#random());
  }

  /** A code for this box, in place of one that it may already have. Null when too many wait. */
  issue(box: string, roles: readonly BoxRole[]): string | null {
    this.#expire();
    if (!this.#issued.has(box) && this.#issued.size >= MOST_CODES) return null;
    const code = this.#random();
    this.#issued.set(box, { key: codeKey(code), roles, expires: this.#clock.monotonic() + VALID_MS, failures: 0 });
    return code;
  }

  /** Uses up the code of this box if the MAC shows that the sender knows it. A box without a code costs the same work as a wrong one. */
  redeem(
    box: string,
    bytes: Uint8Array,
    mac: string,
  ): { readonly key: Uint8Array; readonly roles: readonly BoxRole[] } | null {
    this.#expire();
    const issued = this.#issued.get(box);
    const right = macMatches(issued?.key ?? this.#decoy, bytes, mac);
    if (issued === undefined) return null;
    if (right) {
      this.#issued.delete(box);
      return issued;
    }
    issued.failures += 1;
    if (issued.failures >= MOST_FAILURES) this.#issued.delete(box);
    return null;
  }

  #expire(): void {
    const now = this.#clock.monotonic();
    for (const [box, { expires }] of this.#issued) if (expires <= now) this.#issued.delete(box);
  }

  #random(): string {
    return crockford(this.#ids.randomBytes(CODE_BYTES), CODE_LENGTH);
  }
}
