import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Role, roleSchema } from '../../protocol/role.ts';
import type { Clock } from '../../workstation/ports/time.ts';

export const SESSION_COOKIE = 'checkstand';
/** A session outlives restarts of either side, but not a month. */
export const SESSION_SECONDS = 30 * 24 * 3600;
/** A clock that was set back must not lock the screen out; one that was set far back must not revive old sessions for ever. */
const SKEW_SECONDS = 24 * 3600;

/** Makes and reads the session cookie: role and date under an HMAC of the edge's persisted key. */
export class SessionCookie {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** `key` is at least 32 random bytes. */
  constructor(key: Uint8Array, clock: Clock) {
    if (key.length < 32) throw new RangeError('a session key has at least 32 bytes');
    this.#key = key;
    this.#clock = clock;
  }

  /** The value of a new session's cookie. */
  make(role: Role): string {
    const payload = `${role}.${this.#seconds()}`;
    return `${payload}.${this.#mac(payload)}`;
  }

  /** The role a cookie stands for; null for a forged, damaged or old one. */
  read(value: string | undefined): Role | null {
    const [role, made, mac, ...rest] = (value ?? '').slice(0, 200).split('.');
    if (role === undefined || made === undefined || mac === undefined || rest.length > 0) return null;
    const expected = Buffer.from(this.#mac(`${role}.${made}`));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const age = this.#seconds() - Number(made);
    if (!(age <= SESSION_SECONDS && age >= -SKEW_SECONDS)) return null;
    const parsed = roleSchema.safeParse(role);
    return parsed.success ? parsed.data : null;
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  #mac(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }
}
