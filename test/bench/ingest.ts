import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { connectDatabase, type Database } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { migrate } from '../../src/cloud/database/migrations.ts';
import { cloudApart } from './cloud-apart.ts';
import type { Round } from './ingest-lanes.ts';
import { memoryRows } from './memory.ts';
import { percentiles, type Row } from './row.ts';

const LANES = join(import.meta.dirname, 'ingest-lanes.ts');
const ROUNDS = 9;
/** To the database, for either. */
const CONNECTIONS = 8;
/** As the journal has. */
const PARTS = 8;
const AT_LEAST = 10_000;
const SHARE = 0.5;

/**
 * Entries per second that the cloud acknowledges, from 32 lanes at once over HTTP (unpacked, judged, on disk), against the same
 * bytes put into a table of the same shape by `INSERT … SELECT unnest`: batches of the same size, over as many
 * connections that commit as durably. By turns, so that whatever else the machine does befalls both; medians of the rounds and of their
 * ratios. All on one machine, each a process: lanes, cloud, database. And the most memory that cloud and database held meanwhile.
 */
export async function* run(): AsyncGenerator<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
  const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
  const database = connectDatabase(postgres.url, 1, () => {});
  try {
    await migrate(database.journal);
    const { rounds, memory } = await measured(database, postgres.url, join(directory, 'postgres'));
    const value = median(rounds.map(({ cloud }) => cloud));
    const peer = median(rounds.map(({ raw }) => raw));
    const ratio = median(rounds.map(({ cloud, raw }) => cloud / raw));
    yield {
      suite: 'ingest',
      name: 'entries',
      unit: 'per s',
      n: rounds.length,
      value,
      peer: { name: 'INSERT … SELECT unnest', p50: peer, p99: peer },
      ratio,
      target: `value >= ${AT_LEAST} and ratio >= ${SHARE}`,
      reached: value >= AT_LEAST && ratio >= SHARE,
    };
    yield* memory;
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measured({ journal }: Database, databaseUrl: string, postgres: string) {
  await sql`CREATE TABLE raw (LIKE journal INCLUDING ALL) PARTITION BY HASH (workstation_id)`.execute(journal);
  for (let part = 0; part < PARTS; part += 1) {
    const values = `FOR VALUES WITH (MODULUS ${PARTS}, REMAINDER ${part})`;
    await sql.raw(`CREATE TABLE raw_${part} PARTITION OF raw ${values}`).execute(journal);
  }
  const lanes = fork(LANES, [databaseUrl, String(ROUNDS), String(CONNECTIONS)]);
  const said = async (): Promise<unknown> => {
    const [message] = await Promise.race([once(lanes, 'message'), once(lanes, 'exit')]);
    if (typeof message !== 'object') throw new Error(`the lanes ended: ${message}`);
    return message;
  };
  const devices = (await said()) as { name: string; publicKey: string; keyId: string }[];
  const keys = devices.map(({ name, publicKey, keyId }) => ({
    store: 's1',
    name,
    public_key: Buffer.from(publicKey, 'base64url'),
    key_id: keyId,
    revoked_at: null,
  }));
  await journal.insertInto('workstations').values(keys).execute();
  const cloud = await cloudApart({ databaseUrl, connections: CONNECTIONS, projects: false });
  try {
    const memory = memoryRows('ingest', { pid: cloud.pid, postgres });
    lanes.send(cloud.url);
    const rounds = (await said()) as Round[];
    return { rounds, memory: memory() };
  } finally {
    lanes.kill();
    await cloud.stop();
  }
}

function median(values: readonly number[]): number {
  return percentiles(values).p50;
}
