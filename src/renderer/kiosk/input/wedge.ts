/**
 * Scanners wired as keyboards type a code and end it with Enter or Tab. What one types into the page must do nothing there: above all its
 * Enter must not press the button that happens to have the focus. Where the lane has such a scanner, what it typed is a scan: a keystroke
 * can come from anyone, so only what no hand can type counts.
 */
export interface WedgeState {
  /** When a character was last typed, in monotonic milliseconds. */
  readonly typedAt: number;
  /** What was typed without a pause, and when that began. */
  readonly text: string;
  readonly began: number;
  /** When a space was pressed by itself, which presses a button. */
  readonly spaceAt: number;
}

const NEVER = Number.NEGATIVE_INFINITY;
export const QUIET: WedgeState = { typedAt: NEVER, text: '', began: 0, spaceAt: NEVER };

/** Slower than the slowest scanner between two characters, faster than a hand that types a letter and then chooses. */
const BURST_MS = 120;
/** A scan: no pause of this long, this fast on average, and of this many characters at least. */
const SILENCE_MS = 100;
const MOST_AVERAGE_MS = 30;
const FEWEST = 6;
const LONGEST = 4096;

const SPACE = ' ';
const ENDINGS = new Set(['Enter', 'Tab']);
/** What Ctrl and ] type: the separator of GS1 element strings. */
const GROUP_SEPARATOR = '\x1d';

export interface WedgeStep {
  readonly state: WedgeState;
  /** Keeps the key from the page. */
  readonly swallow: boolean;
  /** What a scanner has just finished typing. */
  readonly scan: string | null;
}

/** What one key means. `key` is the name in KeyboardEvent.key. */
export function wedgeKey(state: WedgeState, key: string, now: number): WedgeStep {
  const inBurst = now - state.typedAt < BURST_MS;
  if (ENDINGS.has(key)) {
    const ended = { ...QUIET, typedAt: inBurst ? now : state.typedAt };
    return { state: ended, swallow: inBurst, scan: scanIn(state, now) };
  }
  if (key === SPACE && !inBurst) return { state: { ...state, spaceAt: now }, swallow: false, scan: null };
  if ([...key].length === 1) return { state: typed(state, key, now), swallow: true, scan: null };
  return { state, swallow: false, scan: null };
}

/** A key with Ctrl, Alt or Meta, which is never a shortcut: the one that stands for a separator is kept, any other spoils the scan. */
export function wedgeControl(state: WedgeState, key: string, now: number): WedgeState {
  if (key === 'Control' || key === 'Alt' || key === 'Meta') return state;
  return key === ']' ? typed(state, GROUP_SEPARATOR, now) : { ...QUIET, typedAt: state.typedAt };
}

function typed(state: WedgeState, character: string, now: number): WedgeState {
  const goesOn = state.text !== '' && now - state.typedAt < SILENCE_MS;
  // The space before it may be the code's own, and has gone to the page: what is left is no scan, since it could be another item's.
  const began = now - state.spaceAt < SILENCE_MS ? NEVER : now;
  if (!goesOn) return { ...state, typedAt: now, text: character, began };
  // One beyond the longest is enough to be refused for; what is kept of such a flood is never taken for a scan of its own.
  return { ...state, typedAt: now, text: state.text.length > LONGEST ? state.text : state.text + character };
}

function scanIn({ text, began, typedAt }: WedgeState, now: number): string | null {
  const fast = (typedAt - began) / Math.max(1, text.length - 1) <= MOST_AVERAGE_MS;
  const whole = text.length >= FEWEST && text.length <= LONGEST;
  return whole && fast && now - typedAt < SILENCE_MS ? text : null;
}
