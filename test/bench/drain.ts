import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { migrate } from '../../src/cloud/database/migrations.ts';
import { deviceOf, enrolDevice } from '../fixtures/cloud.ts';
import { cloudApart } from './cloud-apart.ts';
import type { Drained, DrainOrder } from './drain-edge.ts';
import { memoryRows } from './memory.ts';
import { type Row, round } from './row.ts';
import { withFolder } from './scratch.ts';

const SALES = 1_000;
const LIMIT_SECONDS = 5;

/**
 * Seconds from the start of an uploader with a thousand sales of ten lines in its journal until the cloud has acknowledged the last; edge,
 * cloud and database are processes of one machine. And the most memory that each held meanwhile.
 */
export async function* run(): AsyncGenerator<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
  const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
  const pair = generateKeyPairSync('ed25519');
  const device = deviceOf('lane-1', pair);
  try {
    const office = connectDatabase(postgres.url, 1, () => {});
    await migrate(office.journal);
    await enrolDevice(office, device);
    await office.close();
    const cloud = await cloudApart({ databaseUrl: postgres.url });
    try {
      yield* await withFolder(async (folder) => {
        const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
        const { keyId } = device.signer;
        const edge = edgeOf({ folder, url: cloud.url, keyId, privateKey, sales: SALES });
        await said(edge);
        const watched = { edge: edge.pid ?? 0, pid: cloud.pid, postgres: join(directory, 'postgres') };
        const memory = memoryRows('drain', watched);
        edge.send('go');
        const { seconds, entries } = (await said(edge)) as Drained;
        const rows = memory();
        const ended = once(edge, 'exit');
        edge.send('end');
        await ended;
        process.stderr.write(`bench: ${entries} entries\n`);
        return [drainRow(seconds), ...rows];
      });
    } finally {
      await cloud.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function drainRow(seconds: number): Row {
  const target = `value <= ${LIMIT_SECONDS}`;
  const reached = seconds <= LIMIT_SECONDS;
  return { suite: 'drain', name: '1000', unit: 's', n: SALES, value: round(seconds), target, reached };
}

function edgeOf(order: DrainOrder): ChildProcess {
  return fork(join(import.meta.dirname, 'drain-edge.ts'), [JSON.stringify(order)]);
}

async function said(edge: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([once(edge, 'message'), once(edge, 'exit')]);
  if (typeof message === 'number' || message === null) throw new Error(`the edge ended: ${message}`);
  return message;
}
