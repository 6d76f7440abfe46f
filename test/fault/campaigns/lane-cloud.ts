/**
 * Whole lanes beside a cloud: real edge processes with devices, shoppers and staff, joined to a cloud and its PostgreSQL that are processes
 * too. In each life the edge is killed, and something befalls the cloud or the way there. When a day is over, what lies on the lane's disk and
 * what the cloud has of it are held against each other.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { connectDatabase, type Database } from '../../../src/cloud/database/connect.ts';
import { issueCode } from '../../../src/cloud/identity/enrolment.ts';
import { connectControl } from '../../../src/main/edge/control/client.ts';
import { hasPostgres } from '../../fixtures/cloud.ts';
import { checkstand } from '../../fixtures/edge.ts';
import { storedEntries } from '../../fixtures/sales.ts';
import { type CloudBook, cloudAgainstJournal } from '../books/cloud.ts';
import { type Campaign, joined, skippedResult } from '../campaign.ts';
import type { Chance } from '../chance.ts';
import { ChaosProxy } from '../chaos-proxy.ts';
import { ROUGH } from '../chaos-weather.ts';
import { type Draw, randomInstant } from '../lane/blow.ts';
import type { Rig } from '../lane/rig.ts';
import { CloudProcess } from '../store-cloud/cloud-process.ts';
import { comesToItsEnd, type Look } from '../store-cloud/patience.ts';
import { patiently } from '../store-cloud/patiently.ts';
import { liveOften, type Place } from './lives.ts';

/** In `npm test` there are none: `kill` and `store-cloud` are, and between them nothing is left that one life would show. */
const MANY = 100;
const SHARE = 0.05;
/** Into a life, which lasts some seconds. */
const LATEST_MS = 2_500;
const LOOK_MS = 100;
/** Looks in a row at which nothing has gone up or been read: four minutes of them at least. */
const STILL = 2_400;

export const laneCloud: Campaign = {
  name: 'lane-cloud',
  about: 'a whole lane is killed, and in the same life its cloud, PostgreSQL or the way there; every sale is one order',
  share: (runs) => (runs < MANY ? 0 : Math.ceil(runs * SHARE)),
  async run(runs, seed) {
    if (!hasPostgres || process.platform !== 'linux')
      return skippedResult('lane-cloud', 'needs Linux and the embedded PostgreSQL');
    if (runs === 0) return joined([]);
    const directory = mkdtempSync(join(tmpdir(), 'checkstand-lane-cloud-'));
    chmodSync(directory, 0o711);
    const cloud = await CloudProcess.start(directory);
    const database = connectDatabase(cloud.databaseUrl, 2, () => {});
    const seen = new Map<string, number>();
    let days = 0;
    try {
      const place = () => placeOf({ directory, cloud, database, seen, store: `store-${++days}` });
      const result = await liveOften({ name: 'lane-cloud', runs, seed, place });
      const own = [...seen].map(([name, count]) => ({ name, value: String(count) }));
      return { ...result, figures: [...result.figures, ...own] };
    } finally {
      await database.close();
      await cloud.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Ground {
  readonly directory: string;
  readonly cloud: CloudProcess;
  readonly database: Database;
  /** How often what happened. */
  readonly seen: Map<string, number>;
  readonly store: string;
}

async function placeOf(ground: Ground): Promise<Place> {
  const { directory, cloud, database, seen, store } = ground;
  const folder = join(directory, store);
  const wire = await ChaosProxy.listen(() => cloud.port);
  const note = (what: string, by = 1) => seen.set(what, (seen.get(what) ?? 0) + by);
  return {
    folder,
    draw: withCloud(cloud, wire, note),
    async laidOut() {
      mkdirSync(join(folder, 'conf.d'), { recursive: true });
      const joined = `[store]\nid = "${store}"\n[cloud]\nurl = "http://127.0.0.1:${wire.port}"\n`;
      writeFileSync(join(folder, 'conf.d', 'cloud.toml'), joined);
      await cloud.alone(async () => {
        const code = await patiently(() => issueCode(database, store, 'lane-1', Date.now()));
        const enrolled = await checkstand(['enrol', code, '--config', join(folder, 'config.toml')]);
        if (enrolled.code !== 0) throw new Error(`the lane did not join: ${enrolled.err}`);
      });
    },
    async ended(rig) {
      const found = await everythingUp(rig, ground);
      note('entries in the cloud', found.entries);
      note('orders', found.orders);
      return found.wrong;
    },
    async remove() {
      await wire.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A kill of the edge, and something else at any moment of the same life. */
function withCloud(cloud: CloudProcess, wire: ChaosProxy, note: (what: string) => void): Draw {
  const killCloud = (chance: Chance) => () =>
    cloud.alone(async () => {
      await cloud.killCloud();
      await delay(chance.int(0, 500));
      await cloud.startCloud();
    });
  return (steps, chance) => {
    const blow = randomInstant(steps, chance);
    const [what, strike] = chance.weighted<readonly [string, () => unknown]>([
      [3, ['cloud killed', killCloud(chance)]],
      [2, ['PostgreSQL killed', () => cloud.alone(() => cloud.killPostgres())]],
      [2, ['foul way to the cloud', () => wire.setWeather(ROUGH, chance)]],
      [2, ['way to the cloud cut', () => wire.cut()]],
    ]);
    const at = chance.int(0, LATEST_MS);
    let timer: NodeJS.Timeout | undefined;
    let struck: Promise<unknown> = Promise.resolve();
    return {
      ...blow,
      what: `${blow.what}; ${what} after ${at} ms`,
      starting(rig) {
        timer = setTimeout(() => {
          note(what);
          struck = Promise.resolve(strike());
          // It is waited for when the life is over.
          struck.catch(() => {});
        }, at);
        blow.starting?.(rig);
      },
      async over(rig) {
        clearTimeout(timer);
        await blow.over?.(rig);
        await struck;
        wire.setWeather(null, chance);
      },
    };
  };
}

/** The edge once more, with nobody at it, until all is in the cloud and read there; then both ends against each other. */
async function everythingUp(rig: Rig, { cloud, database, store }: Ground) {
  const patience = { everyMs: LOOK_MS, still: STILL, counts: () => !cloud.isHeld };
  await rig.start();
  const isUp = await comesToItsEnd(() => uploaded(rig.stateDirectory), patience);
  await rig.kill();
  const rows = async (text: string): Promise<Record<string, unknown>[]> =>
    (await patiently(() => sql.raw<Record<string, unknown>>(text).execute(database.journal))).rows;
  const ofLane = `workstation_id = (SELECT id FROM workstations WHERE store = '${store}')`;
  const unread = async (): Promise<Look> => {
    const [row] = await rows(
      `SELECT coalesce(sum(h.seq - coalesce(c.seq, 0)), 0)::int AS n
       FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch) WHERE h.${ofLane}`,
    );
    return { over: row?.n === 0, moved: Number(row?.n) };
  };
  const isRead = await comesToItsEnd(unread, patience);
  const held: CloudBook = {
    entries: (await rows(`SELECT epoch, seq::int, encode(hash, 'hex') AS hash FROM journal WHERE ${ofLane}`)).map(
      (row) => ({
        epoch: String(row.epoch),
        seq: Number(row.seq),
        hash: String(row.hash),
      }),
    ),
    sales: (
      await rows(
        `SELECT o.transaction_id AS id, coalesce(sum(t.amount), 0)::int AS paid
         FROM orders o LEFT JOIN order_tenders t USING (workstation_id, transaction_id) WHERE o.${ofLane} GROUP BY 1`,
      )
    ).map((row) => ({ id: String(row.id), paid: Number(row.paid) })),
  };
  const aside = await rows(`SELECT seq::int, detail FROM quarantine WHERE ${ofLane}`);
  const wrong = [
    ...(isUp ? [] : [`its journal does not go up any more: ${rig.edge?.log.slice(-1_000)}`]),
    ...(isRead ? [] : ['what came up is not read any more']),
    ...cloudAgainstJournal(journalOf(rig.journalFile), held),
    ...aside.map(({ seq, detail }) => `entry ${String(seq)} could not be understood: ${String(detail)}`),
  ];
  return { wrong, entries: held.entries.length, orders: held.sales.length };
}

async function uploaded(stateDirectory: string): Promise<Look> {
  const control = await connectControl(stateDirectory).catch(() => null);
  if (control === null) return { over: false, moved: 'not there' };
  try {
    const { sync } = await control.status();
    return { over: sync.state === 'idle' && sync.backlog === 0, moved: JSON.stringify(sync.acknowledged) };
  } finally {
    control.close();
  }
}

function journalOf(file: string): CloudBook {
  const entries = storedEntries(file);
  const completed = entries.filter(({ kind }) => kind === 'TransactionCompleted');
  return {
    entries: entries.map(({ epoch, seq, hash }) => ({ epoch, seq, hash })),
    sales: completed.map(({ bytes }) => {
      const { transactionId, tenders } = (JSON.parse(Buffer.from(bytes).toString()) as { body: Completion }).body;
      return { id: transactionId, paid: tenders.reduce((sum, { amount }) => sum + amount, 0) };
    }),
  };
}

interface Completion {
  readonly transactionId: string;
  readonly tenders: readonly { readonly amount: number }[];
}
