import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closedJournal, flipIn, openRecovering, pagesOfEntries, zeroPage } from '../../../../test/fixtures/damage.ts';
import { draft, giveBack, saying, sell, storedEntries, tamper } from '../../../../test/fixtures/sales.ts';
import { journalOptions, temporaryFolder, temporaryJournal } from '../../../../test/fixtures/storage.ts';
import { openConnection } from '../../database/connection.ts';
import { openJournal } from '../store.ts';
import { verifyJournal } from '../verify.ts';

const SALES = 60;
const ENTRIES = 1 + 3 * SALES;

function folderWithJournal(): string {
  const path = join(temporaryFolder(), 'journal.db');
  closedJournal(path, SALES);
  return path;
}

/** What was in the file before is in the new one: what was kept byte for byte, the rest by what it says. */
function compare(before: ReturnType<typeof storedEntries>, path: string, kept: number) {
  const after = storedEntries(path);
  expect(after.slice(0, kept)).toEqual(before.slice(0, kept));
  const start = JSON.parse(Buffer.from(after[kept]!.bytes).toString());
  const last = kept > 0 ? before[kept - 1]! : null;
  expect(start).toMatchObject({ kind: 'EpochStarted', seq: 1, body: { reason: 'recovered' } });
  if (last !== null) expect(start.body).toMatchObject({ parentEpoch: last.epoch, parentHash: last.hash });
  const said = new Set(before.map(saying));
  const again = after.slice(kept + 1).map(saying);
  expect(again.filter((text) => !said.has(text))).toEqual([]);
  expect(new Set(again).size).toBe(again.length);
  expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: after.length });
  return { start, again };
}

describe('a damaged journal', () => {
  it('whose entry has a byte flipped keeps what was before it and records anew what was behind it', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    flipIn(path, 'milk 50"');
    const damaged = readFileSync(path);
    const { journal, recovery } = openRecovering(path);
    const at = 1 + 3 * 49 + 1;
    expect(recovery).toMatchObject({ kept: at, reappended: ENTRIES - at - 1, lost: 1, epoch: journal.head().epoch });
    expect(readFileSync(recovery!.preserved)).toEqual(damaged);
    compare(before, path, at);
    expect(journal.epochCode()).not.toBe(
      before[0] && JSON.parse(Buffer.from(before[0].bytes).toString()).body.epochCode,
    );
  });

  it('with a page of zeros loses the entries on that page and no other', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    zeroPage(path, pagesOfEntries(path).leaf.at(-2)!);
    const { recovery } = openRecovering(path);
    const { kept, reappended, lost } = recovery!;
    expect(kept + reappended + lost).toBe(ENTRIES);
    expect(lost).toBeGreaterThan(2);
    expect(lost).toBeLessThan(16);
    compare(before, path, kept);
  });

  it('whose tree leads nowhere any more loses nothing', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    zeroPage(path, pagesOfEntries(path).inner[0]!);
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: ENTRIES, reappended: 0, lost: 0 });
    compare(before, path, ENTRIES);
  });

  it('that was cut off keeps what is left of it', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    truncateSync(path, readFileSync(path).length / 2 + 1000);
    const { recovery } = openRecovering(path);
    expect(recovery!.kept).toBeGreaterThan(5);
    expect(recovery!.kept + recovery!.reappended).toBeLessThan(ENTRIES);
    compare(before, path, recovery!.kept);
  });

  it('whose header is gone is read without it', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    zeroPage(path, 1);
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: ENTRIES, lost: 0 });
    compare(before, path, ENTRIES);
  });

  it('that is no database at all is kept, and a new one begun that says so', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const letter = 'this is a letter to my aunt, and quite a long one, so that it is no header by chance';
    writeFileSync(path, letter);
    const { journal, recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: 0, reappended: 0, lost: 0 });
    expect(readFileSync(recovery!.preserved, 'utf8')).toBe(letter);
    expect(journal.head().seq).toBe(1);
    compare([], path, 0);
  });

  it('whose first entry is damaged names the epoch and the last hash that are known', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    tamper(path, "UPDATE entries SET bytes = x'00' WHERE position = 1");
    writeFileSync(path.replace('.db', '.suspect'), '');
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: 0, reappended: ENTRIES - 1, lost: 1 });
    const { start } = compare(before, path, 0);
    expect(start.body).toMatchObject({ parentEpoch: before[0]!.epoch, parentHash: before.at(-1)!.hash });
  });

  it.each([
    ['whose head is not its last entry', 'UPDATE epochs SET seq = seq - 1'],
    ['whose head has another hash', "UPDATE epochs SET hash = x'00'"],
    ['without a head', 'PRAGMA foreign_keys = OFF; DELETE FROM epochs'],
    ['whose entries are in no order that holds', 'UPDATE epochs SET workstation = workstation || 2'],
  ])('%s loses nothing and goes on in a new epoch', (_, tampering) => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    tamper(path, tampering);
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: ENTRIES, reappended: 0, lost: 0 });
    compare(before, path, ENTRIES);
  });

  it('counts as lost what its head names and nobody finds', () => {
    const path = folderWithJournal();
    tamper(path, `DELETE FROM entries WHERE position > ${ENTRIES - 4}`);
    expect(openRecovering(path).recovery).toMatchObject({ kept: ENTRIES - 4, reappended: 0, lost: 4 });
  });

  it('with an entry over several pages keeps it', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const journal = temporaryJournal(path);
    sell(journal, 'sale-1', 'x'.repeat(250_000));
    sell(journal, 'sale-2');
    journal.close();
    const before = storedEntries(path);
    zeroPage(path, 1);
    expect(openRecovering(path).recovery).toMatchObject({ kept: 7, lost: 0 });
    compare(before, path, 7);
  });
});

describe('a write-ahead log', () => {
  /** The files of a journal as a crash leaves them: the last sales are in the log alone. */
  function crashed(): string {
    const journal = temporaryJournal();
    for (let sale = 1; sale <= SALES; sale += 1) {
      sell(journal, `sale-${sale}`, `milk ${sale}`);
      if (sale === SALES / 2) journal.checkpoint();
    }
    const path = join(temporaryFolder(), 'journal.db');
    for (const name of ['journal.db', 'journal.db-wal', 'journal.open']) {
      copyFileSync(join(dirname(journal.path), name), join(dirname(path), name));
    }
    return path;
  }

  it('that a crash left is gone on from, in the same epoch', () => {
    const path = crashed();
    const { journal, recovery } = openRecovering(path);
    expect([recovery, journal.head().seq]).toEqual([undefined, ENTRIES]);
  });

  it('that went with an opening which failed is not taken for lost', () => {
    const path = crashed();
    expect(() => openJournal(journalOptions(path, { workstation: 'lane-2' }))).toThrow('not of lane-2');
    const { journal, recovery } = openRecovering(path);
    expect([recovery, journal.head().seq]).toEqual([undefined, ENTRIES]);
  });

  it('is read along with the damaged file that it belongs to, and kept beside it', () => {
    const path = crashed();
    const before = storedEntries(path);
    flipIn(path, 'milk 2"');
    writeFileSync(path.replace('.db', '.suspect'), '');
    const log = readFileSync(`${path}-wal`);
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ lost: 1, kept: 5, reappended: ENTRIES - 6 });
    expect(readFileSync(`${recovery!.preserved}-wal`)).toEqual(log);
    compare(before, path, 5);
  });

  it('and a file that were emptied behind a journal that was open do not make it a new one', () => {
    const path = crashed();
    for (const name of [path, `${path}-wal`]) truncateSync(name);
    const { recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: 0, reappended: 0 });
    compare([], path, 0);
  });

  it.each([['lost'], ['emptied']])('that was %s is noticed, and no receipt number given twice', (how) => {
    const path = crashed();
    const before = storedEntries(path);
    if (how === 'lost') rmSync(`${path}-wal`);
    else truncateSync(`${path}-wal`);
    rmSync(`${path}-shm`, { force: true });
    const { journal, recovery } = openRecovering(path);
    expect(recovery!.kept).toBeLessThan(ENTRIES);
    compare(before, path, recovery!.kept);
    const number = sell(journal, 'next').at(-1)!.body.receiptNumber as string;
    expect(before.some(({ bytes }) => Buffer.from(bytes).includes(number.slice(0, 4)))).toBe(false);
  });

  it('whose file is gone is read alone', () => {
    const path = crashed();
    rmSync(path);
    const { recovery } = openRecovering(path);
    expect(recovery!.reappended).toBeGreaterThan(60);
    expect(existsSync(`${recovery!.preserved}-wal`)).toBe(true);
    expect(verifyJournal(path).kind).toBe('sound');
  });
});

describe('what is looked up in a recovered journal', () => {
  it('is made again from the entries: open transactions, sales by receipt, returns', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const first = temporaryJournal(path);
    const code = first.epochCode();
    sell(first, 'sale-1');
    first.append(() => [{ ...draft('TransactionStarted', 'open-1'), transaction: 'opens' }]);
    sell(first, 'sale-2', 'spoilt');
    giveBack(first, 'return-1', 'sale-1');
    first.append(() => [{ ...draft('TransactionStarted', 'open-2'), transaction: 'opens' }]);
    first.append(() => [draft('LineAdded', 'open-1', { name: 'late' })]);
    first.append(() => [{ kind: 'DeviceStateChanged', v: 1, body: { device: 'scanner' } }]);
    first.close();
    flipIn(path, 'spoilt');
    const { journal, recovery } = openRecovering(path);
    expect(recovery).toMatchObject({ kept: 6, reappended: 7, lost: 1 });
    // A sale is over once it is known what came of its receipt, and nothing in these tells of it.
    expect(journal.openTransactions()).toEqual(['sale-1', 'open-1', 'sale-2', 'open-2']);
    expect(journal.entriesOf('open-1').map(({ kind }) => kind)).toEqual(['TransactionStarted', 'LineAdded']);
    expect(journal.saleByReceipt(`${code}-000001`)).toBe('sale-1');
    expect(journal.saleByReceipt(`${code}-000002`)).toBe('sale-2');
    expect(journal.returnsOf('sale-1')).toEqual(['return-1']);
    expect(sell(journal, 'sale-3').at(-1)!.body.receiptNumber).toBe(`${journal.epochCode()}-000001`);
    expect(journal.epochCode()).not.toBe(code);
  });

  it('survives a second damage, and neither is anything in it twice', () => {
    const path = folderWithJournal();
    const before = storedEntries(path);
    flipIn(path, 'milk 55"');
    const first = openRecovering(path);
    sell(first.journal, 'sale-61', 'milk 61');
    first.journal.close();
    flipIn(path, 'milk 59"');
    const { recovery } = openRecovering(path);
    const names = storedEntries(path)
      .map(saying)
      .filter((text) => text.includes('"milk '));
    expect(names).toHaveLength(SALES + 1 - 2);
    expect(new Set(names).size).toBe(names.length);
    expect(recovery!.kept).toBeGreaterThan(first.recovery!.kept);
    expect(storedEntries(path).slice(0, 100)).toEqual(before.slice(0, 100));
    const kept = readdirSync(dirname(path)).filter((name) => /^journal\.damaged-.*\.db$/.test(name));
    expect(kept).toHaveLength(2);
  });
});

describe('a fault that is no damage', () => {
  const untouched = (path: string, code: string, more = {}) => {
    const bytes = readFileSync(path);
    expect(() => openJournal(journalOptions(path, more))).toThrow(expect.objectContaining({ code }));
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path)).filter((name) => /damaged|rebuilt|building|salvage/.test(name))).toEqual([]);
  };

  it('recovers nothing: another workstation, a newer schema, a database of another kind', () => {
    const path = folderWithJournal();
    untouched(path, 'STORAGE_OTHER_WORKSTATION', { workstation: 'lane-2' });
    const connection = openConnection(path);
    connection.pragma('user_version = 99');
    connection.close();
    untouched(path, 'STORAGE_SCHEMA_NEWER');
    const theirs = join(temporaryFolder(), 'journal.db');
    const foreign = openConnection(theirs);
    foreign.exec('CREATE TABLE songs (name TEXT)');
    foreign.close();
    untouched(theirs, 'STORAGE_FOREIGN_FILE');
  });

  it('nor is the damaged journal of another workstation taken over', () => {
    const path = folderWithJournal();
    flipIn(path, 'milk 50"');
    untouched(path, 'STORAGE_OTHER_WORKSTATION', { workstation: 'lane-2' });
  });
});
