import { hash } from 'node:crypto';
import { chainVerifier } from '../../../src/domain/journal/verify.ts';
import { verifyJournal } from '../../../src/storage/journal/verify.ts';
import type { TestCloud } from '../../fixtures/cloud.ts';
import { storedEntries } from '../../fixtures/sales.ts';
import { completedIn } from './completed.ts';
import type { FleetEdge } from './edge.ts';
import type { Broken, Invariant } from './invariants.ts';

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** A box as the laws see it: what it has said, and its disk. */
export type JudgedBox = Pick<FleetEdge, 'device' | 'sold' | 'kept' | 'believed' | 'broken' | 'forks' | 'path'>;

/** What must hold of a box and the cloud when everything has drained; one sentence for each that does not. */
export async function brokenLaws(edge: JudgedBox, id: number, cloud: Pick<TestCloud, 'rows'>): Promise<Broken[]> {
  const said: Broken[] = [...edge.broken];
  const say = (invariant: Invariant, sentence: string) =>
    said.push({ invariant, what: `${edge.device.name}: ${sentence}` });
  const local = verifyJournal(edge.path);
  if (local.kind !== 'sound') say(2, `its journal is broken: ${local.why} ${local.detail}`);

  const rows = await cloud.rows(
    `SELECT epoch, seq::int, encode(hash, 'hex') AS hash, bytes FROM journal WHERE workstation_id = ${id} ORDER BY epoch, seq`,
  );
  const held = new Map<string, string>();
  let chain = chainVerifier(sha256);
  let epoch: unknown = null;
  for (const row of rows) {
    if (row.epoch !== epoch) chain = chainVerifier(sha256);
    epoch = row.epoch;
    const step = chain.next(row.bytes as Buffer, String(row.hash));
    if (step.kind === 'broken') say(2, `the cloud's entry ${row.seq} of ${row.epoch}: ${step.why}`);
    held.set(`${row.epoch} ${row.seq}`, String(row.hash));
  }
  for (const { epoch: of, seq, hash: known } of edge.believed) {
    if (held.get(`${of} ${seq}`) !== known) say(4, `entry ${seq} of ${of} was acknowledged and is not there`);
  }
  for (const entry of storedEntries(edge.path)) {
    if (held.get(`${entry.epoch} ${entry.seq}`) !== entry.hash)
      say(1, `entry ${entry.seq} of ${entry.epoch} never came up`);
  }

  const orders = await cloud.rows(`SELECT transaction_id, total::int FROM orders WHERE workstation_id = ${id}`);
  const totals = new Map(orders.map((row) => [String(row.transaction_id), Number(row.total)]));
  const completed = completedIn(edge.path);
  for (const sale of completed.keys()) if (!totals.has(sale)) say(1, `sale ${sale} is on the disk and no order`);
  for (const sale of edge.kept) if (!totals.has(sale)) say(1, `sale ${sale} was never lost and is no order`);
  for (const [sale, total] of totals) {
    if (edge.sold.get(sale) !== total) say(3, `order ${sale} over ${total}, sold for ${edge.sold.get(sale)}`);
  }
  for (const [sale, paid] of completed) {
    if (edge.sold.get(sale) !== paid) say(9, `sale ${sale} says ${paid} now, and was paid with ${edge.sold.get(sale)}`);
  }
  for (const sale of edge.kept) if (!completed.has(sale)) say(9, `sale ${sale} was completed and is not any more`);
  const alarms = await cloud.rows(`SELECT count(*)::int AS n FROM alarms WHERE workstation_id = ${id}`);
  if (edge.forks > 0 && alarms[0]?.n === 0) say(5, `${edge.forks} new epochs, and nobody was told`);
  const nameless = await cloud.rows(
    `SELECT epoch FROM journal_heads WHERE workstation_id = ${id} AND parent_epoch IS NULL ORDER BY number OFFSET 1`,
  );
  for (const row of nameless) say(5, `epoch ${row.epoch} names no parent`);
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, each) => all + each, 0);
  const lines = await cloud.rows(
    `SELECT coalesce(sum(net), 0)::int AS net FROM order_lines WHERE workstation_id = ${id}
     UNION ALL SELECT coalesce(sum(amount), 0)::int FROM order_tenders WHERE workstation_id = ${id}`,
  );
  for (const row of lines)
    if (row.net !== sum(totals.values())) say(3, `lines or tenders sum to ${row.net}, orders to other`);
  const aside = await cloud.rows(
    `SELECT count(*)::int AS n FROM quarantine WHERE workstation_id = ${id} AND reason = 'notProjected'`,
  );
  if (aside[0]?.n !== 0) say(3, `${aside[0]?.n} entries could not be understood`);
  return said;
}
