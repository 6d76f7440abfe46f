import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { paperFeed } from '../../../src/storage/feed/paper-feed.fixture.ts';
import { NO_CATALOGUE, openCatalogue } from '../../../src/storage/index.ts';
import type { FeedCheckpoint } from '../../../src/workstation/ports/feed.ts';
import type { Campaign, Failure } from '../campaign.ts';
import { Chance } from '../chance.ts';
import { placesIn } from '../feed/places.ts';

const TAKER = join(import.meta.dirname, '../feed/taker.ts');
const GOODS = 400;
const PUBLICATIONS = 6;
/** Milliseconds that a box lives at most before it is killed: all of its work takes about as long. */
const LONGEST_LIFE = 400;
const MOST_LIVES = 12;

/** Lives of a box that is killed while it takes the feed in; afterwards the lane reads one checkpoint whole, and the last one in the end. */
export const feed: Campaign = {
  name: 'feed',
  about: 'a box is killed while it takes in a snapshot and what changes',
  share: (runs) => Math.ceil(runs / 25),
  async run(runs, seed) {
    const failures: Failure[] = [];
    let kills = 0;
    const between = new Set<string>();
    for (let n = 0; n < runs; n += 1) {
      const what: string[] = [];
      kills += await oneBox(seed + n, what, between);
      const reproduce = `npm run test:fault -- feed --runs 1 --seed ${seed + n}`;
      if (what.length > 0) failures.push({ seed: seed + n, step: 'after a kill', what, reproduce });
    }
    const figures = [
      { name: 'kills', value: String(kills) },
      { name: 'checkpoints found after one', value: String(between.size) },
    ];
    return { runs, failures, figures, skipped: [] };
  },
};

/** What the lane must read at a checkpoint: price and name of every piece of goods. */
type Truth = ReadonlyMap<string, string>;

async function oneBox(seed: number, what: string[], between: Set<string>): Promise<number> {
  const chance = new Chance(`feed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-fault-feed-'));
  try {
    const truths = publish(folder, chance);
    const last = [...truths.keys()].at(-1) ?? '';
    for (let life = 1; life <= MOST_LIVES; life += 1) {
      const isLast = life === MOST_LIVES;
      const ended = await live(folder, isLast ? null : chance.int(1, LONGEST_LIFE));
      if (ended !== null && ended !== 0) what.push(`the box ended by itself with ${ended}`);
      const found = check(folder, truths, what);
      between.add(found);
      if (what.length > 0) return life;
      if (ended === 0) {
        if (found !== last) what.push(`all was taken, and ${found} is in force`);
        if (goodsFiles(folder).length !== 1) what.push(`files were left: ${goodsFiles(folder).join(', ')}`);
        return life - 1;
      }
    }
    what.push('it never came to the end');
    return MOST_LIVES;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes what a cloud would give, and says what is true at each of its checkpoints. */
function publish(folder: string, chance: Chance): Map<string, Truth> {
  const paper = paperFeed();
  const truths = new Map<string, Truth>();
  const checkpoints: FeedCheckpoint[] = [];
  const truth = new Map<string, string>();
  const name = (id: number) => ({ name: `Goods ${id} ${chance.int(1, 9)}`, soldBy: 'unit', taxCodes: ['A'] });
  const reprice = (id: number): void => {
    const price = chance.int(1, 999);
    paper.put('prices', `g${id}`, { price });
    truth.set(`g${id}`, String(price));
  };
  for (let id = 0; id < GOODS; id += 1) {
    paper.put('items', `g${id}`, name(id));
    reprice(id);
  }
  const part = paper.writePart(join(folder, 'part'));
  for (let at = 0; at <= PUBLICATIONS; at += 1) {
    const from = paper.version();
    for (let n = 0; at > 0 && n < GOODS / 2; n += 1) reprice(chance.int(0, GOODS - 1));
    const page = paper.after(from);
    writeFileSync(join(folder, `page-${paper.version()}`), page);
    checkpoints.push(paper.checkpoint());
    truths.set(`feed-${paper.version()}`, new Map(truth));
  }
  writeFileSync(join(folder, 'given.json'), JSON.stringify({ part, checkpoints }));
  return truths;
}

/** Lets the box work, until it has ended (its exit code) or its time is over (null). */
async function live(folder: string, milliseconds: number | null): Promise<number | null> {
  const child = fork(TAKER, [folder], { stdio: 'ignore' });
  const ended = once(child, 'exit').then(([code]) => (code ?? null) as number | null);
  await Promise.race([once(child, 'message'), ended]);
  if (milliseconds === null) return ended;
  const over = new AbortController();
  await Promise.race([ended, pause(milliseconds, null, { signal: over.signal }).catch(() => null)]);
  over.abort();
  child.kill('SIGKILL');
  return ended;
}

/** What is in force, having compared all of it with what is true then. */
function check(folder: string, truths: ReadonlyMap<string, Truth>, what: string[]): string {
  try {
    const lane = openCatalogue({ path: placesIn(folder).catalogue });
    const version = lane.version();
    const truth = truths.get(version);
    if (version !== NO_CATALOGUE && truth === undefined) what.push(`${version} is in force, which is no checkpoint`);
    const other = [...(truth ?? [])].filter(([id, price]) => String(lane.byId(id)?.price) !== price);
    if (other.length > 0) what.push(`${version} has ${other.length} other prices, ${other[0]?.join(' ')} first`);
    lane.close();
    return version;
  } catch (error) {
    what.push(`the lane cannot read it: ${String(error)}`);
    return 'unreadable';
  }
}

function goodsFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^catalogue-.*\.db$/.test(name));
}
