/**
 * A box as a process, to be killed: the product's own journal, acknowledgements and uploader on a real disk, and a shopper who never rests.
 * Says on standard output, at once and before it goes on, what it is about to sell, what was completed, what it believes acknowledged.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { argv } from 'node:process';
import { journalUploadSource, openAcknowledgements, openJournal } from '../../../src/storage/index.ts';
import { type Fetch, journalClient } from '../../../src/sync/upload/client.ts';
import { createUploader } from '../../../src/sync/upload/uploader.ts';
import type { Clock } from '../../../src/workstation/ports/time.ts';
import { realIdentifiers as identifiers } from '../../bench/real-ports.ts';
import { saleOf } from '../../fixtures/real-sales.ts';

/** What the process is told as JSON, in its only argument. */
export interface BoxOrder {
  readonly directory: string;
  readonly url: string;
  readonly workstation: string;
  readonly keyId: string;
  /** PKCS #8, base64. */
  readonly privateKey: string;
  /** How far its wall clock is off. */
  readonly skewMs: number;
  /** Begins the names of its sales; null: nobody shops any more. */
  readonly sales: string | null;
}

/** A line that it says. */
export type BoxWord =
  | { readonly kind: 'selling' | 'completed'; readonly id: string; readonly total: number }
  | { readonly kind: 'acknowledged'; readonly epoch: string; readonly seq: number; readonly hash: string }
  | { readonly kind: 'forked' | 'turnedAway' | 'drained' };

const BETWEEN_SALES_MS = 25;
const ROOM = { reserveBytes: 256 * 1024, floorBytes: 1024 * 1024 };
const order = JSON.parse(argv[2] ?? '') as BoxOrder;
const say = (word: BoxWord): void => void writeSync(1, `${JSON.stringify(word)}\n`);

const clock: Clock = { now: () => Date.now() + order.skewMs, monotonic: () => performance.now() };
const timers = {
  // Waits are a tenth: what is tested is that they end.
  after(milliseconds: number, run: () => void) {
    const timer = setTimeout(run, milliseconds / 10);
    return () => clearTimeout(timer);
  },
};
const path = join(order.directory, 'journal.db');
const { workstation } = order;
const journal = openJournal({ path, workstation, clock, identifiers, businessDay: () => '2026-03-02', ...ROOM });
const acknowledgements = openAcknowledgements(join(order.directory, 'upload.db'));
const key = createPrivateKey({ key: Buffer.from(order.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
const signer = { keyId: order.keyId, sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, key)) };
let shopping = false;
const uploader = createUploader({
  client: journalClient({ url: order.url, workstation, signer, clock, timers, identifiers, fetch: fetch as Fetch }),
  source: journalUploadSource(path),
  acknowledgements: {
    of: (epoch) => acknowledgements.of(epoch),
    record(epoch, upTo) {
      acknowledgements.record(epoch, upTo);
      if (upTo.seq > 0) say({ kind: 'acknowledged', epoch, ...upTo });
    },
  },
  beginEpoch(fork) {
    if (shopping) return 'later';
    journal.fork(fork);
    say({ kind: 'forked' });
    return 'begun';
  },
  clock,
  timers,
  random: Math.random,
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
uploader.start();
// It will hardly come to an end of its own, at which this is done otherwise.
flushCompileCache();

let count = 0;
let sale: ReturnType<typeof saleOf> | null = null;
let id = '';
setInterval(() => {
  if (order.sales === null) {
    if (uploader.status().state === 'idle' && uploader.status().backlog === 0) say({ kind: 'drained' });
    return;
  }
  if (sale !== null) {
    const { total, completes } = sale;
    journal.append((numbers) => completes(numbers));
    say({ kind: 'completed', id, total });
    sale = null;
  } else if (journal.space().state === 'low') {
    say({ kind: 'turnedAway' });
  } else {
    count += 1;
    id = `${order.sales}-${count}`;
    sale = saleOf({ transactionId: id, prices: [100 + count, 250 + (count % 7)] });
    say({ kind: 'selling', id, total: sale.total });
    journal.append(() => sale?.begins ?? []);
  }
  shopping = sale !== null;
  uploader.soon();
}, BETWEEN_SALES_MS);
