import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EPOCH, key, listeningLog, NEXT_EPOCH, returned, sold } from '../../../test/fixtures/ledger.ts';
import { MemoryLedger } from '../../../test/fixtures/memory-ledger.ts';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import { openConnection } from '../database/connection.ts';
import { migrate } from '../database/migration.ts';
import { MAX_FORKS } from './merging.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { type SoldLedgerStore, storeOn } from './store.ts';
import { ledgerTables } from './tables.ts';

const TAGS = [key(1), key(2), key(3), '30', '30'.repeat(16)];
const LANES = ['lane-1', 'lane-2'];
const EPOCHS = [EPOCH, NEXT_EPOCH];
const SALES = ['a', 'b', '01890000-0000-7000-8000-00000000000c'];

const place = fc
  .record({
    workstation: fc.constantFrom(...LANES),
    epoch: fc.constantFrom(...EPOCHS),
    seq: fc.integer({ min: 1, max: 9 }),
    back: fc.integer({ min: 1, max: 4 }),
    at: fc.constantFrom(1_000, 2_000),
  })
  .map(({ back, ...more }) => ({ ...more, prevSaleSeq: Math.max(0, more.seq - back) }));
const keys = fc.uniqueArray(fc.constantFrom(...TAGS), { minLength: 1, maxLength: 3 });
const sale = fc.constantFrom(...SALES);
const entry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  fc.tuple(sale, keys, place).map(([transaction, tags, more]) => sold(transaction, tags, more)),
  fc.tuple(sale, keys, place).map(([cancels, tags, more]) => returned(cancels, tags, more)),
);
const answer: fc.Arbitrary<LedgerGap> = fc.record({
  workstation: fc.constantFrom(...LANES),
  epoch: fc.constantFrom(...EPOCHS),
  afterSeq: fc.integer({ min: 0, max: 6 }),
  beforeSeq: fc.integer({ min: 1, max: 10 }),
});
type Batch = { readonly entries: LedgerEntry[]; readonly answered: LedgerGap[] };
const batch: fc.Arbitrary<Batch> = fc.record({
  entries: fc.array(entry, { maxLength: 4 }),
  answered: fc.array(answer, { maxLength: 1 }),
});
const batches = fc.array(batch, { maxLength: 5 });

/** All that can be asked of a ledger, in one value. */
function saidBy(ledger: SoldLedgerStore) {
  const gaps = ledger.gaps();
  const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    standing: TAGS.map((tag) => ledger.standing(tag)),
    missing: LANES.flatMap((lane) => EPOCHS.map((epoch) => numbersIn(gaps, lane, epoch))),
    heads: [...ledger.heads()].sort(order),
  };
}

function numbersIn(gaps: readonly LedgerGap[], workstation: string, epoch: string): number[] {
  const own = gaps.filter((gap) => gap.workstation === workstation && gap.epoch === epoch);
  return own.flatMap(({ afterSeq, beforeSeq }) =>
    Array.from({ length: beforeSeq - afterSeq - 1 }, (_, index) => afterSeq + 1 + index),
  );
}

/** Ledgers on files that nothing is forced to, emptied before every run: what is looked at is what they say. */
function ledgers(count: number): { readonly all: readonly SoldLedgerStore[]; empty(): void } {
  const made = Array.from({ length: count }, () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const connection = openConnection(path);
    onTestFinished(() => void connection.close());
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    migrate(connection, LEDGER_SCHEMA);
    const store = storeOn({ connection, tables: ledgerTables(connection) }, { path, log: listeningLog().log });
    return { connection, store };
  });
  const tables = ['tags', 'entries', 'known', 'forgotten', 'journals'];
  return {
    all: made.map(({ store }) => store),
    empty: () => {
      for (const { connection } of made) connection.exec(tables.map((table) => `DELETE FROM ${table};`).join(''));
    },
  };
}

/** Beyond so many entries of one number it does depend on their order which are kept. */
function fewForks(...all: readonly Batch[]): boolean {
  const places = all.flatMap((one) => one.entries.map((it) => `${it.workstation} ${it.epoch} ${it.seq}`));
  return places.every((one) => places.filter((other) => other === one).length <= MAX_FORKS);
}

function feed(ledger: SoldLedgerStore, all: readonly Batch[]): void {
  for (const { entries, answered } of all) ledger.apply(entries, answered);
}

describe('the ledger on disk', { timeout: 30_000 }, () => {
  it('says what the plain set of all that was heard says, and tells of every new double sale', () => {
    const {
      all: [ledger],
      empty,
    } = ledgers(1);
    fc.assert(
      fc.property(batches, (all) => {
        fc.pre(fewForks(...all));
        empty();
        const plain = new MemoryLedger();
        for (const { entries, answered } of all) {
          const before = TAGS.map((tag) => plain.transactions(tag));
          const doubles = ledger!.apply(entries, answered);
          plain.hear(entries, answered);
          const after = TAGS.map((tag) => plain.transactions(tag));
          const doubled = TAGS.filter(
            (_, n) => after[n]!.length > 1 && after[n]!.some((transaction) => !before[n]!.includes(transaction)),
          );
          expect(doubles.map((double) => double.key).sort()).toEqual(doubled.sort());
        }
        for (const tag of TAGS) {
          const standing = ledger!.standing(tag);
          expect(standing.map((one) => one.transaction).sort()).toEqual(plain.transactions(tag));
          for (const one of standing) expect(one).toEqual(plain.first(tag, one.transaction));
        }
        const missing = LANES.flatMap((lane) => EPOCHS.map((epoch) => plain.missing(lane, epoch)));
        expect(saidBy(ledger!).missing).toEqual(missing);
      }),
      { numRuns: 200 },
    );
  });

  it('comes to the same in whatever order, grouping and number of times it hears', () => {
    const heard = batches.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
      ),
    );
    const {
      all: [inOrder, inAnyOrder, atOnce],
      empty,
    } = ledgers(3);
    fc.assert(
      fc.property(heard, ([all, shuffled]) => {
        fc.pre(fewForks(...all));
        empty();
        feed(inOrder!, all);
        feed(inAnyOrder!, shuffled);
        const entries = shuffled.flatMap((one) => one.entries).reverse();
        atOnce!.apply(
          entries,
          shuffled.flatMap((one) => one.answered),
        );
        expect(saidBy(inAnyOrder!)).toEqual(saidBy(inOrder!));
        expect(saidBy(atOnce!)).toEqual(saidBy(inOrder!));
      }),
      { numRuns: 80 },
    );
  });

  it('comes to the same on two boxes that heard different halves and asked each other', () => {
    const {
      all: [one, other, both],
      empty,
    } = ledgers(3);
    fc.assert(
      fc.property(batches, batches, (left, right) => {
        fc.pre(fewForks(...left, ...right));
        empty();
        feed(one!, left);
        feed(other!, right);
        feed(both!, [...left, ...right]);
        exchange(one!, other!);
        expect(saidBy(one!).standing).toEqual(saidBy(both!).standing);
        expect(saidBy(other!)).toEqual(saidBy(one!));
      }),
      { numRuns: 80 },
    );
  });
});

/** Each asks the other for all that it has, part by part, as far as its answers go. */
function exchange(one: SoldLedgerStore, other: SoldLedgerStore): void {
  for (const [asking, asked] of [
    [one, other],
    [other, one],
    [one, other],
  ] as const) {
    for (const { workstation, epoch } of asked.heads()) {
      let afterSeq = 0;
      for (;;) {
        const { covers, entries } = asked.entriesBetween({ workstation, epoch, afterSeq, beforeSeq: 20 }, 2);
        if (covers === null) break;
        asking.apply(entries, [covers]);
        afterSeq = covers.beforeSeq - 1;
      }
    }
  }
}
