import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { enrol, issueCode } from '../../src/cloud/identity/enrolment.ts';
import { type Percentiles, percentiles } from '../bench/row.ts';
import { type Device, enrolmentOf, newDevice } from '../fixtures/cloud.ts';
import { freePort, startCommand } from '../integration/main-process.ts';
import { phaseOf, SimulatedLane } from './lane.ts';
import { postgresMegabytes, residentMegabytes } from './memory.ts';

const MINUTE_MS = 60_000;
/** Enrolments at a time. */
const DESKS = 16;
const CATCH_UP_MS = 120_000;
const LOOK_MS = 500;

export interface Simulation {
  readonly workstations: number;
  readonly minutes: number;
  readonly log: (line: string) => void;
}

export interface SimulationReport {
  readonly seconds: number;
  readonly acknowledged: number;
  /** From the last entry of a sale to its acknowledgement, milliseconds. */
  readonly ack: Percentiles;
  readonly failures: ReadonlyMap<string, number>;
  /** Sales that are orders at the end, of those that were acknowledged; and how long after the last of them. */
  readonly orders: number;
  readonly caughtUpMs: number | null;
  readonly megabytes: {
    readonly simulator: number | null;
    readonly cloud: number | null;
    readonly postgres: number | null;
  };
}

/**
 * A cloud of its own, as a process on a PostgreSQL of its own, and so many lanes in this process that sell once a minute each: enrolled by
 * code and key, with tokens, nonces and chains as any box has them.
 */
export async function simulate({ workstations, minutes, log }: Simulation): Promise<SimulationReport> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-simulate-'));
  const port = await freePort();
  const cloud = startCommand(['cloud', '--port', String(port), '--state', directory, '--own'], directory);
  try {
    await cloud.says('cloud.ready');
    const databaseUrl = readFileSync(join(directory, 'database-url'), 'utf8');
    const devices = Array.from({ length: workstations }, (_, at) => newDevice(`lane-${at + 1}`));
    const began = performance.now();
    await enrolAll(databaseUrl, devices);
    log(`${workstations} workstations enrolled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const lanes = devices.map((device) => new SimulatedLane(`http://127.0.0.1:${port}`, device));
    const sold = await sellAll(lanes, minutes, log);
    const megabytes = {
      simulator: residentMegabytes(process.pid),
      cloud: residentMegabytes(cloud.child.pid ?? 0),
      postgres: postgresMegabytes(join(directory, 'postgres')),
    };
    return { ...sold, ...(await caughtUp(databaseUrl, sold.acknowledged)), megabytes };
  } finally {
    cloud.child.kill('SIGTERM');
    await cloud.ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As a manager's code and a box's key do it; past the limit of tries that one address has over HTTP. */
async function enrolAll(databaseUrl: string, devices: readonly Device[]): Promise<void> {
  const database = connectDatabase(databaseUrl, DESKS, () => {});
  const queue = [...devices];
  const desk = async (): Promise<void> => {
    for (let device = queue.pop(); device !== undefined; device = queue.pop()) {
      const code = await issueCode(database, 's1', device.name, Date.now());
      await enrol(database, enrolmentOf(device, code), Date.now());
    }
  };
  await Promise.all(Array.from({ length: DESKS }, desk));
  await database.close();
}

async function sellAll(lanes: readonly SimulatedLane[], minutes: number, log: (line: string) => void) {
  const taken: number[] = [];
  const failures = new Map<string, number>();
  const from = performance.now();
  const until = minutes * MINUTE_MS;
  const live = async (lane: SimulatedLane): Promise<void> => {
    for (let due = phaseOf(lane.device.name) * MINUTE_MS; due < until; due += MINUTE_MS) {
      const wait = from + due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const sent = await lane.sell();
      if (sent.kind === 'acknowledged') taken.push(sent.ms);
      else failures.set(sent.why, (failures.get(sent.why) ?? 0) + 1);
    }
  };
  const ticking = setInterval(() => {
    const failed = [...failures.values()].reduce((sum, each) => sum + each, 0);
    log(`${Math.round((performance.now() - from) / 1000)} s: ${taken.length} sales acknowledged, ${failed} failed`);
  }, 15_000);
  await Promise.all(lanes.map(live));
  clearInterval(ticking);
  const seconds = (performance.now() - from) / 1000;
  return { seconds, acknowledged: taken.length, ack: percentiles(taken), failures };
}

/** Until every acknowledged sale is an order, or two minutes have passed. */
async function caughtUp(databaseUrl: string, expected: number) {
  const database = connectDatabase(databaseUrl, 1, () => {});
  const from = performance.now();
  try {
    for (;;) {
      const row = await database.journal
        .selectFrom('orders')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      const orders = Number(row.n);
      const ms = performance.now() - from;
      if (orders >= expected) return { orders, caughtUpMs: ms };
      if (ms > CATCH_UP_MS) return { orders, caughtUpMs: null };
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    await database.close();
  }
}
