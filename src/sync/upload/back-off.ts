/** How long to wait between tries. Milliseconds. */
export interface BackOff {
  /** After the first failure, at most. */
  readonly first: number;
  /** After any number of them, at most. */
  readonly longest: number;
  /** However long the cloud asks to wait. */
  readonly longestAsked: number;
}

export const UPLOAD_BACK_OFF: BackOff = { first: 1_000, longest: 60_000, longestAsked: 600_000 };

/**
 * Doubles with every failure up to a cap, and takes a random half of it off, so that a thousand boxes whose network came back do not
 * knock together. What the cloud asked for is waited for, never less.
 * @param failures in a row, from 1 on.
 * @param random in [0, 1).
 * @param asked milliseconds that the cloud asked for, or null.
 */
export function waitAfter(failures: number, random: number, asked: number | null, backOff = UPLOAD_BACK_OFF): number {
  const cap = Math.min(backOff.longest, backOff.first * 2 ** Math.min(Math.max(0, failures - 1), 30));
  const own = cap * (0.5 + random / 2);
  if (asked === null) return own;
  // Those who were asked to wait equally long spread out behind it.
  return Math.max(own, Math.min(asked, backOff.longestAsked) + random * backOff.first);
}
