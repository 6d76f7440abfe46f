import { Worker } from 'node:worker_threads';
import { Fault } from '../../workstation/ports/fault.ts';
import type { FeedStorePort } from '../../workstation/ports/feed.ts';
import type { FeedEngine, FeedPlaces } from './engine.ts';

export interface FeedCall {
  readonly id: number;
  readonly name: keyof FeedEngine;
  readonly values: readonly unknown[];
}

export type FeedReply =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface FeedStore extends FeedStorePort {
  /** As `FeedEngine.tidy`. */
  tidy(pinned: readonly string[]): Promise<void>;
  /** Lets go of everything; what is staged is dropped. */
  close(): Promise<void>;
}

/** Megabytes of JavaScript that the thread may hold. */
const MOST_MEGABYTES = 256;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The feed of a box, taken in on a thread of its own, which starts with the first call and again after it has failed. */
export function feedStore(places: FeedPlaces): FeedStore {
  let worker: Worker | null = null;
  let calls = 0;
  const waiting = new Map<number, Waiting>();

  const lost = (from: Worker, why: string): void => {
    if (worker !== from) return;
    worker = null;
    for (const { reject } of waiting.values()) reject(new Fault('STORAGE_FEED_WORKER', why));
    waiting.clear();
  };
  const started = (): Worker => {
    if (worker !== null) return worker;
    const begun = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: places,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    begun.on('message', (reply: FeedReply) => {
      const { resolve, reject } = waiting.get(reply.id) ?? {};
      waiting.delete(reply.id);
      if (reply.kind === 'done') resolve?.(reply.value);
      else reject?.(new Fault(reply.code, reply.message));
    });
    begun.on('error', (error) => lost(begun, `the thread of the feed failed: ${String(error)}`));
    begun.on('exit', (code) => lost(begun, `the thread of the feed ended with ${code}`));
    worker = begun;
    return begun;
  };
  const call = <T>(name: keyof FeedEngine, ...values: readonly unknown[]): Promise<T> =>
    new Promise<unknown>((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      started().postMessage({ id: calls, name, values } satisfies FeedCall);
    }) as Promise<T>;

  return {
    cursor: () => call('cursor'),
    begin: (from) => call('begin', from),
    load: (path, part) => call('load', path, part),
    stage: (lines) => call('stage', lines),
    publish: (checkpoint) => call('publish', checkpoint),
    abandon: () => call('abandon'),
    tidy: (pinned) => call('tidy', pinned),
    async close() {
      if (worker === null) return;
      await call('close').catch(() => {});
      await worker?.terminate();
    },
  };
}
