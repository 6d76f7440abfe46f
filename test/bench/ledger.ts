import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Percentiles, Row } from './row.ts';
import { round } from './row.ts';
import { ledgerOf, megabytesOf, TEN_MILLION } from './synthetic-ledger.ts';

const LOOK_UP_LIMIT_US = 1_000;
/** A good part of the 250 ms in which the gate has to know of a sale. */
const APPLY_LIMIT_MS = 100;
const SIZE_LIMIT_MB = 1_000;
const RSS_LIMIT_MB = 400;

const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), n: z.number() });
const reportSchema = z.object({
  sold: percentiles,
  unsold: percentiles,
  rawSold: percentiles,
  rawUnsold: percentiles,
  apply: percentiles,
  fsync: percentiles,
  rssMegabytes: z.number(),
});

/**
 * The sold ledger with 10,000,000 tags, in a process of its own so that its memory is known: look-ups of tags that are sold and that are
 * not, against the bare query on the same file, and sales of 100 tags applied durably, against the same bytes written and fsynced.
 */
export async function* run(): AsyncGenerator<Row> {
  const path = ledgerOf(TEN_MILLION);
  const megabytes = megabytesOf(path);
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'ledger-process.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`the process with the ledger ended with ${child.status ?? child.signal}`);
  const report = reportSchema.parse(JSON.parse(child.stdout));
  yield against('standing-10m', 'µs', report.sold, 'better-sqlite3', report.rawSold, LOOK_UP_LIMIT_US);
  yield against('standing-10m-unsold', 'µs', report.unsold, 'better-sqlite3', report.rawUnsold, LOOK_UP_LIMIT_US);
  yield against('apply-100', 'ms', report.apply, 'write+fsync', report.fsync, APPLY_LIMIT_MS);
  yield single('size-10m', megabytes, SIZE_LIMIT_MB);
  yield single('rss-10m', round(report.rssMegabytes), RSS_LIMIT_MB);
}

function against(
  name: string,
  unit: string,
  own: Percentiles,
  peerName: string,
  peer: Percentiles,
  limit: number,
): Row {
  return {
    suite: 'ledger',
    name,
    unit,
    ...own,
    peer: { name: peerName, p50: peer.p50, p99: peer.p99 },
    ratio: round(peer.p99 / own.p99),
    target: `p99 <= ${limit}`,
    reached: own.p99 <= limit,
  };
}

function single(name: string, value: number, limit: number): Row {
  return { suite: 'ledger', name, unit: 'MB', n: 1, value, target: `value <= ${limit}`, reached: value <= limit };
}
