import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { paperFeed } from '../../../src/storage/feed/paper-feed.fixture.ts';
import { NO_CATALOGUE, openCatalogue } from '../../../src/storage/index.ts';
import type { FeedCheckpoint } from '../../../src/workstation/ports/feed.ts';
import { atExit } from '../at-exit.ts';
import type { Campaign, Failure } from '../campaign.ts';
import { Chance } from '../chance.ts';
import { GROUNDS, type GroundKind, groundOf, lackingGround } from '../feed/ground.ts';
import { placesIn } from '../feed/places.ts';

const TAKER = join(import.meta.dirname, '../feed/taker.ts');
const GOODS = 400;
const PUBLICATIONS = 6;
/** Milliseconds that a box lives at most before it is killed: all of its work takes about as long. */
const LONGEST_LIFE = 400;
const MOST_LIVES = 12;
/** How long a box that lives on has to come to its end. */
const PATIENCE_MS = 30_000;
/** What is told as the exit code of one that does not. */
const STUCK = -1;

/**
 * Lives of a box that is killed, whose power goes or whose disk fills up while it takes the feed in; afterwards the lane reads one checkpoint
 * whole, never an older one than before, and the last one in the end.
 */
export const feed: Campaign = {
  name: 'feed',
  about: 'a box takes in a snapshot and what changes, and is killed, loses its power, or has a full disk',
  share: (runs) => Math.ceil(runs / 25),
  async run(runs, seed) {
    const lacking = new Map<GroundKind, string>();
    for (const kind of GROUNDS) {
      const reason = await lackingGround(kind);
      if (reason !== null) lacking.set(kind, reason);
    }
    const seen: Seen = { struck: new Map(), faults: new Map(), found: new Set() };
    const failures: Failure[] = [];
    for (let own = seed; own < seed + runs; own += 1) {
      const kind = GROUNDS[own % GROUNDS.length] ?? 'kill';
      const what: string[] = [];
      await oneBox(own, lacking.has(kind) ? 'kill' : kind, what, seen);
      const reproduce = `npm run test:fault -- feed --runs 1 --seed ${own}`;
      if (what.length > 0) failures.push({ seed: own, step: `after a blow (${kind})`, what, reproduce });
    }
    const counted = (counts: ReadonlyMap<string, number>) =>
      [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
    const figures = [
      { name: 'blows', value: counted(seen.struck) },
      { name: 'faults lived through', value: counted(seen.faults) },
      { name: 'checkpoints found after a blow', value: String(seen.found.size) },
    ];
    return { runs, failures, figures, skipped: [...lacking].map(([name, reason]) => ({ name, reason })) };
  },
};

/** What a lane must read at a checkpoint: the price of every piece of goods. */
type Truth = ReadonlyMap<string, string>;

interface Seen {
  readonly struck: Map<string, number>;
  readonly faults: Map<string, number>;
  readonly found: Set<string>;
}

async function oneBox(seed: number, kind: GroundKind, what: string[], seen: Seen): Promise<void> {
  const chance = new Chance(`feed ${seed}`);
  const ground = await groundOf(kind, chance);
  const { folder } = ground;
  try {
    const truths = publish(folder, chance);
    await ground.laidOut();
    const [last, order] = [[...truths.keys()].at(-1) ?? '', [NO_CATALOGUE, ...truths.keys()]];
    let before: string = NO_CATALOGUE;
    for (let life = 1; life <= MOST_LIVES; life += 1) {
      const strike = (box: ChildProcess, whenEnded: Promise<unknown>) => {
        seen.struck.set(kind, (seen.struck.get(kind) ?? 0) + 1);
        return ground.strike(box, whenEnded, () => check(folder, truths, what));
      };
      const blow = life === MOST_LIVES ? null : { strike, ms: chance.int(1, LONGEST_LIFE) };
      const ended = await live(folder, blow, seen);
      if (ended !== null && ended !== 0) what.push(`the box ended by itself with ${ended}`);
      const found = check(folder, truths, what);
      if (order.indexOf(found) < order.indexOf(before))
        what.push(`${before} was in force before, and now it is ${found}`);
      before = found;
      seen.found.add(found);
      if (what.length > 0) return;
      if (ended === null) continue;
      if (found !== last) what.push(`all was taken, and ${found} is in force`);
      if (goodsFiles(folder).length !== 1) what.push(`files were left: ${goodsFiles(folder).join(', ')}`);
      return;
    }
    what.push('it never came to the end');
  } finally {
    await ground.remove();
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

/** Lets the box work, until it has ended (its exit code) or the blow has ended it (null). */
async function live(
  folder: string,
  blow: {
    readonly strike: (box: ChildProcess, ended: Promise<unknown>) => Promise<boolean>;
    readonly ms: number;
  } | null,
  { faults }: Seen,
): Promise<number | null> {
  const child = fork(TAKER, [folder], { stdio: 'ignore' });
  const release = atExit(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => (code ?? null) as number | null);
  await Promise.race([once(child, 'message'), ended]);
  child.on('message', (code) => faults.set(String(code), (faults.get(String(code)) ?? 0) + 1));
  try {
    if (blow === null) return await ended;
    const over = new AbortController();
    const isOver = await Promise.race([
      ended.then(() => true),
      pause(blow.ms, false, { signal: over.signal }).catch(() => false),
    ]);
    over.abort();
    if (isOver) return await ended;
    const livesOn = await blow.strike(child, ended);
    const patience = setTimeout(() => child.kill('SIGABRT'), PATIENCE_MS).unref();
    const code = await ended;
    clearTimeout(patience);
    if (livesOn && code === null) return STUCK;
    return livesOn ? code : null;
  } finally {
    release();
  }
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
