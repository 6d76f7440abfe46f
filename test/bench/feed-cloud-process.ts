/** A cloud as a process of its own, for `feed-cloud.ts`: told how many goods, and whose key; answers with its address, publishes what it is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { startEmbedded } from '../../src/cloud/database/embedded.ts';
import { migrate } from '../../src/cloud/database/migrations.ts';
import { type FeedChange, publishing } from '../../src/cloud/feed/publish.ts';
import { type RunningCloud, startCloud } from '../../src/cloud/index.ts';
import type { CloudAnswer, CloudOrder } from './feed-cloud.ts';
import { syntheticGtin, syntheticName } from './synthetic-catalogue.ts';

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

function priced(n: number, price: number): FeedChange {
  return { target: everyone, collection: 'prices', key: `s${n}`, value: { price } };
}

const [count = '0', publicKey = '', keyId = ''] = process.argv.slice(2);
const items = Number(count);
const directory = mkdtempSync(join(tmpdir(), 'checkstand-bench-cloud-'));
const postgres = await startEmbedded({ directory, sharedBuffers: 128 });
let cloud: RunningCloud | null = null;
// Publishing a million goods is not what is measured, and may take as long as it takes.
const database = connectDatabase(postgres.url, 2, () => {}, 0);
await migrate(database.journal);
// Whoever measured has ended, maybe before there was anything to measure.
process.on('disconnect', async () => {
  await cloud?.stop().catch(() => {});
  await database.close();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
const key = { public_key: Buffer.from(publicKey, 'base64url'), key_id: keyId };
await database.journal
  .insertInto('workstations')
  .values({ store: 's1', name: 'lane-1', ...key, revoked_at: null })
  .execute();
await publishing(database.journal, 'main', async (publisher) => {
  for (let n = 0; n < items; n += PAGE) {
    await publisher.put(Array.from({ length: Math.min(PAGE, items - n) }, (_, at) => goods(n + at)).flat());
  }
});
const logger = pino({ level: 'silent' });
cloud = await startCloud({ databaseUrl: postgres.url, host: '127.0.0.1', port: 0, logger });
const answer = (it: CloudAnswer) => process.send?.(it);

process.on('message', async (order: CloudOrder) => {
  const changes = Array.from({ length: order.count }, (_, at) =>
    priced(at * Math.floor(items / order.count), order.price),
  );
  const { version } = await publishing(database.journal, 'main', (publisher) => publisher.put(changes));
  answer({ kind: 'published', version, at: Date.now() });
});
answer({ kind: 'ready', url: cloud.url, postgres: join(directory, 'postgres') });
