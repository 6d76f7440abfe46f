import { describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/fixtures/time.ts';
import type { AssetRef } from '../../domain/asset/asset.ts';
import type { AssetShelf } from '../../workstation/ports/assets.ts';
import { assetClient, type PieceReply } from './client.ts';
import { createFetcher } from './fetcher.ts';

const file = (name: string, bytes = 10): AssetRef => ({ sha256: name, bytes });
/** What the line does with one request: so many bytes come, and then this. */
type Turn = PieceReply & { readonly bytes?: number };
const ALL: Turn = { kind: 'had', bytes: 10 };
const CUT: Turn = { kind: 'unreachable' };

/** A fetcher over a line that does what it is told, file by file; the last of each is done again. */
function fetching(
  turns: Readonly<Record<string, readonly Turn[]>>,
  more: {
    readonly isTrue?: (times: number) => boolean;
    readonly room?: (ref: AssetRef) => boolean;
    clients?: number;
  } = {},
) {
  const clock = new HandClock();
  const asked: string[] = [];
  const told: string[] = [];
  const here = new Set<string>();
  const begun = new Map<string, number>();
  let published = 0;
  let open = 0;
  let most = 0;
  const left = new Map(Object.entries(turns).map(([name, list]) => [name, [...list]]));
  const shelf: AssetShelf = {
    load: async () => {},
    tidy: async () => {},
    path: (name) => (here.has(name) ? `/${name}` : null),
    begun: (name) => begun.get(name) ?? 0,
    makeRoom: (ref) => more.room?.(ref) ?? true,
    append: (name, bytes) => void begun.set(name, (begun.get(name) ?? 0) + bytes.length),
    flush: async () => {},
    async publish({ sha256 }) {
      begun.delete(sha256);
      published += 1;
      if (more.isTrue?.(published) === false) return 'spoilt';
      here.add(sha256);
      return 'published';
    },
    discard: (name) => void begun.delete(name),
  };
  const client = {
    async piece({ sha256 }: AssetRef, held: number, take: (bytes: Uint8Array) => void): Promise<PieceReply> {
      asked.push(`${sha256} from ${held}`);
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      const list = left.get(sha256) ?? [ALL];
      const { bytes = 0, ...reply } = (list.length > 1 ? list.shift() : list[0]) ?? ALL;
      if (bytes > 0) take(new Uint8Array(bytes));
      return reply;
    },
  };
  const fetcher = createFetcher({
    clients: Array.from({ length: more.clients ?? 1 }, () => client),
    shelf,
    arrived: ({ sha256 }) => void told.push(`${sha256} arrived`),
    spoilt: ({ sha256 }) => void told.push(`${sha256} spoilt`),
    timers: clock,
    random: () => 0.5,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { fetcher, clock, asked, told, mostAtOnce: () => most };
}

describe('a fetcher of files', () => {
  it('fetches what is not here, in the order in which it is wanted, and says when each is', async () => {
    const { fetcher, clock, asked, told } = fetching({});
    fetcher.want([file('tea'), file('jam')]);
    expect(fetcher.status()).toEqual({ wanted: 2, missing: 2, problem: null });
    await clock.advance(0);
    expect(asked).toEqual(['tea from 0', 'jam from 0']);
    expect(told).toEqual(['tea arrived', 'jam arrived']);
    expect(fetcher.status()).toEqual({ wanted: 2, missing: 0, problem: null });
    fetcher.want([file('jam')]);
    await clock.advance(0);
    expect(asked).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('goes on where the line was cut, and backs off where nothing comes', async () => {
    const { fetcher, clock, asked, told } = fetching({ tea: [{ ...CUT, bytes: 4 }, CUT, { ...ALL, bytes: 6 }] });
    fetcher.want([file('tea')]);
    await clock.advance(0);
    expect(asked).toEqual(['tea from 0', 'tea from 4']);
    expect(fetcher.status()).toMatchObject({ missing: 1, problem: 'UNREACHABLE' });
    await clock.advance(60_000);
    expect(asked).toEqual(['tea from 0', 'tea from 4', 'tea from 4']);
    expect(told).toEqual(['tea arrived']);
  });

  it('waits as long as the cloud asks, whatever else is wanted meanwhile', async () => {
    const busy: Turn = { kind: 'refused', code: 'UNAVAILABLE', asked: 90_000 };
    const { fetcher, clock, asked } = fetching({ tea: [busy, ALL] });
    fetcher.want([file('tea')]);
    await clock.advance(0);
    fetcher.want([file('tea'), file('jam')]);
    await clock.advance(89_000);
    expect(asked).toEqual(['tea from 0']);
    await clock.advance(5_000);
    expect(asked).toEqual(['tea from 0', 'tea from 0', 'jam from 0']);
  });

  it('throws away what is not the file, says so after three times, and goes on with the others', async () => {
    const { fetcher, clock, asked, told } = fetching({}, { isTrue: (times) => times > 3 });
    fetcher.want([file('tea'), file('jam')]);
    await clock.advance(0);
    expect(asked).toEqual(['tea from 0', 'tea from 0', 'tea from 0', 'jam from 0']);
    expect(told).toEqual(['tea spoilt', 'jam arrived']);
    expect(fetcher.status()).toEqual({ wanted: 2, missing: 1, problem: 'ASSETS_SPOILT' });
    // The next look at the feed asks for no more of it; a quarter of an hour does.
    fetcher.want([file('tea'), file('jam')]);
    await clock.advance(0);
    expect(asked).toHaveLength(4);
    await clock.advance(900_000);
    expect(told).toEqual(['tea spoilt', 'jam arrived', 'tea arrived']);
  });

  it('leaves what the cloud does not have, and what has no room here, for later', async () => {
    const gone: Turn = { kind: 'refused', code: 'NOT_FOUND', asked: null };
    const { fetcher, clock, told } = fetching({ tea: [gone, ALL] }, { room: ({ bytes }) => bytes < 100 });
    fetcher.want([file('tea'), file('poster', 100), file('jam')]);
    await clock.advance(0);
    expect(told).toEqual(['jam arrived']);
    expect(fetcher.status()).toEqual({ wanted: 3, missing: 2, problem: 'ASSETS_NO_ROOM' });
    await clock.advance(900_000);
    expect(told).toEqual(['jam arrived', 'tea arrived']);
  });

  it('fetches as many at a time as it has lines, and ends what is not wanted any more', async () => {
    const names = Array.from({ length: 9 }, (_, at) => file(`file-${at}`));
    const { fetcher, clock, told, mostAtOnce } = fetching({}, { clients: 2 });
    fetcher.want(names);
    await clock.advance(0);
    expect([told.length, mostAtOnce()]).toEqual([9, 2]);
    const slow = fetching({ image: [{ kind: 'had', bytes: 1 }] });
    slow.fetcher.want([file('image', 1_000)]);
    await Promise.resolve();
    slow.fetcher.want([file('tea')]);
    await slow.clock.advance(0);
    expect(slow.told).toEqual(['tea arrived']);
    expect(slow.asked.length).toBeLessThan(20);
  });

  it('asks for nothing more once it is stopped', async () => {
    const { fetcher, clock, asked } = fetching({ tea: [CUT] });
    fetcher.want([file('tea')]);
    await clock.advance(0);
    await fetcher.stop();
    await clock.advance(3_600_000);
    expect(asked).toEqual(['tea from 0']);
  });
});

describe('a piece of a file', () => {
  const answered = (status: number, came: number) => {
    const asked: object[] = [];
    const client = assetClient({
      async get(request, take) {
        asked.push(request);
        take(new Uint8Array(came));
        return { kind: 'ok', status, bytes: came };
      },
    });
    return { client, asked };
  };
  const MIB = 1024 * 1024;

  it('is asked for from the byte that is missing, a megabyte at most, and of that very file', async () => {
    const { client, asked } = answered(206, MIB);
    expect(await client.piece(file('tea', 5 * MIB), 2 * MIB, () => {})).toEqual({ kind: 'had' });
    expect(asked).toEqual([
      {
        ...{ path: '/v1/assets/tea', idle: 15_000, most: MIB },
        headers: { range: `bytes=${2 * MIB}-${3 * MIB - 1}`, 'if-range': '"tea"' },
      },
    ]);
  });

  it('is spoilt where another range comes, or less, or more', async () => {
    expect(await answered(200, 5).client.piece(file('tea', 10), 5, () => {})).toEqual({ kind: 'spoilt' });
    expect(await answered(206, 4).client.piece(file('tea', 10), 5, () => {})).toEqual({ kind: 'spoilt' });
    const tooMuch = assetClient({ get: async () => ({ kind: 'refused', code: 'TOO_LARGE', asked: null }) });
    expect(await tooMuch.piece(file('tea'), 0, () => {})).toEqual({ kind: 'spoilt' });
    // Whoever knows no ranges gives all of it, which is what was asked for here.
    expect(await answered(200, 10).client.piece(file('tea', 10), 0, () => {})).toEqual({ kind: 'had' });
  });
});
