/** The process that test/bench/ledger.ts measures: opens the ledger named to it, asks and applies, and prints what it took. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import Database from 'better-sqlite3';
import { openLedger } from '../../src/storage/index.ts';
import { percentiles } from './row.ts';
import { syntheticKey, syntheticSale, TEN_MILLION } from './synthetic-ledger.ts';

const WARM_UP = 20_000;
const LOOK_UPS = 200_000;
const SALES = 300;
const BASKET = 100;

const path = argv[2] ?? '';
const quiet = () => {};

const ledger = openLedger({ path, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
const sold = lookUps(0, (key) => ledger.standing(key).length);
const unsold = lookUps(TEN_MILLION, (key) => ledger.standing(key).length);
const { apply, fsync } = applySales();
const rssMegabytes = process.memoryUsage.rss() / 2 ** 20;
ledger.close();

const raw = new Database(path, { readonly: true });
const query = raw.prepare<[Buffer], unknown>(
  `SELECT workstation, epoch, seq, at, transaction_id FROM tags CROSS JOIN entries ON entries.id = tags.entry
   CROSS JOIN journals ON journals.id = entries.journal WHERE tags.key = ?`,
);
const bare = (key: string) => query.all(Buffer.from(key, 'hex')).length;
const rawSold = lookUps(0, bare);
const rawUnsold = lookUps(TEN_MILLION, bare);
raw.close();
process.stdout.write(JSON.stringify({ sold, unsold, rawSold, rawUnsold, apply, fsync, rssMegabytes }));

/** Tags at random, from `first` on: 0 for those that are sold, 10,000,000 for as many that are not. In microseconds. */
function lookUps(first: number, look: (key: string) => number) {
  const samples: number[] = [];
  const expected = first === 0 ? 1 : 0;
  for (let n = 0; n < WARM_UP + LOOK_UPS; n += 1) {
    const key = syntheticKey(first + Math.floor(Math.random() * TEN_MILLION));
    const from = performance.now();
    const found = look(key);
    if (n >= WARM_UP) samples.push((performance.now() - from) * 1_000);
    if (found !== expected) throw new Error(`${key} stands under ${found} sales`);
  }
  return percentiles(samples);
}

/** Sales of tags that nobody has, each against a plain file, in turn. In milliseconds. */
function applySales() {
  const file = openSync(`${path}.raw`, 'a');
  const samples = { apply: [] as number[], fsync: [] as number[] };
  for (let n = 0; n < SALES; n += 1) {
    const sale = syntheticSale(TEN_MILLION + n, BASKET, 2 * TEN_MILLION + n * BASKET);
    samples.apply.push(timed(() => ledger.apply([sale])));
    const bytes = Buffer.from(JSON.stringify(sale));
    samples.fsync.push(
      timed(() => {
        writeSync(file, bytes);
        fsyncSync(file);
      }),
    );
  }
  closeSync(file);
  return { apply: percentiles(samples.apply), fsync: percentiles(samples.fsync) };
}

function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
