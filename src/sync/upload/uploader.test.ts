import { describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/fixtures/time.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { AcknowledgedUpTo, ForkPoint } from '../../workstation/ports/journal-upload.ts';
import { entries, PaperCloud, PaperJournal } from './paper-cloud.fixture.ts';
import { createUploader } from './uploader.ts';

const NO_LOG = { debug() {}, info() {}, warn() {}, error() {} };
const UNREACHABLE = { kind: 'unreachable' } as const;
const refusal = (code: string, asked: number | null = null) => ({ kind: 'refused', code, asked }) as const;

/** Lets everything settle that waits for no time. */
async function quiet(clock: HandClock): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await clock.advance(0);
}

function uploading(journal: PaperJournal, cloud = new PaperCloud()) {
  const clock = new HandClock();
  const kept = new Map<string, AcknowledgedUpTo>();
  const forks: ForkPoint[] = [];
  const lane = { busy: false };
  const uploader = createUploader({
    client: cloud,
    source: journal,
    acknowledgements: {
      of: (epoch) => kept.get(epoch) ?? null,
      record: (epoch, upTo) => void (upTo.seq > (kept.get(epoch)?.seq ?? 0) && kept.set(epoch, upTo)),
    },
    beginEpoch: (fork) => {
      if (lane.busy) return 'later';
      forks.push(fork);
      journal.held.push([`after ${fork.seq}`, entries('new', 1, 3)]);
      const [, list] = journal.held.find(([epoch]) => epoch === fork.epoch) ?? ['', []];
      list.length = fork.seq;
      return 'begun';
    },
    clock,
    timers: clock,
    random: () => 0,
    log: NO_LOG,
  });
  return { uploader, cloud, clock, kept, forks, lane };
}

describe('an uploader', () => {
  it('sends what the cloud lacks, one batch at a time, and says how far it is', async () => {
    const { uploader, cloud, clock, kept } = uploading(new PaperJournal(['e1', entries('a', 1, 1200)]));
    uploader.start();
    await clock.advance(0);
    expect(cloud.asked).toEqual(['head e1', 'send e1 1-500', 'send e1 501-1000', 'send e1 1001-1200']);
    expect(cloud.mostUnderWay).toBe(1);
    expect(kept.get('e1')).toEqual({ seq: 1200, hash: cloud.held.get('e1')?.at(-1)?.hash });
    expect(uploader.status()).toEqual({
      state: 'idle',
      backlog: 0,
      oldestUnsentAt: null,
      lastAckAt: clock.now(),
      acknowledged: { epoch: 'e1', seq: 1200 },
      problem: null,
    });
  });

  it('sends what is appended, at once when told and soon when not', async () => {
    const list = entries('a', 1, 3);
    const { uploader, cloud, clock } = uploading(new PaperJournal(['e1', list]));
    uploader.start();
    await clock.advance(0);
    list.push(...entries('a', 4, 5));
    uploader.soon();
    await clock.advance(0);
    list.push(...entries('a', 6, 6));
    await clock.advance(2_000);
    expect(cloud.asked.slice(1)).toEqual(['send e1 1-3', 'send e1 4-5', 'send e1 6-6']);
  });

  it('invariant 7: drains by itself after an outage, asking less and less often, and no oftener when told to', async () => {
    const cloud = new PaperCloud();
    Object.assign(cloud, { weather: [UNREACHABLE], stays: true });
    const { uploader, clock } = uploading(new PaperJournal(['e1', entries('a', 1, 9)]), cloud);
    uploader.start();
    for (let minute = 0; minute < 60; minute += 1) {
      uploader.soon();
      await clock.advance(60_000);
    }
    expect(uploader.status()).toMatchObject({ state: 'waiting', problem: 'UNREACHABLE', backlog: 9 });
    // A minute at most between two, half a minute at least once it has doubled that far.
    expect(cloud.asked.length).toBeGreaterThan(60);
    expect(cloud.asked.length).toBeLessThan(130);
    Object.assign(cloud, { weather: [], stays: false });
    await clock.advance(60_000);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0 });
  });

  it('invariant 7: asks for nothing before the time that the cloud asked to wait, and then goes on', async () => {
    const cloud = new PaperCloud();
    const { uploader, clock } = uploading(new PaperJournal(['e1', entries('a', 1, 9)]), cloud);
    cloud.weather = [refusal('BUSY', 120_000)];
    uploader.start();
    await clock.advance(119_000);
    uploader.soon();
    await clock.advance(900);
    expect(cloud.asked).toHaveLength(1);
    expect(uploader.status()).toMatchObject({ state: 'waiting', problem: 'BUSY' });
    await clock.advance(2_000);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0 });
  });

  it('invariant 3: an answer that is lost is asked for again, and nothing is there twice', async () => {
    const cloud = new PaperCloud();
    const { uploader, clock } = uploading(new PaperJournal(['e1', entries('a', 1, 700)]), cloud);
    cloud.weather = ['lostReply', 'lostReply', 'lostReply', 'lostReply'];
    uploader.start();
    await clock.advance(30_000);
    expect(cloud.held.get('e1')).toEqual(entries('a', 1, 700));
    expect(uploader.status().backlog).toBe(0);
  });

  it('starts again where the cloud stands, whatever is remembered here', async () => {
    const cloud = new PaperCloud();
    cloud.held.set('e1', entries('a', 1, 4));
    const { uploader, clock, kept } = uploading(new PaperJournal(['e1', entries('a', 1, 6)]), cloud);
    kept.set('e1', { seq: 6, hash: 'x' });
    uploader.start();
    await clock.advance(0);
    // The cloud has lost two: they are here, and go up again. What was acknowledged is not taken back.
    expect(cloud.asked).toEqual(['head e1', 'send e1 5-6']);
    expect(kept.get('e1')?.seq).toBe(6);
  });

  it('says why it is refused, goes on asking, and is through when it is enrolled', async () => {
    const cloud = new PaperCloud();
    Object.assign(cloud, { weather: [refusal('TOKEN_INVALID')], stays: true });
    const { uploader, clock } = uploading(new PaperJournal(['e1', entries('a', 1, 2)]), cloud);
    uploader.start();
    await clock.advance(600_000);
    expect(uploader.status()).toMatchObject({ state: 'refused', problem: 'TOKEN_INVALID', backlog: 2 });
    Object.assign(cloud, { weather: [], stays: false });
    await clock.advance(60_000);
    expect(uploader.status().state).toBe('idle');
  });

  it('sends less where a gateway takes less, down to single entries, and more again', async () => {
    const cloud = new PaperCloud();
    cloud.mostEntries = 3;
    const list = entries('a', 1, 40);
    const { uploader, clock } = uploading(new PaperJournal(['e1', list]), cloud);
    uploader.start();
    await quiet(clock);
    expect(cloud.held.get('e1')).toHaveLength(40);
    cloud.mostEntries = 1_000;
    list.push(...entries('a', 41, 2_000));
    await clock.advance(2_000);
    await quiet(clock);
    const sizes = cloud.asked.map((what) => what.split(/[ -]/)).map(([, , from, to]) => Number(to) - Number(from) + 1);
    expect(cloud.held.get('e1')).toHaveLength(2_000);
    expect(Math.max(...sizes.slice(-10))).toBeGreaterThan(30);
  });

  it('sends every epoch of the disk, oldest first', async () => {
    const { uploader, cloud, clock } = uploading(
      new PaperJournal(['e1', entries('a', 1, 2)], ['e2', entries('b', 1, 2)]),
    );
    uploader.start();
    await clock.advance(0);
    expect(cloud.asked).toEqual(['head e1', 'send e1 1-2', 'head e2', 'send e2 1-2']);
  });

  it('leaves an epoch alone that it has ended itself and of which the cloud holds more', async () => {
    const cloud = new PaperCloud();
    cloud.held.set('e1', entries('a', 1, 9));
    const { uploader, clock, forks } = uploading(
      new PaperJournal(['e1', entries('a', 1, 5)], ['e2', entries('b', 1, 2)]),
      cloud,
    );
    uploader.start();
    await clock.advance(0);
    expect(forks).toEqual([]);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0 });
  });

  it('believes no acknowledgement of another hash, and stops asking in a circle', async () => {
    const cloud = new PaperCloud();
    const { uploader, clock, kept } = uploading(new PaperJournal(['e1', entries('a', 1, 3)]), cloud);
    cloud.send = async (epoch) => ({ kind: 'acknowledged', head: { epoch, ackSeq: 3, ackHash: 'f'.repeat(64) } });
    uploader.start();
    await quiet(clock);
    expect(kept.get('e1')).toBeUndefined();
    expect(uploader.status()).toMatchObject({ state: 'refused', problem: 'NO_PROGRESS' });
  });

  it('tells a disk that fails, and tries again', async () => {
    const journal = new PaperJournal(['e1', entries('a', 1, 3)]);
    const { uploader, clock } = uploading(journal);
    const epochs = journal.epochs.bind(journal);
    journal.epochs = () => {
      throw new Fault('STORAGE_IO', 'the disk fails');
    };
    uploader.start();
    await clock.advance(0);
    expect(uploader.status()).toMatchObject({ state: 'waiting', problem: 'STORAGE_IO' });
    journal.epochs = epochs;
    await clock.advance(60_000);
    expect(uploader.status().state).toBe('idle');
  });

  it('counts what waits and since when while nothing answers, and tells whoever watches when that changes', async () => {
    const cloud = new PaperCloud();
    [cloud.weather, cloud.stays] = [[UNREACHABLE], true];
    const list = entries('a', 1, 3);
    const { uploader, clock } = uploading(new PaperJournal(['e1', list]), cloud);
    const told: number[] = [];
    uploader.subscribe(() => told.push(uploader.status().backlog));
    uploader.start();
    await clock.advance(0);
    const oldestUnsentAt = '2026-03-02T10:00:01.000Z';
    expect(uploader.status()).toMatchObject({ state: 'waiting', backlog: 3, oldestUnsentAt, lastAckAt: null });
    list.push(...entries('a', 4, 5));
    uploader.soon();
    uploader.soon();
    expect(uploader.status()).toMatchObject({ state: 'waiting', backlog: 5, oldestUnsentAt });
    expect(told).toEqual([3, 5]);
    cloud.stays = false;
    cloud.weather = [];
    await clock.advance(60_000);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0, oldestUnsentAt: null });
    expect(told.at(-1)).toBe(0);
  });
  it('once stopped sends nothing more', async () => {
    const list = entries('a', 1, 3);
    const { uploader, cloud, clock } = uploading(new PaperJournal(['e1', list]));
    uploader.start();
    await clock.advance(0);
    await uploader.stop();
    list.push(...entries('a', 4, 9));
    uploader.soon();
    await clock.advance(600_000);
    expect(cloud.asked).toEqual(['head e1', 'send e1 1-3']);
    expect(clock.pending).toBe(0);
  });
});

describe('a fork', () => {
  /** The cloud has 100 entries; of this disk's, the first `common` are the same. */
  const forked = (common: number, length: number) => {
    const cloud = new PaperCloud();
    cloud.held.set('e1', entries('a', 1, 100));
    const own = common < length ? entries('b', common + 1, length) : [];
    return uploading(new PaperJournal(['e1', [...entries('a', 1, common), ...own]]), cloud);
  };

  it.each([
    [50, 50],
    [50, 53],
    [0, 120],
    [99, 100],
    [99, 140],
    [1, 2],
    [37, 180],
  ])('invariant 5: after %i entries in common of %i begins a new epoch just there', async (common, length) => {
    const { uploader, cloud, clock, forks } = forked(common, length);
    uploader.start();
    await clock.advance(0);
    expect(forks).toEqual([{ epoch: 'e1', seq: common }]);
    expect(cloud.asked.filter((what) => what.startsWith('hash')).length).toBeLessThan(10);
    expect(cloud.held.get(`after ${common}`)).toHaveLength(3);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0 });
    expect(cloud.held.get('e1')).toEqual(entries('a', 1, 100));
  });

  it('is found while it runs too: a cloned disk that got its entries in first', async () => {
    const list = entries('a', 1, 3);
    const { uploader, cloud, clock, forks } = uploading(new PaperJournal(['e1', list]));
    uploader.start();
    await clock.advance(0);
    cloud.held.set('e1', [...entries('a', 1, 3), ...entries('clone', 4, 6)]);
    list.push(...entries('a', 4, 4));
    await clock.advance(2_000);
    await quiet(clock);
    expect(forks).toEqual([{ epoch: 'e1', seq: 3 }]);
    expect(cloud.held.get('e1')).toEqual([...entries('a', 1, 3), ...entries('clone', 4, 6)]);
    expect(uploader.status()).toMatchObject({ state: 'idle', backlog: 0 });
  });

  it('waits for the shopper at the lane, and says so', async () => {
    const { uploader, clock, forks, lane } = forked(50, 53);
    lane.busy = true;
    uploader.start();
    await clock.advance(60_000);
    expect(uploader.status()).toMatchObject({ state: 'forked', problem: 'JOURNAL_FORKED' });
    lane.busy = false;
    await clock.advance(5_000);
    expect(forks).toEqual([{ epoch: 'e1', seq: 50 }]);
  });

  it('begins no second epoch within ten minutes, whatever the cloud says', async () => {
    const { uploader, cloud, clock, forks } = forked(50, 53);
    cloud.held.set('after 50', entries('x', 1, 9));
    uploader.start();
    await clock.advance(590_000);
    expect(forks).toHaveLength(1);
    await clock.advance(20_000);
    expect(forks).toHaveLength(2);
  });
});
