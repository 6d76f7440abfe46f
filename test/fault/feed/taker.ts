/**
 * A box that takes in what lies in a folder: a whole snapshot, then changes on it, over and over until all are in force. Killed at any time.
 * What its disk refuses it tries again, as the box's follower does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FeedEngine, openFeed } from '../../../src/storage/feed/engine.ts';
import { Fault } from '../../../src/workstation/ports/fault.ts';
import type { FeedCheckpoint, FeedPart } from '../../../src/workstation/ports/feed.ts';
import { placesIn } from './places.ts';

interface Given {
  readonly part: FeedPart;
  readonly checkpoints: readonly FeedCheckpoint[];
}

/** Milliseconds until it tries again; the follower rests longer. */
const AGAIN_MS = 20;

const folder = process.argv[2] ?? '';
const { part, checkpoints } = JSON.parse(readFileSync(join(folder, 'given.json'), 'utf8')) as Given;
const last = checkpoints.at(-1)?.version ?? 0;
process.send?.('started');
let feed: FeedEngine | null = null;
for (let cursor = 0; cursor < last; ) {
  try {
    feed ??= openFeed(placesIn(folder));
    cursor = feed.cursor();
    await takeNext(feed, cursor);
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'STORAGE_CORRUPT') throw error;
    process.send?.(error.code);
    await pause(AGAIN_MS);
  }
}
feed?.close();
process.disconnect();

async function takeNext(box: FeedEngine, cursor: number): Promise<void> {
  const next = checkpoints.find(({ version }) => version > cursor);
  if (next === undefined) return;
  // A second time over what is in force: a snapshot may come at any time.
  box.begin(cursor === 0 ? 'nothing' : 'published');
  const staged =
    cursor === 0
      ? await box.load(join(folder, 'part'), part)
      : box.stage(readFileSync(join(folder, `page-${next.version}`)));
  if (staged.kind === 'flawed') throw new Error(`line ${staged.line} of ${next.version} was refused`);
  const published = box.publish(next);
  if (published.kind !== 'published') throw new Error(`${next.version}: ${JSON.stringify(published)}`);
  if (cursor > 0) box.tidy([]);
}
