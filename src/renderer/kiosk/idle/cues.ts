/**
 * The moments of the warning that are heard, in whole seconds before the end: its heading says the beginning. A sound, where the lane
 * has one, is played at these and at no others.
 */
export const CUES: ReadonlySet<number> = new Set([20, 10, 5, 3, 2, 1]);

/** What is said at the moment of `seconds` left; null where nothing is. The last seconds are counted with sounds alone. */
export function spoken(seconds: number): number | null {
  return CUES.has(seconds) && seconds >= 5 ? seconds : null;
}
