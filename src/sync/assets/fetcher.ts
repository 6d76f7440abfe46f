/**
 * Fetches the files that a box is to have, a few at a time and piece by piece, for as long as it takes. Whatever fails leaves what was had,
 * and is tried again later; nothing that a shopper does waits for it.
 */
import type { AssetRef } from '../../domain/asset/asset.ts';
import type { AssetShelf, AssetStatus } from '../../workstation/ports/assets.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import { type BackOff, UPLOAD_BACK_OFF, waitAfter } from '../upload/back-off.ts';
import type { AssetClient } from './client.ts';

export interface FetcherParts {
  /** As many files are fetched at a time. */
  readonly clients: readonly AssetClient[];
  readonly shelf: AssetShelf;
  /** A file is here, whole. */
  readonly arrived?: (ref: AssetRef) => void;
  /** What comes under this name is another file, again and again. */
  readonly spoilt?: (ref: AssetRef) => void;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Milliseconds until what could not be had is asked for anew; a quarter of an hour when left out. */
  readonly restMs?: number;
  readonly backOff?: BackOff;
}

export interface AssetFetcher {
  /** These, in this order, from now on; what is under way and not among them ends. */
  want(refs: readonly AssetRef[]): void;
  status(): AssetStatus;
  /** Resolves when nothing is under way. The links are to be closed first. Never rejects. */
  stop(): Promise<void>;
}

const REST_MS = 900_000;
/** After the cloud does not give: it will hardly do so at once. */
const REFUSED_BACK_OFF: BackOff = { first: 5_000, longest: 900_000, longestAsked: 900_000 };
/** Times that a file may come spoilt, in a row. */
const MOST_SPOILT = 3;

/** Why the line is left alone for a while. */
interface Halt {
  readonly code: string;
  readonly asked: number | null;
  readonly passing: boolean;
}

type Had = 'here' | 'notNow' | 'notWanted' | Halt;

export function createFetcher(parts: FetcherParts): AssetFetcher {
  const { clients, shelf, arrived, spoilt, timers, random, log, restMs = REST_MS, backOff = UPLOAD_BACK_OFF } = parts;
  let wanted: readonly AssetRef[] = [];
  let names: ReadonlySet<string> = new Set();
  /** Those that are left alone until the next rest is over. */
  const resting = new Set<string>();
  let problem: string | null = null;
  let failures = 0;
  let loaded = false;
  let stopped = false;
  let again = false;
  let waiting = false;
  let running: Promise<void> | null = null;
  let cancel: () => void = () => {};

  const leave = (sha256: string, why: string): 'notNow' => {
    resting.add(sha256);
    problem = why;
    return 'notNow';
  };

  /** One file to its end, or as far as it goes. */
  const have = async (client: AssetClient, ref: AssetRef): Promise<Had> => {
    const { sha256, bytes } = ref;
    for (let bad = 0; ; ) {
      if (stopped || !names.has(sha256)) return 'notWanted';
      const held = shelf.begun(sha256);
      if (held < bytes) {
        if (!shelf.makeRoom(ref, names)) return leave(sha256, 'ASSETS_NO_ROOM');
        const reply = await client.piece(ref, held, (chunk) => shelf.append(sha256, chunk));
        if (reply.kind === 'unreachable') {
          // A line that is cut goes on where it was cut, as long as something comes.
          if (shelf.begun(sha256) > held) continue;
          return { code: 'UNREACHABLE', asked: null, passing: true };
        }
        if (reply.kind === 'refused') {
          if (reply.code === 'NOT_FOUND') return leave(sha256, 'ASSETS_GONE');
          return { code: reply.code, asked: reply.asked, passing: reply.asked !== null };
        }
        if (reply.kind === 'had') {
          await shelf.flush(sha256);
          continue;
        }
        shelf.discard(sha256);
      } else if ((await shelf.publish(ref)) === 'published') {
        log.info('assets.arrived', { sha256, bytes });
        arrived?.(ref);
        return 'here';
      }
      bad += 1;
      log.warn('assets.spoilt', { sha256, bytes, times: bad });
      if (bad < MOST_SPOILT) continue;
      spoilt?.(ref);
      return leave(sha256, 'ASSETS_SPOILT');
    }
  };

  const pass = async (): Promise<Halt | null> => {
    if (!loaded) await shelf.load();
    loaded = true;
    await shelf.tidy(names);
    const queue = wanted.filter(({ sha256 }) => shelf.path(sha256) === null && !resting.has(sha256));
    let halt: Halt | null = null;
    const work = async (client: AssetClient): Promise<void> => {
      for (let ref = queue.shift(); ref !== undefined && halt === null && !stopped; ref = queue.shift()) {
        // The disk: what the other line has begun goes on to its end.
        const had = await have(client, ref).catch(failed);
        if (typeof had === 'object') halt = had;
        else if (had === 'here') failures = 0;
      }
    };
    await Promise.all(clients.map(work));
    return halt;
  };
  const settle = (halt: Halt | null): void => {
    if (stopped) return;
    if (halt !== null) {
      failures += 1;
      if (problem !== halt.code) log.info('assets.wait', { problem: halt.code });
      problem = halt.code;
      return wait(waitAfter(failures, random(), halt.asked, halt.passing ? backOff : REFUSED_BACK_OFF));
    }
    failures = 0;
    if (again) return run();
    if (resting.size > 0) return wait(restMs);
    problem = null;
  };
  const wait = (milliseconds: number): void => {
    waiting = true;
    cancel = timers.after(milliseconds, () => {
      waiting = false;
      resting.clear();
      run();
    });
  };
  const run = (): void => {
    if (stopped || running !== null) return;
    again = false;
    running = pass()
      .catch(failed)
      .then((halt) => {
        running = null;
        settle(halt);
      });
  };

  return {
    want(refs) {
      wanted = refs;
      names = new Set(refs.map(({ sha256 }) => sha256));
      const isNew = refs.some(({ sha256 }) => !resting.has(sha256) && shelf.path(sha256) === null);
      again = isNew;
      // A rest is over when there is something else to do; the line's own back-off is not.
      if (waiting && failures === 0 && isNew) {
        cancel();
        waiting = false;
      }
      if (!waiting) run();
    },
    status() {
      const missing = wanted.filter(({ sha256 }) => shelf.path(sha256) === null).length;
      return { wanted: wanted.length, missing, problem: missing === 0 ? null : problem };
    },
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}

const failed = (error: unknown): Halt => ({ code: codeOf(error), asked: null, passing: false });

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}
