/**
 * The lanes of test/bench/ingest.ts, in a process of their own as they are on machines of their own: says which keys they have, is told
 * where the cloud is, and then by turns puts the same entries into a table and sends them to the cloud.
 */
import { argv } from 'node:process';
import { zstdCompressSync } from 'node:zlib';
import pg from 'pg';
import { v7 } from 'uuid';
import { signToken } from '../../src/sync/upload/token.ts';
import { NONCE_HEADER } from '../../src/sync/wire/identity.ts';
import { batchLines, batchOf, NDJSON_TYPE } from '../../src/sync/wire/journal-upload.ts';
import { chainOf, type Device, newDevice } from '../fixtures/cloud.ts';
import { realClock, realIdentifiers } from './real-ports.ts';

const LANES = 32;
const BATCH = 500;
/** Batches of each lane in one round. */
const BATCHES = 3;
/** Before the rounds that count, one that does not: either is to be measured as it runs all day, not as it starts. */
const WARM_UP = 1;

/** Entries per second in one round, either way. */
export interface Round {
  readonly raw: number;
  readonly cloud: number;
}

interface Batch {
  readonly first: number;
  readonly lines: Uint8Array;
  readonly hashes: readonly string[];
  /** What a lane does before it sends is the lane's time: packed beforehand. */
  readonly body: Uint8Array<ArrayBuffer>;
}

interface Lane {
  readonly device: Device;
  readonly epoch: string;
  readonly batches: readonly Batch[];
}

const [, , databaseUrl = '', rounds = '', connections = ''] = argv;
const total = WARM_UP + Number(rounds);
const lanes = Array.from({ length: LANES }, (_, at) => laneOf(`lane-${at + 1}`));
const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: Number(connections),
  options: '-c synchronous_commit=on',
});
process.send?.(lanes.map(({ device: { name, publicKey, signer } }) => ({ name, publicKey, keyId: signer.keyId })));
process.once('message', async (url: string) => {
  const measured: Round[] = [];
  for (let round = 0; round < total; round += 1) {
    const range = [round * BATCHES, (round + 1) * BATCHES] as const;
    const raw = await perSecond(lanes.map((lane, at) => insertRaw(lane, at, lane.batches.slice(...range))));
    const cloud = await perSecond(lanes.map((lane) => upload(lane, url, lane.batches.slice(...range))));
    if (round >= WARM_UP) measured.push({ raw, cloud });
  }
  await pool.end();
  process.send?.(measured);
  process.disconnect();
});

function laneOf(name: string): Lane {
  const epoch = v7();
  const entries = chainOf(name, epoch, total * BATCHES * BATCH);
  const batches = Array.from({ length: total * BATCHES }, (_, n): Batch => {
    const some = entries.slice(n * BATCH, (n + 1) * BATCH);
    const lines = batchOf(some);
    const body = new Uint8Array(zstdCompressSync(lines));
    return { first: n * BATCH + 1, lines, hashes: some.map(({ hash }) => hash), body };
  });
  return { device: newDevice(name), epoch, batches };
}

/** As anyone would write it with this driver, which turns arrays into text; the cloud sends them in binary (`byteaArray`). */
async function insertRaw({ epoch }: Lane, workstation: number, batches: readonly Batch[]): Promise<void> {
  for (const { first, lines, hashes } of batches) {
    const bytes = (batchLines(lines) ?? []).map((line) => Buffer.from(line.buffer, line.byteOffset, line.length));
    const columns = [hashes.map((hash) => Buffer.from(hash, 'hex')), bytes];
    await pool.query(
      `INSERT INTO raw SELECT $1::integer, $2::uuid, $3::bigint + at - 1, sent.hash, sent.bytes
        FROM unnest($4::bytea[], $5::bytea[]) WITH ORDINALITY AS sent (hash, bytes, at)`,
      [workstation, epoch, first, ...columns],
    );
  }
}

async function upload({ device, epoch }: Lane, url: string, batches: readonly Batch[]): Promise<void> {
  const path = `/v1/journal/${device.name}/${epoch}`;
  const parts = { signer: device.signer, clock: realClock, identifiers: realIdentifiers };
  let nonce = String((await fetch(`${url}/v1/nonce`)).headers.get(NONCE_HEADER));
  for (const { first, body } of batches) {
    const token = signToken(device.name, { method: 'POST', path }, { nonce, at: realClock.monotonic() }, parts);
    const headers = { authorization: `Bearer ${token}`, 'content-type': NDJSON_TYPE, 'content-encoding': 'zstd' };
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers, body });
    nonce = String(reply.headers.get(NONCE_HEADER));
    const { ackSeq } = (await reply.json()) as { ackSeq?: number };
    if (ackSeq !== first + BATCH - 1) throw new Error(`the cloud did not take a batch: ${reply.status}`);
  }
}

async function perSecond(work: readonly Promise<void>[]): Promise<number> {
  const from = performance.now();
  await Promise.all(work);
  return (LANES * BATCHES * BATCH) / ((performance.now() - from) / 1000);
}
