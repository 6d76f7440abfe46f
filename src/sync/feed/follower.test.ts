import { describe, expect, it } from 'vitest';
import { digestText, NO_ROWS } from '../../domain/feed/digest.ts';
import type { FeedCheckpoint, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';
import type { Refused, Unreachable } from '../upload/client.ts';
import type { Page } from './client.ts';
import { createFollower } from './follower.ts';

const UNREACHABLE: Unreachable = { kind: 'unreachable' };
const refused = (code: string, asked: number | null = null): Refused => ({ kind: 'refused', code, asked });
const checkpoint = (version: number): FeedCheckpoint => ({
  version,
  collections: { prices: { rows: 0, digest: digestText(NO_ROWS) } },
});
const page = (rows: string, at: number | null): Page => ({
  kind: 'page',
  rows: Buffer.from(rows),
  checkpoint: at === null ? null : checkpoint(at),
});
const PART = { scope: 'retailer', version: 7, rows: 1, bytes: 10, sha256: 'a'.repeat(64), collections: {} } as const;
const staged = (version: number): FeedStaged => ({ kind: 'staged', rows: 1, version });
const published = (version: number): FeedPublished => ({ kind: 'published', version, rows: 1 });

/** A follower between a cloud and a store that say what they are told to, in order; the last of each is said again. */
function following(script: {
  readonly cursor?: number;
  readonly pages: readonly (Page | Refused | Unreachable)[];
  readonly stages?: readonly FeedStaged[];
  readonly publishes?: readonly FeedPublished[];
  readonly downloads?: readonly (Refused | Unreachable | { kind: 'whole' })[];
  readonly loads?: readonly FeedStaged[];
  /** Answers without waiting, whatever is asked. */
  readonly isInstant?: boolean;
}) {
  const calls: string[] = [];
  const waits: { readonly milliseconds: number; readonly run: () => void }[] = [];
  const said: { code: string; fields: unknown }[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (code: string, fields?: unknown) => void said.push({ code, fields }),
  };
  let cursor = script.cursor ?? 0;
  let now = 0;
  const rest = {
    pages: [...script.pages],
    stages: [...(script.stages ?? [])],
    publishes: [...(script.publishes ?? [])],
  };
  const more = {
    downloads: [...(script.downloads ?? [{ kind: 'whole' as const }])],
    loads: [...(script.loads ?? [staged(0)])],
  };
  const next = <T>(list: T[]): T => (list.length > 1 ? list.shift() : list[0]) as T;
  const follower = createFollower({
    client: {
      async page(after, wait) {
        calls.push(`page after ${after}${wait > 0 ? ' waiting' : ''}`);
        now += script.isInstant ? 0 : wait * 1000;
        return next(rest.pages);
      },
      async snapshot() {
        calls.push('snapshot');
        return { kind: 'snapshot', snapshot: { version: 7, parts: [PART] } };
      },
      async download() {
        calls.push('download');
        return next(more.downloads);
      },
    },
    store: {
      cursor: async () => cursor,
      begin: async (from) => void calls.push(`begin with ${from}`),
      load: async () => next(more.loads),
      stage: async () => next(rest.stages),
      async publish({ version }) {
        calls.push(`publish ${version}`);
        const outcome = next(rest.publishes);
        if (outcome.kind === 'published') cursor = outcome.version;
        return outcome;
      },
      abandon: async () => void calls.push('abandon'),
    },
    downloads: { path: (sha256) => sha256, held: () => 0, append() {}, keepOnly() {} },
    published: (version) => void calls.push(`tell ${version}`),
    clock: { now: () => now, monotonic: () => now },
    timers: {
      after(milliseconds, run) {
        waits.push({ milliseconds, run });
        return () => {};
      },
    },
    random: () => 0.5,
    log,
  });
  /** Lets it go until it waits for a timer. */
  const untilWaiting = async () => {
    const before = waits.length;
    while (waits.length === before) await Promise.resolve();
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    return waits.at(-1);
  };
  return { follower, calls, said, untilWaiting };
}

describe('following the feed', () => {
  it('takes a snapshot first, goes on from where it ends, and publishes both together', async () => {
    const box = following({
      pages: [page('rows', null), page('rows', 9), UNREACHABLE],
      stages: [staged(8), staged(9)],
      publishes: [published(9)],
    });
    box.follower.start();
    await box.untilWaiting();
    expect(box.calls).toEqual([
      ...['snapshot', 'download', 'begin with nothing', 'page after 7', 'page after 8', 'publish 9', 'tell 9'],
      ...['page after 9 waiting', 'abandon'],
    ]);
    expect(box.follower.status()).toMatchObject({ state: 'waiting', version: 9, problem: 'UNREACHABLE' });
  });

  it('stages changes on what is published, and nothing where there are none', async () => {
    const box = following({
      cursor: 9,
      pages: [page('', 9), page('rows', 12), UNREACHABLE],
      stages: [staged(12)],
      publishes: [published(12)],
    });
    box.follower.start();
    await box.untilWaiting();
    expect(box.calls).toEqual([
      ...['page after 9 waiting', 'page after 9 waiting', 'begin with published', 'publish 12', 'tell 12'],
      ...['page after 12 waiting', 'abandon'],
    ]);
  });

  it.each([
    [
      'the cloud refuses the cursor',
      { pages: [refused('CURSOR_REFUSED'), page('', 7), UNREACHABLE], publishes: [published(7)] },
    ],
    [
      'what it has differs from the checkpoint',
      {
        pages: [page('rows', 9), page('', 7), UNREACHABLE],
        stages: [staged(9)],
        publishes: [{ kind: 'differs', collection: 'prices' }, published(7)],
      },
    ],
  ] as const)('begins anew with a snapshot where %s', async (_why, script) => {
    const box = following({ cursor: 8, ...script });
    box.follower.start();
    await box.untilWaiting();
    expect(box.calls).toContain('snapshot');
    expect(box.calls.slice(box.calls.indexOf('snapshot'))).toEqual([
      ...[
        'snapshot',
        'download',
        'begin with nothing',
        'page after 7',
        'publish 7',
        'tell 7',
        'page after 7 waiting',
        'abandon',
      ],
    ]);
  });

  it('refuses a row that is none with one error, drops what came with it, and asks again later and later', async () => {
    const box = following({ cursor: 9, pages: [page('rows', 12)], stages: [{ kind: 'flawed', line: 1 }] });
    box.follower.start();
    const first = await box.untilWaiting();
    first?.run();
    const second = await box.untilWaiting();
    expect(box.calls).toEqual([
      'page after 9 waiting',
      'begin with published',
      'abandon',
      'page after 9 waiting',
      'begin with published',
      'abandon',
    ]);
    expect(box.said).toEqual([{ code: 'feed.refused', fields: { problem: 'FEED_ROW_REFUSED' } }]);
    expect([first?.milliseconds, second?.milliseconds]).toEqual([3_750, 7_500]);
    expect(box.follower.status()).toMatchObject({ state: 'refused', version: 9 });
  });

  it.each([
    ['goes back', page('rows', 12), [staged(9)]],
    ['ends before its rows', page('rows', 10), [staged(12)]],
    ['has neither rows nor an end', page('', null), []],
  ])('takes no page that %s', async (_how, bad, stages) => {
    const box = following({ cursor: 9, pages: [bad], stages });
    box.follower.start();
    await box.untilWaiting();
    expect(box.calls.at(-1)).toBe('abandon');
    expect(box.follower.status()).toMatchObject({ state: 'refused', version: 9 });
  });

  it('waits as long as the cloud asks it to', async () => {
    const box = following({ pages: [], downloads: [refused('BUSY', 20_000)] });
    box.follower.start();
    expect((await box.untilWaiting())?.milliseconds).toBe(20_500);
    expect(box.follower.status()).toMatchObject({ state: 'waiting', problem: 'BUSY' });
  });

  it('does not ask in a circle where something answers at once what should have waited', async () => {
    const box = following({
      cursor: 9,
      pages: [page('rows', 12), page('', 12)],
      stages: [staged(12)],
      publishes: [published(12)],
      isInstant: true,
    });
    box.follower.start();
    expect((await box.untilWaiting())?.milliseconds).toBe(1_000);
  });
});
