/**
 * Scanners wired as keyboards type a code and end it with Enter or Tab. The edge reads scanners on its own wires; what one types into
 * the page must do nothing: above all its Enter must not press the button that happens to have the focus.
 */
export interface WedgeState {
  /** When a character was last typed, in monotonic milliseconds. */
  readonly typedAt: number;
}

export const QUIET: WedgeState = { typedAt: Number.NEGATIVE_INFINITY };

/** Slower than the slowest scanner between two characters, faster than a hand that types a letter and then chooses. */
const BURST_MS = 120;

const ENDINGS = new Set(['Enter', 'Tab', ' ']);

/** What one key means: `swallow` keeps it from the page. `key` is the name in KeyboardEvent.key. */
export function wedgeKey(state: WedgeState, key: string, now: number): { state: WedgeState; swallow: boolean } {
  const inBurst = now - state.typedAt < BURST_MS;
  if (ENDINGS.has(key)) return { state: inBurst ? { typedAt: now } : state, swallow: inBurst };
  if ([...key].length === 1) return { state: { typedAt: now }, swallow: true };
  return { state, swallow: false };
}
