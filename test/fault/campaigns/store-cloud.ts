import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectDatabase, isPassing } from '../../../src/cloud/database/connect.ts';
import { enrolDevice, hasPostgres } from '../../fixtures/cloud.ts';
import { type Campaign, type Failure, skippedResult } from '../campaign.ts';
import { Chance } from '../chance.ts';
import { ChaosProxy } from '../chaos-proxy.ts';
import { ROUGH, type Weather } from '../chaos-weather.ts';
import { SmallDisk } from '../disk/small-disk.ts';
import { type Broken, brokenText } from '../fleet/invariants.ts';
import { brokenLaws } from '../fleet/laws.ts';
import { Box } from '../store-cloud/box-process.ts';
import { CloudProcess } from '../store-cloud/cloud-process.ts';

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
/** Until the cloud's own worker has read orders from all that came. */
const UNDERSTOOD_MS = 240_000;
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
    let next = seed;
    const live = async (): Promise<void> => {
      for (let own = next++; own < seed + runs; own = next++) {
        const broken = await oneRun(own, directory, cloud, noDisk === null, seen).catch((error: unknown): Broken[] => [
          { invariant: 7, what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        ]);
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
    const figures = [...seen].map(([name, count]) => ({ name, value: String(count) }));
    const skipped = noDisk === null ? [] : [{ name: 'a disk that fills up', reason: noDisk }];
    return { runs, failures, figures, skipped };
  },
};

async function oneRun(
  seed: number,
  directory: string,
  cloud: CloudProcess,
  hasDisk: boolean,
  seen: Map<string, number>,
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
    const id = await cloud.alone(() => enrolDevice(database, box.device, `store-${seed}`));
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
    const drained = await box.drains();
    await box.kill();
    const rows = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(database.journal)).rows;
    const projected = await understood(id, rows);
    const broken: Broken[] = [];
    // First: what is missing then is so because of it.
    if (!drained) broken.push({ invariant: 7, what: 'it did not drain within its time' });
    if (!projected) broken.push({ invariant: 1, what: 'what came up was not understood within its time' });
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

async function understood(id: number, rows: (text: string) => Promise<Record<string, unknown>[]>): Promise<boolean> {
  for (let left = UNDERSTOOD_MS; left > 0; left -= LOOK_MS) {
    // Another box may have PostgreSQL killed meanwhile.
    const behind = await rows(
      `SELECT 1 FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)
       WHERE h.workstation_id = ${id} AND h.seq > coalesce(c.seq, 0) LIMIT 1`,
    ).catch((error: unknown) => {
      if (isPassing(error)) return null;
      throw error;
    });
    if (behind?.length === 0) return true;
    await delay(LOOK_MS);
  }
  return false;
}
