import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { openLedger } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { OwnLedger } from './own-ledger.ts';

const EPOCH = '01900000-0000-7000-8000-000000000001';
const key = (n: number): string => n.toString(16).padStart(24, '0');
const sale = (seq: number, prevSaleSeq: number): LedgerEntry => ({
  ...{ kind: 'sold', workstation: 'lane-1', epoch: EPOCH, seq, prevSaleSeq, transaction: `t-${seq}`, at: 1 },
  keys: [key(seq)],
});
/** A journal with so many sales of tags, two numbers apart. */
const journal = (count: number): LedgerEntry[] => Array.from({ length: count }, (_, n) => sale(2 * n + 2, 2 * n));

function rig(entries: LedgerEntry[]) {
  const told: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (...line: unknown[]) => void told.push(line) };
  const ledger = openLedger({ path: join(temporaryFolder(), 'ledger.db'), log });
  onTestFinished(() => ledger.close());
  const sales = {
    heads: () => entries.slice(-1),
    between: (_: string, after: number, before: number, limit: number) =>
      entries.filter(({ seq }) => seq > after && seq < before).slice(0, limit),
  };
  const own = new OwnLedger(ledger, sales, log);
  return { own, ledger, told, entries };
}

test('a ledger that is empty takes everything from the journal, page by page', () => {
  const { own, ledger } = rig(journal(450));
  own.catchUp();
  expect(ledger.gaps()).toEqual([]);
  for (const seq of [2, 400, 402, 802, 900]) expect(ledger.standing(key(seq))).toHaveLength(1);
  expect(ledger.standing(key(901))).toEqual([]);
});

test('a journal without sales of tags leaves it empty', () => {
  const { own, ledger } = rig([]);
  own.catchUp();
  expect(ledger.gaps()).toEqual([]);
});

test('a sale is in the ledger soon after it was published, with those that nobody published before it', async () => {
  const { own, ledger, entries } = rig(journal(1));
  entries.push(sale(4, 2), sale(6, 4));
  own.published(sale(6, 4));
  expect(ledger.standing(key(6))).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  for (const seq of [2, 4, 6]) expect(ledger.standing(key(seq))).toHaveLength(1);
});

test('what waits is written when the lane stops', () => {
  const { own, ledger } = rig(journal(1));
  own.published(sale(2, 0));
  own.stop();
  expect(ledger.standing(key(2))).toHaveLength(1);
});

test('a ledger that fails is told of and costs the sale nothing', async () => {
  const { own, ledger, told } = rig(journal(1));
  ledger.apply = () => {
    throw new Fault('STORAGE_IO', 'EIO');
  };
  own.published(sale(2, 0));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([['edge.ledgerBehind', { code: 'STORAGE_IO' }]]);
});
