/** A box that takes in what lies in a folder: a whole snapshot, then changes on it, over and over until all are in force. Killed at any time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFeed } from '../../../src/storage/feed/engine.ts';
import type { FeedCheckpoint, FeedPart } from '../../../src/workstation/ports/feed.ts';
import { placesIn } from './places.ts';

interface Given {
  readonly part: FeedPart;
  readonly checkpoints: readonly FeedCheckpoint[];
}

const folder = process.argv[2] ?? '';
const { part, checkpoints } = JSON.parse(readFileSync(join(folder, 'given.json'), 'utf8')) as Given;
const feed = openFeed(placesIn(folder));
const last = checkpoints.at(-1)?.version ?? 0;
process.send?.('started');
for (let cursor = feed.cursor(); cursor < last; cursor = feed.cursor()) {
  const next = checkpoints.find(({ version }) => version > cursor);
  if (next === undefined) break;
  // A second time over what is in force: a snapshot may come at any time.
  feed.begin(cursor === 0 ? 'nothing' : 'published');
  const staged =
    cursor === 0
      ? await feed.load(join(folder, 'part'), part)
      : feed.stage(readFileSync(join(folder, `page-${next.version}`)));
  if (staged.kind === 'flawed') throw new Error(`line ${staged.line} of ${next.version} was refused`);
  const published = feed.publish(next);
  if (published.kind !== 'published') throw new Error(`${next.version}: ${JSON.stringify(published)}`);
  if (cursor > 0) feed.tidy([]);
}
feed.close();
