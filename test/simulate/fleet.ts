import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { type Percentiles, percentiles, round } from '../bench/row.ts';
import { newDevice } from '../fixtures/cloud.ts';
import { freePort } from '../fixtures/free-port.ts';
import { startCommand } from '../integration/main-process.ts';
import { enrolFleet } from './enrolled.ts';
import { phaseOf, SimulatedLane } from './lane.ts';
import { leanFetch } from './lean-fetch.ts';
import {
  type Memory,
  postgresMegabytes,
  postgresProcessorSeconds,
  processorSeconds,
  residentMegabytes,
  watchMemory,
} from './machine.ts';

const MINUTE_MS = 60_000;
const CATCH_UP_MS = 120_000;
const LOOK_MS = 500;
const LATE_GRAIN_MS = 5;

export interface Simulation {
  readonly workstations: number;
  readonly minutes: number;
  readonly log: (line: string) => void;
}

type Part = 'simulator' | 'cloud' | 'postgres';

export interface SimulationReport {
  readonly seconds: number;
  readonly acknowledged: number;
  /** From the last entry of a sale to its acknowledgement, milliseconds. */
  readonly ack: Percentiles;
  /** By how much this process was late itself, milliseconds: so much of the above may be the simulator's own, or that of a machine that is busy with others. */
  readonly own: Pick<Percentiles, 'p50' | 'p99'>;
  readonly failures: ReadonlyMap<string, number>;
  /** Sales that are orders at the end, of those that were acknowledged; and how long after the last of them. */
  readonly orders: number;
  readonly caughtUpMs: number | null;
  /** While they sold: of this process, in which the lanes are, of the cloud, and of its PostgreSQL. */
  readonly megabytes: Readonly<Record<Part, Memory | null>>;
  /** Seconds that each computed while they sold: where the time goes, whoever else is on the machine. */
  readonly processor: Readonly<Record<Part, number | null>>;
}

/**
 * A cloud of its own, as a process on a PostgreSQL of its own, and so many lanes in this process that sell once a minute each: each with a
 * key of its own, with tokens, nonces and chains as any box has them. Enrolled they are beforehand, all at once.
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
    await enrolFleet(databaseUrl, devices);
    log(`${workstations} workstations enrolled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const fetch = leanFetch();
    const lanes = devices.map((device) => new SimulatedLane(`http://127.0.0.1:${port}`, device, fetch));
    const pid = cloud.child.pid ?? 0;
    const postgres = join(directory, 'postgres');
    const memory = watchMemory({
      simulator: () => residentMegabytes(process.pid),
      cloud: () => residentMegabytes(pid),
      postgres: () => postgresMegabytes(postgres),
    });
    const computed = () => ({
      simulator: processorSeconds(process.pid),
      cloud: processorSeconds(pid),
      postgres: postgresProcessorSeconds(postgres),
    });
    const before = computed();
    const late = monitorEventLoopDelay({ resolution: LATE_GRAIN_MS });
    late.enable();
    const sold = await sellAll(lanes, minutes, log);
    late.disable();
    const [after, megabytes] = [computed(), memory()];
    const lateBy = (share: number) => round(Math.max(0, late.percentile(share) / 1e6 - LATE_GRAIN_MS));
    const own = { p50: lateBy(50), p99: lateBy(99) };
    const since = (part: Part) => {
      const [from, to] = [before[part], after[part]];
      return from === null || to === null ? null : to - from;
    };
    const processor = { simulator: since('simulator'), cloud: since('cloud'), postgres: since('postgres') };
    return { ...sold, ...(await caughtUp(databaseUrl, sold.acknowledged)), own, megabytes, processor };
  } finally {
    cloud.child.kill('SIGTERM');
    await cloud.ended;
    rmSync(directory, { recursive: true, force: true });
  }
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
