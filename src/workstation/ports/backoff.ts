export interface BackoffOptions {
  /** Milliseconds before the first retry. Default 100: a replugged device should be back before anyone looks. */
  readonly firstMs?: number;
  /** Each pause is this many times the one before. Default 2. */
  readonly factor?: number;
  /** No pause is longer. Default 2000, so that a device is back within 3 s of being replugged. */
  readonly capMs?: number;
  /** Share of a pause that chance may take away, 0 to 1, so that lanes don't knock in step after a power cut. Default 0.25. */
  readonly jitter?: number;
}

/**
 * The pauses between attempts to reach a device or a broker, in milliseconds, without end. Jitter only ever shortens: the cap is a promise.
 * @param random a number in [0, 1), as Math.random gives it.
 */
export function* backoff(random: () => number, options: BackoffOptions = {}): Generator<number, never> {
  const { firstMs = 100, factor = 2, capMs = 2000, jitter = 0.25 } = options;
  let pause = Math.min(firstMs, capMs);
  for (;;) {
    yield Math.round(pause * (1 - jitter * random()));
    pause = Math.min(pause * factor, capMs);
  }
}
