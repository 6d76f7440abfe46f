import { createHmac, timingSafeEqual } from 'node:crypto';
import { NONCE_SECONDS, nonceInstant } from '../../sync/wire/identity.ts';

/** Seconds that one nonce is handed out for: those asked for in between are the same. */
const GRAIN_SECONDS = 10;
/** More than can be fresh at a time. */
const MOST_KNOWN = 64;

/**
 * Nonces without a memory: the cloud's own time and a MAC over it, so that every copy that knows the secret tells its siblings' nonces
 * from made-up ones, and how old they are by its own clock.
 */
export function nonces(secret: Uint8Array) {
  /** Those of the moment: each is made once, though every request names one and every answer carries one. */
  const known = new Map<number, string>();
  const made = (seconds: number): string => {
    const before = known.get(seconds);
    if (before !== undefined) return before;
    const nonce = `${seconds}.${createHmac('sha256', secret).update(`checkstand nonce ${seconds}`).digest('base64url')}`;
    const [oldest] = known.size < MOST_KNOWN ? [] : known.keys();
    if (oldest !== undefined) known.delete(oldest);
    known.set(seconds, nonce);
    return nonce;
  };
  return {
    /** @param now milliseconds since 1970. */
    current: (now: number): string => made(Math.floor(now / 1000 / GRAIN_SECONDS) * GRAIN_SECONDS),
    /** Whether it is ours and not older than it may be. */
    isFresh(nonce: string, now: number): boolean {
      const instant = nonceInstant(nonce);
      if (instant === null) return false;
      const age = now / 1000 - instant;
      // A sibling's clock may be a little ahead.
      if (age < -GRAIN_SECONDS || age > NONCE_SECONDS + GRAIN_SECONDS || instant % GRAIN_SECONDS !== 0) return false;
      const [given, ours] = [Buffer.from(nonce), Buffer.from(made(instant))];
      return given.length === ours.length && timingSafeEqual(given, ours);
    },
  };
}

export type Nonces = ReturnType<typeof nonces>;
