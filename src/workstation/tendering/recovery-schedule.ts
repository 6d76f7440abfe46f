/** After how long an unanswered payment is a matter for staff; asking goes on all the same. */
export const CALL_STAFF_AFTER_MS = 60_000;

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait before asking the terminal for the `attempt`-th time (from 0): doubling, capped, forever the same at the cap. */
export function recoveryDelay(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), LONGEST_MS);
}

/** How often the terminal is asked about a payment that staff have resolved, before their word is all there will be. */
export const MOST_VERIFICATIONS = 20;
