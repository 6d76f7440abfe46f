import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TagsSold } from '../../src/domain/gate/sold-ledger.ts';
import { buildLedger } from '../../src/storage/index.ts';

export const TEN_MILLION = 10_000_000;

/** Tags of one made-up sale. */
const BASKET = 5;
const LANES = 10;
const EPOCH = '01890000-0000-7000-8000-000000000001';
const FIRST_SALE = Date.parse('2026-03-02T10:00:00Z');

/** The key of the n-th made-up tag, of 12 bytes as an SGTIN-96 has; neighbours in number are none in the ledger. */
export function syntheticKey(n: number): string {
  const scattered = Math.imul(n, 2_654_435_761) >>> 0;
  return `3034257b${scattered.toString(16).padStart(8, '0')}${n.toString(16).padStart(8, '0')}`;
}

/** The n-th made-up sale, of lanes that take turns: tags `BASKET * n` and on, unless told otherwise. */
export function syntheticSale(n: number, tags = BASKET, firstTag = n * tags): TagsSold {
  const seq = Math.floor(n / LANES) + 1;
  return {
    kind: 'sold',
    workstation: `lane-${(n % LANES) + 1}`,
    epoch: EPOCH,
    seq: seq * 20,
    prevSaleSeq: (seq - 1) * 20,
    transaction: `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    at: FIRST_SALE + n * 2_000,
    keys: Array.from({ length: tags }, (_, index) => syntheticKey(firstTag + index)),
  };
}

const built = new Map<number, string>();

/** A ledger with the first `tags` made-up tags sold, built by the product's own code, once a run. Its path may be written to. */
export function ledgerOf(tags: number): string {
  const known = built.get(tags);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(import.meta.dirname, '../../.bench-ledger-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'ledger.db');
  const from = performance.now();
  buildLedger(path, syntheticSales(tags / BASKET));
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  process.stderr.write(`bench: built a ledger of ${tags} tags in ${seconds} s, ${megabytesOf(path)} MB\n`);
  built.set(tags, path);
  return path;
}

function* syntheticSales(sales: number): Generator<TagsSold> {
  for (let n = 0; n < sales; n += 1) yield syntheticSale(n);
}

export function megabytesOf(path: string): number {
  return Math.round(statSync(path).size / 1_000_000);
}
