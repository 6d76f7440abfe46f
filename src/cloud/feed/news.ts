import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Audience } from './audience.ts';

/** Milliseconds between two looks, while anyone waits. */
const LOOK_MS = 400;
/** Requests that one copy lets wait; those beyond are answered at once and ask again. */
const MOST_WAITING = 20_000;

export interface FeedNews {
  /** Resolves when something that this audience sees may be newer than `version`, when the time is over, or when `gone` says that nobody listens. */
  wait(audience: Audience, version: number, milliseconds: number, gone: AbortSignal): Promise<void>;
  /** Lets everyone go who waits, and looks no more. */
  stop(): void;
}

interface Waiter {
  /** What it has read up to. */
  readonly version: number;
  readonly end: () => void;
}

/**
 * Who waits for what, with one question to the database for all of them: a thousand idle lanes cost what one does, and what is published
 * for one store wakes no other.
 */
export function feedNews(db: Kysely<Tables>, onError: (error: unknown) => void): FeedNews {
  const waiting = new Map<string, Set<Waiter>>();
  /** Of each retailer, the version up to which those who wait have been told all. */
  const told = new Map<string, number>();
  let count = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    try {
      for (const [retailer, after] of told) {
        const { rows } = await sql<{ scope: number; owner: string; version: number }>`
          SELECT scope, owner, max(version) AS version FROM feed_digests
          WHERE retailer = ${retailer} AND version > ${after}::bigint GROUP BY scope, owner`.execute(db);
        for (const { scope, owner, version } of rows) {
          told.set(retailer, Math.max(told.get(retailer) ?? 0, version));
          for (const waiter of waiting.get(placeOf(retailer, scope, owner)) ?? [])
            if (version > waiter.version) waiter.end();
        }
      }
    } catch (error) {
      onError(error);
    }
    timer = undefined;
    if (count > 0) again();
    else told.clear();
  };
  const again = (): void => {
    if (timer === undefined && !stopped) timer = setTimeout(() => void look(), LOOK_MS);
  };

  return {
    wait({ retailer, owned }, version, milliseconds, gone) {
      if (stopped || count >= MOST_WAITING || gone.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const places = owned.map(({ scope, owner }) => placeOf(retailer, scope, owner));
        const end = (): void => {
          clearTimeout(over);
          gone.removeEventListener('abort', end);
          for (const place of places) {
            const here = waiting.get(place);
            here?.delete(waiter);
            if (here?.size === 0) waiting.delete(place);
          }
          count -= 1;
          resolve();
        };
        const waiter = { version, end };
        const over = setTimeout(end, milliseconds);
        gone.addEventListener('abort', end);
        for (const place of places) {
          const here = waiting.get(place) ?? new Set();
          waiting.set(place, here.add(waiter));
        }
        count += 1;
        // What was published since this one read is asked for once more, for everyone.
        told.set(retailer, Math.min(told.get(retailer) ?? version, version));
        again();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const here of [...waiting.values()]) for (const { end } of [...here]) end();
    },
  };
}

function placeOf(retailer: string, scope: number, owner: string): string {
  return JSON.stringify([retailer, scope, owner]);
}
