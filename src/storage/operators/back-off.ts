/** Wrong tries in a row that cost nothing: anyone mistypes. */
const FREE_TRIES = 3;
const FIRST_WAIT_MS = 5_000;

/** The longest wait in milliseconds, and the quiet time for which one wrong try is forgotten. */
export const LONGEST_WAIT_MS = 15 * 60_000;

/** Milliseconds to wait after so many wrong tries: none after the first two, then 5 s, 10 s, 20 s … 15 min. */
export function waitAfter(tries: number): number {
  if (tries < FREE_TRIES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - FREE_TRIES));
}

/** What is left of that wait when so many milliseconds (steady clock) have gone by since the last try. */
export function waitLeft(tries: number, elapsed: number): number {
  return Math.max(0, Math.ceil(waitAfter(tries) - Math.max(0, elapsed)));
}

/**
 * Tries that still count after so many quiet milliseconds: one less for each longest wait. Whoever guesses gains nothing by sitting
 * still, since one guess per longest wait is what the cap allows anyway; a lane does not carry last week's typing mistakes.
 */
export function triesAfterQuiet(tries: number, elapsed: number): number {
  return Math.max(0, tries - Math.floor(Math.max(0, elapsed) / LONGEST_WAIT_MS));
}
