/** Tries that one address and all together have in a window. */
export interface RateLimit {
  readonly windowSeconds: number;
  readonly perAddress: number;
  readonly inAll: number;
}

/** Few enough that a code of 60 bits is never guessed in its ten minutes, and enough for a shop that sets up a row of boxes. */
export const ENROLMENT_LIMIT: RateLimit = { windowSeconds: 60, perAddress: 10, inAll: 100 };

/**
 * Counts tries in windows. It remembers no more addresses than tries are let through, and forgets them with the window. One per copy
 * of the cloud.
 */
export function rateLimiter({ windowSeconds, perAddress, inAll }: RateLimit) {
  let window = -1;
  let all = 0;
  const tries = new Map<string, number>();
  /** Seconds to wait, or 0 where the try is let through and counted. @param now milliseconds since 1970. */
  return (address: string, now: number): number => {
    const current = Math.floor(now / 1000 / windowSeconds);
    if (current !== window) {
      window = current;
      all = 0;
      tries.clear();
    }
    const count = tries.get(address) ?? 0;
    if (all >= inAll || count >= perAddress) return Math.max(1, Math.ceil((current + 1) * windowSeconds - now / 1000));
    all += 1;
    tries.set(address, count + 1);
    return 0;
  };
}
