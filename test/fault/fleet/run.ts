/**
 * A fleet under one seeded scheduler: boxes that sell, are killed, backed up and restored, whose clocks are set, and a network that
 * loses, repeats, delays and reorders; against the real ingest on a real PostgreSQL. Then the network heals, nobody sells any more, and
 * everything must drain by itself.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { signToken } from '../../../src/sync/upload/token.ts';
import { NONCE_HEADER } from '../../../src/sync/wire/identity.ts';
import { realIdentifiers } from '../../bench/real-ports.ts';
import { newDevice, type TestCloud } from '../../fixtures/cloud.ts';
import { fastFolder } from '../../fixtures/fast-folder.ts';
import { HandClock } from '../../fixtures/time.ts';
import { Chance } from '../chance.ts';
import { FleetEdge } from './edge.ts';
import type { Broken } from './invariants.ts';
import { brokenLaws } from './laws.ts';
import { type Resign, WildNetwork } from './network.ts';

export interface FleetRun {
  /** Empty when every law held. */
  readonly broken: readonly Broken[];
  /** What happened, so that a run in which nothing did is noticed. */
  readonly seen: Readonly<Record<string, number>>;
}

const EDGES = 3;
/** Turns of the scheduler until a healed network must have drained everything. */
const MOST_HEALING = 3_000;

export async function runFleet(seed: number, steps: number, cloud: TestCloud): Promise<FleetRun> {
  const chance = new Chance(`fleet ${seed}`);
  const folder = fastFolder('checkstand-fleet-');
  const time = new HandClock();
  let server = cloud.server({ now: () => time.now() });
  const edges: FleetEdge[] = [];
  const ids: number[] = [];
  const seen: Record<string, number> = {};
  const note = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  const resign: Resign = async (from, url, init) => {
    const edge = edges.find(({ device }) => device.name === from);
    const nonce = await server.app.inject('/v1/nonce').then(({ headers }) => String(headers[NONCE_HEADER]));
    if (edge === undefined || init.headers.authorization === undefined) return init;
    const request = { method: init.method, path: new URL(url).pathname };
    const parts = { signer: edge.device.signer, clock: time, identifiers: realIdentifiers };
    const token = signToken(from, request, { nonce, at: time.monotonic() }, parts);
    return { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } };
  };
  const network = new WildNetwork(chance, () => server.app, resign);
  let sales = 0;
  for (let at = 1; at <= EDGES; at += 1) {
    const device = newDevice(`lane-${at}`);
    ids.push(await cloud.enrol(device, `fleet-${seed}`));
    const parts = { device, directory: join(folder, device.name), time, chance, fetch: network.fetchOf(device.name) };
    edges.push(new FleetEdge({ ...parts, nextSale: () => `sale-${seed}-${++sales}` }));
  }
  const ending = (edge: FleetEdge, then: () => void) => {
    network.killed(edge.device.name);
    then();
  };
  const actions: readonly (readonly [number, string, (edge: FleetEdge) => void | Promise<void>])[] = [
    [60, 'moved', () => moveSome()],
    [25, 'sold', (edge) => edge.sell()],
    [15, 'time', () => time.advance(chance.int(100, 20_000))],
    [2, 'killed', (edge) => ending(edge, () => edge.restart())],
    [1.5, 'backed up', (edge) => ending(edge, () => edge.backUp())],
    [1.5, 'restored', (edge) => ending(edge, () => edge.restore())],
    [2, 'clock set', (edge) => edge.skew()],
    [1.5, 'disk filled', (edge) => edge.fill()],
    [5, 'room made', (edge) => edge.makeRoom()],
    [1, 'cloud restarted', () => restartCloud()],
    [2, 'projected', async () => void (await projectSome(cloud.database.journal))],
  ];
  const moveSome = async (): Promise<void> => {
    for (let left = chance.int(1, 10); left > 0; left -= 1) {
      await network.move('wild');
      await settled(edges, network);
    }
  };
  const restartCloud = async (): Promise<void> => {
    await server.app.close();
    server = cloud.server({ now: () => time.now() });
  };
  try {
    for (let step = 0; step < steps; step += 1) {
      const [, name, act] = chance.weighted(actions.map((each) => [each[0], each] as const));
      const edge = chance.pick(edges);
      await act(edge);
      note(name);
      await settled(edges, network);
    }
    for (const edge of edges) edge.makeRoom();
    for (const edge of edges) if (edge.selling) edge.sell();
    // There is room again: each sells once more.
    for (const edge of edges) for (let times = 0; times < 2; times += 1) edge.sell();
    const turns = await drain(edges, network, time);
    while ((await projectSome(cloud.database.journal)) > 0);
    const broken: Broken[] = network.doubled.map((what) => ({ invariant: 7, what }));
    for (const { device, status } of turns === null ? edges : []) {
      const invariant = status.problem?.startsWith('TOKEN') || status.problem?.startsWith('NONCE') ? 6 : 7;
      broken.push({ invariant, what: `${device.name} does not drain: ${JSON.stringify(status)}` });
    }
    for (const [at, edge] of edges.entries()) {
      edge.close();
      broken.push(...(await brokenLaws(edge, ids[at] ?? 0, cloud)));
    }
    seen.acknowledged = edges.reduce((sum, { believed }) => sum + believed.length, 0);
    seen.forked = edges.reduce((sum, { forks }) => sum + forks, 0);
    seen['turned away'] = edges.reduce((sum, { turnedAway }) => sum + turnedAway, 0);
    seen.epochs = await counted(cloud, `SELECT count(*)::int AS n FROM journal_heads WHERE workstation_id IN (${ids})`);
    seen.alarms = await counted(cloud, `SELECT count(*)::int AS n FROM alarms WHERE workstation_id IN (${ids})`);
    seen.orders = await counted(cloud, `SELECT count(*)::int AS n FROM orders WHERE workstation_id IN (${ids})`);
    return { broken, seen };
  } finally {
    await server.app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The network loses nothing more and nobody sells: how many turns it takes until every box is idle; null when it never is. */
async function drain(edges: readonly FleetEdge[], network: WildNetwork, time: HandClock): Promise<number | null> {
  // What was sold last is looked for by a timer, not by a nudge.
  await time.advance(5_000);
  await settled(edges, network);
  for (let turn = 0; turn < MOST_HEALING; turn += 1) {
    if (!network.busy && edges.every(({ status }) => status.state === 'idle' && status.backlog === 0)) return turn;
    if (network.busy) await network.move('healed');
    else await time.advance(5_000);
    await settled(edges, network);
  }
  return null;
}

/** Until every box waits for the network or for time: packing a batch takes real time, and nothing else does. */
async function settled(edges: readonly FleetEdge[], network: WildNetwork): Promise<void> {
  for (let round = 0; round < 100_000; round += 1) {
    if (edges.every((edge) => edge.waitsForTime || network.waits(edge.device.name))) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('a box neither waits nor ends');
}

async function counted(cloud: TestCloud, text: string): Promise<number> {
  const [row] = await cloud.rows(text);
  return Number(row?.n);
}
