import { join } from 'node:path';
import { type CatalogueStore, feedDownloads, feedStore, openCatalogue } from '../../src/storage/index.ts';
import { feedClient } from '../../src/sync/feed/client.ts';
import { createFollower } from '../../src/sync/feed/follower.ts';
import { cloudLink } from '../../src/sync/feed/link.ts';
import type { Fetch } from '../../src/sync/upload/client.ts';
import { type FeedCloud, feedCloud } from './feed-cloud.ts';
import { memoryRows } from './memory.ts';
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

/** The cloud has built its snapshot for another box before, so that it is only sent. */
async function warmed(folder: string, cloud: FeedCloud, version: number): Promise<FollowingBox> {
  const from = performance.now();
  const box = followingBox(folder, cloud);
  await box.reaches(version);
  process.stderr.write(
    `bench: first box, with the snapshot built for it: ${((performance.now() - from) / 1000).toFixed(1)} s\n`,
  );
  box.lane.refresh();
  return box;
}

/**
 * Seconds from a box's first question until 1,000,000 items (3,000,000 rows) are in force on it: asked for, downloaded over loopback, checked,
 * built, indexed, read back, on disk. Cloud and database are processes of their own on the same machine. Meanwhile a lane in the box's
 * process looks goods up in a catalogue of the same size.
 */
export async function* snapshotRows(items = MILLION): AsyncGenerator<Row> {
  const cloud = await feedCloud(items);
  yield* await withFolder(async (first) => {
    const one = await warmed(first, cloud, items * 3);
    return withFolder(async (second) => {
      const before = await scansWhile(one.lane, items, idle(10));
      const memory = memoryRows('snapshot', { edge: process.pid, ...cloud });
      const other = followingBox(second, cloud);
      const reached = other.reaches(items * 3);
      const during = await scansWhile(one.lane, items, reached);
      const value = round(await reached);
      const rows = memory();
      await other.stop();
      await one.stop();
      const target = `value <= ${SNAPSHOT_LIMIT_SECONDS}`;
      const row = {
        suite: 'snapshot',
        name: '1m',
        unit: 's',
        n: items,
        value,
        target,
        reached: value <= SNAPSHOT_LIMIT_SECONDS,
      };
      return [row, scanRow('snapshot', during, before), ...rows];
    });
  });
}

const ROUNDS = 5;

/** Seconds from the commit of 10,000 new prices in the cloud until they are in force on a box of 1,000,000 items; the lane looks goods up meanwhile. */
export async function* deltaRows(items = MILLION): AsyncGenerator<Row> {
  const cloud = await feedCloud(items);
  yield* await withFolder(async (folder) => {
    const box = await warmed(folder, cloud, items * 3);
    const before = await scansWhile(box.lane, items, idle(10));
    const memory = memoryRows('delta', { edge: process.pid, ...cloud });
    const during: number[] = [];
    const took: number[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const published = cloud.reprice(CHANGES, 1_000 + n);
      const reached = published.then(async ({ version, at }) => {
        await box.reaches(version);
        return (Date.now() - at) / 1000;
      });
      during.push(...(await scansWhile(box.lane, items, reached)));
      took.push(await reached);
      box.lane.refresh();
    }
    const rows = memory();
    await box.stop();
    const figures = percentiles(took);
    const target = `value <= ${DELTA_LIMIT_SECONDS}`;
    const value = figures.p50;
    const row = {
      suite: 'delta',
      name: '10k',
      unit: 's',
      ...figures,
      value,
      target,
      reached: value <= DELTA_LIMIT_SECONDS,
    };
    return [row, scanRow('delta', during, before), ...rows];
  });
}
