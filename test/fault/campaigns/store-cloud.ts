import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectDatabase } from '../../../src/cloud/database/connect.ts';
import { enrolDevice, hasPostgres } from '../../fixtures/cloud.ts';
import { type Campaign, type Failure, skippedResult, spread } from '../campaign.ts';
import { Chance } from '../chance.ts';
import { ChaosProxy } from '../chaos-proxy.ts';
import { ROUGH, type Weather } from '../chaos-weather.ts';
import { SmallDisk } from '../disk/small-disk.ts';
import { type Broken, brokenText } from '../fleet/invariants.ts';
import { brokenLaws } from '../fleet/laws.ts';
import { Box } from '../store-cloud/box-process.ts';
import { CloudProcess } from '../store-cloud/cloud-process.ts';
import { comesToItsEnd } from '../store-cloud/patience.ts';
import { patiently } from '../store-cloud/patiently.ts';

const DISK_MEGABYTES = 24;
const BLOWS = 5;
/** What `npm test` has is one run; see `fleet`. */
const MANY = 100;
const SHARE = 0.12;
/** Boxes that live side by side, each a run of its own with its own disk and wire; they share the cloud, and the blows at it. */
const AT_ONCE = 4;
/** Of the lines to the cloud: how many are led there twice. */
const TWINS = 0.15;
/** Of the runs: how many have foul wires from the beginning. */
const FOUL_FROM_THE_START = 0.3;
const MOVE_MS = 4_000;
const LOOK_MS = 50;
/** Looks in a row, four minutes of them at least, at which nothing has gone up or been read any more: a machine may be slow, and that is no fault. */
const STILL = 4_800;
const WIRE_FIGURES = ['cut', 'halfClose', 'stall', 'delay', 'twin'];
const HOUR_MS = 3_600_000;
/** Lines that end, half end and stall much more often than those before devices. */
const FOUL: Weather = { ...ROUGH, cut: 0.06, halfClose: 0.05, stall: 0.02 };

/** Boxes, cloud and PostgreSQL as processes, wires that are no good between them, and five blows a run. */
export const storeCloud: Campaign = {
  name: 'store-cloud',
  about:
    'box, cloud and PostgreSQL are killed, wires cut, slow, doubled and half-closed, disks fill up and are restored, clocks are wrong; every sale is one order',
  share: (runs) => (runs < MANY ? 1 : Math.ceil(runs * SHARE)),
  async run(runs, seed) {
    if (!hasPostgres || process.platform !== 'linux')
      return skippedResult('store-cloud', 'needs Linux and the embedded PostgreSQL');
    const noDisk = await SmallDisk.lacking();
    const directory = mkdtempSync(join(tmpdir(), 'checkstand-store-cloud-'));
    chmodSync(directory, 0o711);
    const cloud = await CloudProcess.start(directory);
    const failures: Failure[] = [];
    const seen = new Map<string, number>();
    const ends: Ends = { drained: [], understood: [] };
    let next = seed;
    const live = async (): Promise<void> => {
      for (let own = next++; own < seed + runs; own = next++) {
        const broken = await oneRun(own, directory, cloud, noDisk === null, seen, ends).catch(
          (error: unknown): Broken[] => [
            { invariant: 7, what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
          ],
        );
        if (broken.length === 0) continue;
        const reproduce = `npm run test:fault -- store-cloud --seed ${own} --runs 1`;
        failures.push({
          seed: own,
          step: 'when all had drained',
          what: broken.slice(0, 10).map(brokenText),
          reproduce,
        });
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, runs) }, live));
    } finally {
      await cloud.stop();
      rmSync(directory, { recursive: true, force: true });
    }
    if (cloud.startedAgain > 0) seen.set('starts of the cloud made again', cloud.startedAgain);
    const figures = [
      ...[...seen].map(([name, count]) => ({ name, value: String(count) })),
      { name: 'until all had gone up', value: spread(ends.drained) },
      { name: 'from then on until all was read', value: spread(ends.understood) },
    ];
    const skipped = noDisk === null ? [] : [{ name: 'a disk that fills up', reason: noDisk }];
    return { runs, failures, figures, skipped };
  },
};

/** Milliseconds that the ends of runs took: they say what the machine was like. */
interface Ends {
  readonly drained: number[];
  readonly understood: number[];
}

async function oneRun(
  seed: number,
  directory: string,
  cloud: CloudProcess,
  hasDisk: boolean,
  seen: Map<string, number>,
  ends: Ends,
): Promise<readonly Broken[]> {
  const chance = new Chance(`store-cloud ${seed}`);
  const note = (what: string, by = 1) => seen.set(what, (seen.get(what) ?? 0) + by);
  const disk = hasDisk ? await SmallDisk.mount(DISK_MEGABYTES) : null;
  const folder = disk?.folder ?? join(directory, `box-${seed}`);
  const images = join(directory, `images-${seed}`);
  for (const each of [folder, images]) mkdirSync(each, { recursive: true });
  const wire = await ChaosProxy.listen(() => cloud.port);
  const box = new Box('lane-1', folder, images, `http://127.0.0.1:${wire.port}`);
  const database = connectDatabase(cloud.databaseUrl, 2, () => {});
  const skew = (): number => {
    const by = chance.pick([0, HOUR_MS, -HOUR_MS]);
    if (by !== 0) note('lives with a clock an hour off');
    return by;
  };
  const restartBox = async (between: () => void): Promise<void> => {
    await box.kill();
    between();
    box.start(skew());
  };
  /** Until the cloud has acknowledged something more, or it takes too long on this wire. */
  const moved = async (): Promise<void> => {
    const before = box.believed.length;
    for (let left = MOVE_MS; left > 0 && box.believed.length === before; left -= LOOK_MS) await delay(LOOK_MS);
  };
  const restartCloud = (): Promise<void> =>
    cloud.alone(async () => {
      await cloud.killCloud();
      await delay(chance.int(0, 500));
      await cloud.startCloud();
    });
  const fillDisk = async (): Promise<void> => {
    disk?.fill(chance.int(300_000, 900_000));
    await delay(400);
    disk?.free();
  };
  const blows: readonly (readonly [number, string, () => unknown])[] = [
    [3, 'box killed', () => restartBox(() => {})],
    [2, 'cloud killed', restartCloud],
    [2, 'PostgreSQL killed', () => cloud.alone(() => cloud.killPostgres())],
    [2, 'foul wires', () => wire.setWeather(FOUL, chance)],
    [2, 'lines cut', () => wire.cut()],
    [1, 'image taken', () => restartBox(() => box.backUp())],
    [2, 'image restored', () => restartBox(() => box.restore())],
    [disk === null ? 0 : 2, 'disk filled', fillDisk],
  ];
  try {
    const id = await cloud.alone(() => patiently(() => enrolDevice(database, box.device, `store-${seed}`)));
    wire.setTwins(TWINS, chance);
    if (chance.happens(FOUL_FROM_THE_START)) wire.setWeather(FOUL, chance);
    box.start(skew());
    await moved();
    await restartBox(() => box.backUp());
    for (let left = BLOWS; left > 0; left -= 1) {
      await moved();
      await delay(chance.int(0, 500));
      const [, name, strike] = chance.weighted(blows.map((blow) => [blow[0], blow] as const));
      note(name);
      await strike();
    }
    await moved();
    await box.kill();
    // It heals.
    wire.setWeather(null, chance);
    wire.setTwins(0, chance);
    wire.cut();
    const patience = { everyMs: LOOK_MS, still: STILL, counts: () => !cloud.isHeld };
    const healed = performance.now();
    box.start(0, false);
    const drained = await comesToItsEnd(() => box.draining, patience);
    ends.drained.push(performance.now() - healed);
    await box.kill();
    const rows: Ask = async (text) => {
      const answer = await patiently(() => sql.raw<Record<string, unknown>>(text).execute(database.journal));
      return answer.rows;
    };
    const up = performance.now();
    const projected = await comesToItsEnd(() => behind(id, rows), patience);
    ends.understood.push(performance.now() - up);
    const broken: Broken[] = [];
    // First: what is missing then is so because of it.
    if (!drained) broken.push({ invariant: 7, what: 'it does not drain: nothing goes up any more' });
    if (!projected) broken.push({ invariant: 1, what: 'what came up is not read: nothing moves any more' });
    broken.push(...(await cloud.alone(() => brokenLaws(box, id, { rows }))));
    note('sales', box.kept.size);
    note('acknowledgements', box.believed.length);
    note('forks', box.forks);
    note('turned away', box.turnedAway);
    for (const what of WIRE_FIGURES) note(`wire: ${what}`, wire.happened.get(what) ?? 0);
    return broken;
  } finally {
    await box.kill();
    await wire.close();
    await database.close();
    await disk?.remove();
    rmSync(images, { recursive: true, force: true });
  }
}

type Ask = (text: string) => Promise<Record<string, unknown>[]>;

/** How many entries of a box the cloud's own worker has not read yet. */
async function behind(id: number, rows: Ask) {
  const [row] = await rows(
    `SELECT coalesce(sum(h.seq - coalesce(c.seq, 0)), 0)::int AS entries
     FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch) WHERE h.workstation_id = ${id}`,
  );
  const entries = Number(row?.entries);
  return { over: entries === 0, moved: entries };
}
