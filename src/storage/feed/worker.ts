/** The thread that the feed is taken in on, so that no shopper waits for it. See `remote.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../workstation/ports/fault.ts';
import type { FeedEngine, FeedPlaces } from './engine.ts';
import { openFeed } from './engine.ts';
import type { FeedCall, FeedReply } from './remote.ts';

let engine: FeedEngine | null = null;
let last: Promise<unknown> = Promise.resolve();

parentPort?.on('message', ({ id, name, values }: FeedCall) => {
  // One after the other, as they came.
  last = last.then(async () => {
    let reply: FeedReply;
    try {
      engine ??= openFeed(workerData as FeedPlaces);
      const call = engine[name] as (...given: readonly unknown[]) => unknown;
      reply = { id, kind: 'done', value: await call(...values) };
    } catch (error) {
      const code = error instanceof Fault ? error.code : 'STORAGE_FEED_WORKER';
      reply = { id, kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
    }
    parentPort?.postMessage(reply);
  });
});
