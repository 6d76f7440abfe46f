import type { Send } from '../../client/command.ts';
import type { KioskStore } from '../../client/store.ts';
import { due, GRACE_MS, watching } from './activity.ts';

export interface ActivityOptions {
  readonly store: KioskStore;
  readonly send: Send;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const PRESSABLE = 'button:not([aria-disabled])';

/**
 * Watches a page for touches and keys, and tells the edge of those that lead to no command. Returns `send` for everything else that
 * asks something of the edge, so that what was asked counts, and how to stop. While the warning shows, only a finished touch counts:
 * a sheet that closed under a finger would hand the rest of that touch to the button behind it.
 */
export function watchActivity(page: Window, { store, send, now }: ActivityOptions): { send: Send; stop: () => void } {
  const ended = new AbortController();
  const options = { signal: ended.signal, capture: true, passive: true };
  let toldAt = now();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const tell: Send = (command) => {
    toldAt = now();
    return send(command);
  };
  const tellIfDue = () => {
    waiting = undefined;
    if (due(watching(store.getState().view), toldAt, now())) void tell({ kind: 'stillHere' });
  };
  const seen = () => {
    if (watching(store.getState().view) === 'quiet') waiting ??= setTimeout(tellIfDue, GRACE_MS);
  };
  const finished = (event: Event) => {
    if (watching(store.getState().view) !== 'warned') return;
    const presses = event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ' ? null : event.target;
    if (presses instanceof Element && presses.closest(PRESSABLE) !== null) return;
    tellIfDue();
  };
  page.addEventListener('pointerdown', seen, options);
  page.addEventListener('keydown', seen, options);
  page.addEventListener('click', finished, options);
  page.addEventListener('keydown', finished, options);
  return {
    send: tell,
    stop: () => {
      ended.abort();
      clearTimeout(waiting);
    },
  };
}
