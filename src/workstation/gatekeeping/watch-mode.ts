/** What staff have ordered. `muted`: goods are being carried, nothing sounds. `held`: the exit is kept closed, no receipt opens it. */
export type WatchMode =
  | { readonly kind: 'watching' }
  /** `until` is monotonic milliseconds. */
  | { readonly kind: 'muted'; readonly until: number; readonly operatorId: string }
  | { readonly kind: 'held'; readonly operatorId: string };

export const WATCHING: WatchMode = { kind: 'watching' };

/** A mute that is forgotten must not last: two hours. */
export const LONGEST_MUTE_MS = 7_200_000;

/** The mode at this instant: a mute lapses by itself. */
export function modeAt(mode: WatchMode, at: number): WatchMode {
  return mode.kind === 'muted' && at >= mode.until ? WATCHING : mode;
}
