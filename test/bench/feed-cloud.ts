import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connectDatabase, type Database } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { migrate } from '../../src/cloud/database/migrations.ts';
import { type FeedChange, publishing } from '../../src/cloud/feed/publish.ts';
import { startCloud } from '../../src/cloud/index.ts';
import { type Device, newDevice } from '../fixtures/cloud.ts';
import { syntheticGtin, syntheticName } from './synthetic-catalogue.ts';

export interface FeedCloud {
  readonly url: string;
  readonly device: Device;
  readonly database: Database;
  stop(): Promise<void>;
}

/** A cloud in this process, on a PostgreSQL of its own, with goods of one retailer. */
export async function feedCloud(items: number): Promise<FeedCloud> {
  const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
  const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
  const database = connectDatabase(postgres.url, 2, () => {});
  await migrate(database.journal);
  const device = newDevice('lane-1');
  const key = { public_key: Buffer.from(device.publicKey, 'base64url'), key_id: device.signer.keyId };
  await database.journal
    .insertInto('workstations')
    .values({ store: 's1', name: 'lane-1', ...key, revoked_at: null })
    .execute();
  const from = performance.now();
  await publishing(database.journal, 'main', async (publisher) => {
    for (let n = 0; n < items; n += PAGE) {
      await publisher.put(Array.from({ length: Math.min(PAGE, items - n) }, (_, at) => goods(n + at)).flat());
    }
  });
  process.stderr.write(`bench: published ${items} items in ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  const logger = pino({ level: 'silent' });
  const cloud = await startCloud({ databaseUrl: postgres.url, host: '127.0.0.1', port: 0, logger });
  return {
    url: cloud.url,
    device,
    database,
    async stop() {
      await cloud.stop();
      await database.close();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const PAGE = 2_000;
const everyone = { scope: 'retailer' } as const;

function goods(n: number): FeedChange[] {
  const item = { name: syntheticName(n), category: `c${n % 200}`, soldBy: 'unit', taxCodes: ['A'] };
  return [
    { target: everyone, collection: 'items', key: `s${n}`, value: item },
    { target: everyone, collection: 'barcodes', key: `0${syntheticGtin(n)}`, value: { item: `s${n}` } },
    priced(n, 50 + (n % 900)),
  ];
}

export function priced(n: number, price: number): FeedChange {
  return { target: everyone, collection: 'prices', key: `s${n}`, value: { price } };
}
