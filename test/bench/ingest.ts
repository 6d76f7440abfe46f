import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { migrate } from '../../src/cloud/database/migrations.ts';
import { startCloud } from '../../src/cloud/index.ts';
import type { SealedEntry } from '../../src/domain/journal/record.ts';
import { signToken } from '../../src/sync/upload/token.ts';
import { NONCE_HEADER } from '../../src/sync/wire/identity.ts';
import { batchOf, NDJSON_TYPE } from '../../src/sync/wire/journal-upload.ts';
import { chainOf, type Device, newDevice } from '../fixtures/cloud.ts';
import { realClock, realIdentifiers } from './real-ports.ts';
import { type Row, round } from './row.ts';

const LANES = 32;
const BATCHES = 6;
/** To the database, for either. */
const CONNECTIONS = 8;
const BATCH = 500;
/** As the journal has. */
const PARTS = 8;
const ENTRIES = LANES * BATCHES * BATCH;
const AT_LEAST = 10_000;
const SHARE = 0.5;

/**
 * Entries per second that the cloud acknowledges, from 32 lanes at once over HTTP (unpacked, judged, on disk), against the same
 * bytes put into a table of the same shape by `INSERT … SELECT unnest` over as many connections. All on one machine, database included.
 */
export async function* run(): AsyncGenerator<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
  const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
  const database = connectDatabase(postgres.url, 1, () => {});
  try {
    await migrate(database.journal);
    const work = Array.from({ length: LANES }, (_, at): Work => {
      const epoch = v7();
      const device = newDevice(`lane-${at + 1}`);
      const entries = chainOf(device.name, epoch, BATCHES * BATCH, { text: 'x'.repeat(350) });
      return {
        device,
        epoch,
        batches: Array.from({ length: BATCHES }, (_, n) => entries.slice(n * BATCH, (n + 1) * BATCH)),
      };
    });
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: postgres.url, max: CONNECTIONS });
    pool.on('error', () => {});
    await pool.query('CREATE TABLE raw (LIKE journal INCLUDING ALL) PARTITION BY HASH (workstation_id)');
    for (let part = 0; part < PARTS; part += 1) {
      await pool.query(
        `CREATE TABLE raw_${part} PARTITION OF raw FOR VALUES WITH (MODULUS ${PARTS}, REMAINDER ${part})`,
      );
    }
    const peer = await perSecond(() => Promise.all(work.map((each, at) => insertRaw(pool, each, at))));
    await pool.end();

    for (const { device } of work) {
      const key = { public_key: Buffer.from(device.publicKey, 'base64url'), key_id: device.signer.keyId };
      await database.journal
        .insertInto('workstations')
        .values({ store: 's1', name: device.name, ...key, revoked_at: null })
        .execute();
    }
    const logger = pino({ level: 'silent' });
    const cloud = await startCloud({
      databaseUrl: postgres.url,
      host: '127.0.0.1',
      port: 0,
      logger,
      connections: CONNECTIONS,
      projects: false,
    });
    const bodies = work.map(packed);
    const value = await perSecond(() => Promise.all(work.map((each, at) => upload(cloud.url, each, bodies[at] ?? []))));
    await cloud.stop();
    const ratio = round(value / peer);
    yield {
      suite: 'ingest',
      name: 'entries',
      unit: 'per s',
      n: ENTRIES,
      value: round(value),
      peer: { name: 'INSERT … SELECT unnest', p50: round(peer), p99: round(peer) },
      ratio,
      target: `value >= ${AT_LEAST} and ratio >= ${SHARE}`,
      reached: value >= AT_LEAST && ratio >= SHARE,
    };
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Work {
  readonly device: Device;
  readonly epoch: string;
  readonly batches: readonly (readonly SealedEntry[])[];
}

async function insertRaw(
  pool: { query(text: string, values: unknown[]): Promise<unknown> },
  { epoch, batches }: Work,
  workstation: number,
): Promise<void> {
  for (const batch of batches) {
    const columns = [
      batch.map(({ record }) => record.seq),
      batch.map(({ hash }) => Buffer.from(hash, 'hex')),
      batch.map(({ bytes }) => Buffer.from(bytes)),
    ];
    await pool.query(
      `INSERT INTO raw SELECT $1::integer, $2::uuid, * FROM unnest($3::bigint[], $4::bytea[], $5::bytea[])`,
      [workstation, epoch, ...columns],
    );
  }
}

/** What a lane does before it sends is the lane's time: bodies are packed beforehand. */
function packed({ batches }: Work): Uint8Array<ArrayBuffer>[] {
  return batches.map((batch) => new Uint8Array(zstdCompressSync(batchOf(batch))));
}

async function upload(
  url: string,
  { device, epoch, batches }: Work,
  bodies: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const path = `/v1/journal/${device.name}/${epoch}`;
  const parts = { signer: device.signer, clock: realClock, identifiers: realIdentifiers };
  let nonce = String((await fetch(`${url}/v1/nonce`)).headers.get(NONCE_HEADER));
  for (const [at, body] of bodies.entries()) {
    const token = signToken(device.name, { method: 'POST', path }, { nonce, at: realClock.monotonic() }, parts);
    const headers = { authorization: `Bearer ${token}`, 'content-type': NDJSON_TYPE, 'content-encoding': 'zstd' };
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers, body });
    nonce = String(reply.headers.get(NONCE_HEADER));
    const { ackSeq } = (await reply.json()) as { ackSeq?: number };
    if (ackSeq !== batches[at]?.at(-1)?.record.seq) throw new Error(`the cloud did not take a batch: ${reply.status}`);
  }
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return ENTRIES / ((performance.now() - from) / 1000);
}
