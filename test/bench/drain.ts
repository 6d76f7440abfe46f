import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { startCloud } from '../../src/cloud/index.ts';
import { journalUploadSource, openAcknowledgements, openJournal } from '../../src/storage/index.ts';
import { type Fetch, journalClient } from '../../src/sync/upload/client.ts';
import { createUploader } from '../../src/sync/upload/uploader.ts';
import { newDevice } from '../fixtures/cloud.ts';
import { saleOf } from '../fixtures/real-sales.ts';
import { realClock as clock, realIdentifiers as identifiers } from './real-ports.ts';
import { type Row, round } from './row.ts';
import { withFolder } from './scratch.ts';

const SALES = 1_000;
const LIMIT_SECONDS = 5;
const NO_LOG = { debug() {}, info() {}, warn() {}, error() {} };

const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Seconds from the start of an uploader with a thousand sales of ten lines in its journal until the cloud has acknowledged the last. */
export async function* run(): AsyncGenerator<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
  const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
  const cloud = await startCloud({
    databaseUrl: postgres.url,
    host: '127.0.0.1',
    port: 0,
    logger: pino({ level: 'silent' }),
  });
  const device = newDevice('lane-1');
  try {
    const office = connectDatabase(postgres.url, 1, () => {});
    const key = { public_key: Buffer.from(device.publicKey, 'base64url'), key_id: device.signer.keyId };
    await office.journal
      .insertInto('workstations')
      .values({ store: 's1', name: 'lane-1', ...key, revoked_at: null })
      .execute();
    await office.close();
    const { seconds, entries } = await withFolder((folder) => drain(folder, cloud.url, device));
    process.stderr.write(`bench: ${entries} entries\n`);
    yield {
      suite: 'drain',
      name: '1000',
      unit: 's',
      n: SALES,
      value: round(seconds),
      target: `value <= ${LIMIT_SECONDS}`,
      reached: seconds <= LIMIT_SECONDS,
    };
  } finally {
    await cloud.stop();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function drain(folder: string, url: string, { signer }: ReturnType<typeof newDevice>) {
  const path = join(folder, 'journal.db');
  const journal = openJournal({ path, workstation: 'lane-1', clock, identifiers, businessDay: () => '2026-03-02' });
  const prices = Array.from({ length: 10 }, (_, at) => 100 + at);
  for (let n = 0; n < SALES; n += 1) {
    const sale = saleOf({ transactionId: `sale-${n}`, prices });
    journal.append((numbers) => [...sale.begins, ...sale.completes(numbers)]);
  }
  const entries = journal.head().seq;
  const acknowledgements = openAcknowledgements(join(folder, 'upload.db'));
  const uploader = createUploader({
    client: journalClient({ url, workstation: 'lane-1', signer, clock, timers, identifiers, fetch: fetch as Fetch }),
    source: journalUploadSource(path),
    acknowledgements,
    beginEpoch: () => 'later',
    clock,
    timers,
    random: Math.random,
    log: NO_LOG,
  });
  const from = performance.now();
  uploader.start();
  while (uploader.status().acknowledged?.seq !== entries) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - from) / 1000;
  await uploader.stop();
  acknowledgements.close();
  journal.close();
  return { seconds, entries };
}
