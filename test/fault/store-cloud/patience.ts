import { setTimeout as delay } from 'node:timers/promises';

/** What one look finds: whether it is over, and something that is another value whenever anything has moved. */
export interface Look {
  readonly over: boolean;
  readonly moved: string | number;
}

export interface Patience {
  /** Milliseconds between two looks, at least: a busy machine looks less often, and so has longer. */
  readonly everyMs: number;
  /** Looks in a row that find everything as it was, until something hangs. */
  readonly still: number;
  /** Whether this look counts: what somebody holds up meanwhile does not hang. */
  readonly counts: () => boolean;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Waits for an end that a machine reaches sooner or later, by how busy it is: it is given up only when nothing moves any more.
 * @returns whether it came to its end. @throws what `look` throws.
 */
export async function comesToItsEnd(look: () => Look | Promise<Look>, patience: Patience): Promise<boolean> {
  const { everyMs, still, counts, sleep = delay } = patience;
  let last: Look['moved'] | null = null;
  let left = still;
  for (;;) {
    const { over, moved } = await look();
    if (over) return true;
    if (moved !== last) left = still;
    else if (counts()) left -= 1;
    last = moved;
    if (left <= 0) return false;
    await sleep(everyMs);
  }
}
