import { join } from 'node:path';
import { publishing } from '../../src/cloud/feed/publish.ts';
import { type CatalogueStore, feedDownloads, feedStore, openCatalogue } from '../../src/storage/index.ts';
import { feedClient } from '../../src/sync/feed/client.ts';
import { createFollower } from '../../src/sync/feed/follower.ts';
import { cloudLink } from '../../src/sync/feed/link.ts';
import type { Fetch } from '../../src/sync/upload/client.ts';
import { type FeedCloud, feedCloud, priced } from './feed-cloud.ts';
import { realClock as clock, realIdentifiers as identifiers } from './real-ports.ts';
import { percentiles, type Row, round } from './row.ts';
import { withFolder } from './scratch.ts';
import { syntheticGtin } from './synthetic-catalogue.ts';

export const MILLION = 1_000_000;
const CHANGES = 10_000;
const SNAPSHOT_LIMIT_SECONDS = 30;
const DELTA_LIMIT_SECONDS = 1;
const SCAN_RATIO = 1.2;
/** Milliseconds between two look-ups of the lane. */
const SCAN_EVERY_MS = 2;
const NO_LOG = { debug() {}, info() {}, warn: tell, error: tell };

function tell(code: string, fields?: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`bench: ${code} ${JSON.stringify(fields)}\n`);
}

const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A box that follows a cloud's feed, and a lane on it that looks goods up. */
interface FollowingBox {
  readonly lane: CatalogueStore;
  /** Resolves when this version is in force; with what passed since the call, in seconds. */
  reaches(version: number): Promise<number>;
  stop(): Promise<void>;
}

function followingBox(folder: string, cloud: FeedCloud): FollowingBox {
  const catalogue = join(folder, 'catalogue.db');
  const { signer } = cloud.device;
  const link = cloudLink({
    ...{ url: cloud.url, workstation: 'lane-1', signer, clock, timers, identifiers },
    fetch: fetch as Fetch,
  });
  const store = feedStore({
    catalogue,
    promotions: join(folder, 'promotions'),
    operators: join(folder, 'operators.db'),
  });
  let version = 0;
  const waiting = new Set<() => void>();
  const follower = createFollower({
    client: feedClient(link),
    store,
    downloads: feedDownloads(join(folder, 'feed')),
    published(reached) {
      version = reached;
      for (const look of waiting) look();
    },
    clock,
    timers,
    random: Math.random,
    log: NO_LOG,
  });
  const lane = openCatalogue({ path: catalogue });
  follower.start();
  return {
    lane,
    reaches(wanted) {
      const from = performance.now();
      return new Promise((resolve) => {
        const look = (): void => {
          if (version < wanted) return;
          waiting.delete(look);
          resolve((performance.now() - from) / 1000);
        };
        waiting.add(look);
        look();
      });
    },
    async stop() {
      link.close();
      await follower.stop();
      await store.close();
      lane.close();
    },
  };
}

/** Look-ups by barcode at random, one every few milliseconds, until `during` has ended: how long each took, in milliseconds. */
async function scansWhile(lane: CatalogueStore, items: number, during: Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  let isOver = false;
  const over = during.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const gtin = `0${syntheticGtin(Math.floor(Math.random() * items))}`;
    const from = performance.now();
    lane.byGtin(gtin);
    samples.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, SCAN_EVERY_MS));
  }
  await over;
  return samples;
}

const idle = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** The highest resident memory of this process (edge and cloud in one) while something goes on, in megabytes. */
function memoryWhile(): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  return () => {
    clearInterval(timer);
    return round(most / (1024 * 1024));
  };
}

function scanRow(suite: string, during: readonly number[], before: readonly number[]): Row {
  const [busy, quiet] = [percentiles(during), percentiles(before)];
  const ratio = round(busy.p95 / quiet.p95);
  return {
    suite,
    name: 'scan-during',
    unit: 'ms',
    ...busy,
    peer: { name: `idle, p95 ${quiet.p95}`, p50: quiet.p50, p99: quiet.p99 },
    ratio,
    target: `p95 <= ${SCAN_RATIO} x idle`,
    reached: ratio <= SCAN_RATIO,
  };
}

/**
 * Seconds from a box's first question until 1,000,000 items (3,000,000 rows) are in force on it: asked for, downloaded over loopback, checked,
 * built, indexed, read back, on disk. The cloud has built the snapshot before; that is told by itself. Meanwhile the lane looks goods up in
 * a catalogue of the same size.
 */
export async function* snapshotRows(items = MILLION): AsyncGenerator<Row> {
  const cloud = await feedCloud(items);
  try {
    yield* await withFolder(async (first) => {
      const begun = performance.now();
      const one = followingBox(first, cloud);
      await one.reaches(items * 3);
      process.stderr.write(
        `bench: first box, snapshot built for it: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
      );
      one.lane.refresh();
      return withFolder(async (second) => {
        const before = await scansWhile(one.lane, items, idle(10));
        const memory = memoryWhile();
        const other = followingBox(second, cloud);
        const reached = other.reaches(items * 3);
        const during = await scansWhile(one.lane, items, reached);
        const seconds = round(await reached);
        const megabytes = memory();
        await other.stop();
        await one.stop();
        const reachedIt = seconds <= SNAPSHOT_LIMIT_SECONDS;
        return [
          {
            suite: 'snapshot',
            name: '1m',
            unit: 's',
            n: items,
            value: seconds,
            target: `value <= ${SNAPSHOT_LIMIT_SECONDS}`,
            reached: reachedIt,
          },
          scanRow('snapshot', during, before),
          {
            suite: 'snapshot',
            name: 'rss',
            unit: 'MB',
            n: 1,
            value: megabytes,
            target: 'told: edge and cloud in one process',
            reached: true,
          },
        ] satisfies Row[];
      });
    });
  } finally {
    await cloud.stop();
  }
}

const ROUNDS = 5;

/** Seconds from the commit of 10,000 new prices until they are in force on a box of 1,000,000 items; the lane looks goods up meanwhile. */
export async function* deltaRows(items = MILLION): AsyncGenerator<Row> {
  const cloud = await feedCloud(items);
  try {
    yield* await withFolder(async (folder) => {
      const box = followingBox(folder, cloud);
      await box.reaches(items * 3);
      box.lane.refresh();
      const before = await scansWhile(box.lane, items, idle(10));
      const memory = memoryWhile();
      const during: number[] = [];
      const took: number[] = [];
      for (let n = 0; n < ROUNDS; n += 1) {
        const changes = Array.from({ length: CHANGES }, (_, at) => priced(at * Math.floor(items / CHANGES), 1_000 + n));
        const { version } = await publishing(cloud.database.journal, 'main', (publisher) => publisher.put(changes));
        const reached = box.reaches(version);
        during.push(...(await scansWhile(box.lane, items, reached)));
        took.push(await reached);
        box.lane.refresh();
      }
      const megabytes = memory();
      await box.stop();
      const figures = percentiles(took);
      return [
        {
          suite: 'delta',
          name: '10k',
          unit: 's',
          ...figures,
          value: figures.p50,
          target: `value <= ${DELTA_LIMIT_SECONDS}`,
          reached: figures.p50 <= DELTA_LIMIT_SECONDS,
        },
        scanRow('delta', during, before),
        {
          suite: 'delta',
          name: 'rss',
          unit: 'MB',
          n: 1,
          value: megabytes,
          target: 'told: edge and cloud in one process',
          reached: true,
        },
      ] satisfies Row[];
    });
  } finally {
    await cloud.stop();
  }
}
