import type { KioskView } from '../../../protocol/view.ts';

/**
 * The edge counts commands and scans as signs of life. A touch or key that leads to neither is told by `stillHere`, seldom while all
 * is well, so that someone who only reads is not interrupted, and at once while the warning shows.
 */
export const SELDOM_MS = 15_000;
export const WARNED_MS = 1000;

/** How long a touch may take to become a command, in milliseconds. */
export const GRACE_MS = 500;

export type Watch = 'none' | 'quiet' | 'warned';

/** Whether signs of life matter to what is shown: only where a basket could be put aside, or a staff member is at the desk. */
export function watching(view: KioskView | null): Watch {
  if (view === null) return 'none';
  if (view.staff !== null) return view.staff.kind === 'desk' ? 'quiet' : 'none';
  if (view.idle !== null) return 'warned';
  const { screen } = view;
  const open = screen.kind === 'basket' || screen.kind === 'review';
  const settled = screen.kind === 'outcome' && screen.outcome.kind !== 'unknown';
  return open || settled ? 'quiet' : 'none';
}

/** Whether a sign of life is due at `now` when the edge was last told of one at `toldAt`; both in monotonic milliseconds. */
export function due(watch: Watch, toldAt: number, now: number): boolean {
  switch (watch) {
    case 'none':
      return false;
    case 'quiet':
      return now - toldAt >= SELDOM_MS;
    case 'warned':
      return now - toldAt >= WARNED_MS;
  }
}
