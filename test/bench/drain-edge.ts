/**
 * The edge of test/bench/drain.ts, in a process of its own: fills a journal with sales and says that it has; told to, it starts the
 * product's uploader, and says how long that took until the cloud had acknowledged the last entry.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { journalUploadSource, openAcknowledgements, openJournal } from '../../src/storage/index.ts';
import { type Fetch, journalClient } from '../../src/sync/upload/client.ts';
import { createUploader } from '../../src/sync/upload/uploader.ts';
import { saleOf } from '../fixtures/real-sales.ts';
import { realClock as clock, realIdentifiers as identifiers } from './real-ports.ts';

/** What it is told as JSON, in its only argument. */
export interface DrainOrder {
  readonly folder: string;
  readonly url: string;
  readonly keyId: string;
  /** PKCS #8, base64. */
  readonly privateKey: string;
  readonly sales: number;
}

export interface Drained {
  readonly seconds: number;
  readonly entries: number;
}

const LINES = 10;
const workstation = 'lane-1';
const timers = {
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
const { folder, url, keyId, privateKey, sales } = JSON.parse(process.argv[2] ?? '') as DrainOrder;
const path = join(folder, 'journal.db');
const journal = openJournal({ path, workstation, clock, identifiers, businessDay: () => '2026-03-02' });
const prices = Array.from({ length: LINES }, (_, at) => 100 + at);
for (let n = 0; n < sales; n += 1) {
  const sale = saleOf({ transactionId: `sale-${n}`, prices });
  journal.append((numbers) => [...sale.begins, ...sale.completes(numbers)]);
}
const entries = journal.head().seq;
const acknowledgements = openAcknowledgements(join(folder, 'upload.db'));
const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
const signer = { keyId, sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, key)) };
const uploader = createUploader({
  client: journalClient({ url, workstation, signer, clock, timers, identifiers, fetch: fetch as Fetch }),
  source: journalUploadSource(path),
  acknowledgements,
  beginEpoch: () => 'later',
  clock,
  timers,
  random: Math.random,
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
process.send?.('filled');
await once(process, 'message');
const from = performance.now();
const all = Promise.withResolvers<void>();
uploader.subscribe(() => {
  if (uploader.status().acknowledged?.seq === entries) all.resolve();
});
uploader.start();
await all.promise;
process.send?.({ seconds: (performance.now() - from) / 1000, entries } satisfies Drained);
await once(process, 'message');
await uploader.stop();
acknowledgements.close();
journal.close();
process.disconnect();
