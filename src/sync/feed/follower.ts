import type { FeedDownloads, FeedPublished, FeedStatus, FeedStorePort } from '../../workstation/ports/feed.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import { type BackOff, UPLOAD_BACK_OFF, waitAfter } from '../upload/back-off.ts';
import type { Refused, Unreachable } from '../upload/client.ts';
import { MOST_WAIT_SECONDS, type Snapshot } from '../wire/feed.ts';
import type { FeedClient } from './client.ts';

export interface FollowerParts {
  readonly client: FeedClient;
  readonly store: FeedStorePort;
  readonly downloads: FeedDownloads;
  /** Something new is in force; readers look for it when they may. */
  readonly published: (version: number) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

export interface Follower {
  start(): void;
  /** Resolves when nothing is under way. The link is to be closed first, which ends a wait. Never rejects. */
  stop(): Promise<void>;
  status(): FeedStatus;
}

/** Rows from which a snapshot is quicker than what changed. */
const MOST_CHANGES = 250_000;
/** Downloads of one part that were cut, in a row. */
const MOST_CUTS = 50;
/** Least milliseconds between two questions that brought nothing. */
const LEAST_WAIT_MS = 1_000;
/** After what the cloud gives was not taken: it will hardly be another thing at once. */
const REFUSED_BACK_OFF: BackOff = { first: 5_000, longest: 900_000, longestAsked: 900_000 };

type Step = { readonly kind: 'on' } | { readonly kind: 'snapshot' } | Refused | Unreachable;

const notTaken = (code: string): Refused => ({ kind: 'refused', code, asked: null });

/**
 * Follows the feed for as long as it runs: a snapshot at first, then what changes, in pages that come in force together with the checkpoint
 * that they lead to. Where what is here is not what the cloud says it should be, a snapshot puts it right. Whatever fails leaves what was in
 * force, and is tried again.
 */
export function createFollower(parts: FollowerParts): Follower {
  const { client, store, downloads, published, clock, timers, random, log } = parts;
  let status: FeedStatus = { state: 'waiting', version: 0, heardAt: null, problem: null };
  let failures = 0;
  let stopped = true;
  let running: Promise<void> | null = null;
  let needsSnapshot = false;
  let told: string | null = null;
  let cancel: () => void = () => {};

  const become = (state: FeedStatus['state'], problem: string | null): void => {
    status = { ...status, state, problem };
    if (state === 'current') told = null;
    // Told once, however often the same is met again.
    if (problem === null || told === problem) return;
    told = problem;
    if (state === 'refused') log.error('feed.refused', { problem });
    else log.info('feed.waits', { problem });
  };

  /** Pages from a version on until the checkpoint, which is published; waits where nothing is staged. */
  const pages = async (from: number, begun: boolean): Promise<Step> => {
    let cursor = from;
    let hasBegun = begun;
    let rows = 0;
    while (!stopped) {
      const page = await client.page(cursor, hasBegun ? 0 : MOST_WAIT_SECONDS);
      if (page.kind === 'refused' && page.code === 'CURSOR_REFUSED') return { kind: 'snapshot' };
      if (page.kind !== 'page') return page;
      status = { ...status, heardAt: clock.now() };
      const { checkpoint } = page;
      if (page.rows.length > 0) {
        if (!hasBegun) await store.begin('published');
        hasBegun = true;
        become('taking', null);
        const staged = await store.stage(page.rows);
        if (staged.kind === 'flawed' || staged.version <= cursor) return notTaken('FEED_ROW_REFUSED');
        cursor = staged.version;
        rows += staged.rows;
        if (rows > MOST_CHANGES && !begun) return { kind: 'snapshot' };
      } else if (checkpoint === null) return notTaken('FEED_MALFORMED');
      if (checkpoint === null) continue;
      if (checkpoint.version < cursor) return notTaken('FEED_MALFORMED');
      if (!hasBegun && checkpoint.version === from) {
        become('current', null);
        return { kind: 'on' };
      }
      if (!hasBegun) await store.begin('published');
      return settle(await store.publish(checkpoint), begun);
    }
    return { kind: 'on' };
  };
  const settle = (outcome: FeedPublished, fromNothing: boolean): Step => {
    if (outcome.kind === 'published') {
      log.info('feed.published', { version: outcome.version, rows: outcome.rows, whole: fromNothing });
      status = { ...status, version: outcome.version };
      needsSnapshot = false;
      become('current', null);
      published(outcome.version);
      return { kind: 'on' };
    }
    if (outcome.kind === 'unfit') return notTaken('FEED_UNFIT');
    log.warn('feed.differs', { collection: outcome.collection, whole: fromNothing });
    return fromNothing ? notTaken('FEED_DIFFERS') : { kind: 'snapshot' };
  };
  const parted = async (part: Snapshot['parts'][number]): Promise<Step> => {
    for (let cuts = 0; ; cuts += 1) {
      const before = downloads.held(part.sha256);
      const got = await client.download(part, downloads);
      if (got.kind === 'whole') return { kind: 'on' };
      // A line that is cut goes on where it was cut, as long as something comes.
      const moved = got.kind === 'unreachable' && downloads.held(part.sha256) > before;
      if (!moved || cuts === MOST_CUTS || stopped) return got;
    }
  };
  const snapshot = async (): Promise<Step> => {
    const answer = await client.snapshot();
    if (answer.kind !== 'snapshot') return answer;
    status = { ...status, heardAt: clock.now() };
    const { parts: named, version } = answer.snapshot;
    // Nothing was ever published: there is nothing to take, and the first that comes is waited for.
    if (version === 0) return nothingYet();
    become('taking', null);
    downloads.keepOnly(named.map(({ sha256 }) => sha256));
    for (const part of named) {
      const got = await parted(part);
      if (got.kind !== 'on' || stopped) return got;
    }
    await store.begin('nothing');
    for (const { sha256, collections } of named) {
      const loaded = await store.load(downloads.path(sha256), { sha256, collections });
      if (loaded.kind === 'staged') continue;
      downloads.keepOnly([]);
      return notTaken('FEED_ROW_REFUSED');
    }
    const done = await pages(version, true);
    if (done.kind === 'on') downloads.keepOnly([]);
    return done.kind === 'snapshot' ? notTaken('FEED_DIFFERS') : done;
  };
  const nothingYet = async (): Promise<Step> => {
    become('current', null);
    const page = await client.page(0, MOST_WAIT_SECONDS);
    return page.kind === 'page' ? { kind: 'on' } : page;
  };

  const round = async (): Promise<Step> => {
    const cursor = await store.cursor();
    status = { ...status, version: cursor };
    const step = cursor === 0 || needsSnapshot ? await snapshot() : await pages(cursor, false);
    if (step.kind !== 'on') await store.abandon();
    return step;
  };
  const follow = async (): Promise<void> => {
    while (!stopped) {
      const began = clock.monotonic();
      const before = status.version;
      const step = await round();
      if (stopped) return;
      // Something between here and the cloud answers what should have waited.
      if (step.kind === 'on' && status.version === before && clock.monotonic() - began < LEAST_WAIT_MS) {
        return wait(LEAST_WAIT_MS);
      }
      if (step.kind === 'snapshot') {
        needsSnapshot = true;
        continue;
      }
      if (step.kind === 'on') {
        failures = 0;
        continue;
      }
      failures += 1;
      const asked = step.kind === 'refused' ? step.asked : null;
      const isPassing = step.kind === 'unreachable' || asked !== null;
      become(isPassing ? 'waiting' : 'refused', step.kind === 'refused' ? step.code : 'UNREACHABLE');
      return wait(waitAfter(failures, random(), asked, isPassing ? UPLOAD_BACK_OFF : REFUSED_BACK_OFF));
    }
  };
  const wait = (milliseconds: number): void => {
    cancel();
    if (!stopped) cancel = timers.after(milliseconds, run);
  };
  const run = (): void => {
    if (stopped || running !== null) return;
    running = follow()
      .catch((error: unknown) => {
        const code = codeOf(error);
        failures += 1;
        // What is in force here can't be read: all of it is taken anew.
        if (code === 'STORAGE_CORRUPT') needsSnapshot = true;
        become('refused', code);
        wait(waitAfter(failures, random(), null, REFUSED_BACK_OFF));
      })
      .finally(() => {
        running = null;
      });
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      run();
    },
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
    status: () => status,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}
