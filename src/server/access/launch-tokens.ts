import type { Role } from '../../protocol/role.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';

const LIFETIME_MS = 10 * 60_000;
const MOST = 64;

/** One-time tokens that a shell trades for a session. Unguessable, short-lived, forgotten by a restart. */
export class LaunchTokens {
  readonly #clock: Clock;
  readonly #identifiers: Identifiers;
  readonly #issued = new Map<string, { readonly role: Role; readonly expires: number }>();

  constructor(clock: Clock, identifiers: Identifiers) {
    this.#clock = clock;
    this.#identifiers = identifiers;
  }

  /** A new token; the oldest goes when there are too many. */
  issue(role: Role): string {
    const oldest = this.#issued.keys().next();
    if (this.#issued.size >= MOST && !oldest.done) this.#issued.delete(oldest.value);
    const token = Buffer.from(this.#identifiers.randomBytes(32)).toString('base64url');
    this.#issued.set(token, { role, expires: this.#clock.monotonic() + LIFETIME_MS });
    return token;
  }

  /** The role behind a token, once; null for a used, old or made-up one. */
  redeem(token: string): Role | null {
    const found = this.#issued.get(token);
    this.#issued.delete(token);
    return found === undefined || found.expires < this.#clock.monotonic() ? null : found.role;
  }
}
