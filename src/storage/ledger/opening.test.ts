import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PAGE, scribble, zeroPage } from '../../../test/fixtures/damage.ts';
import { key, listeningLog, sold, temporaryLedger, transactionsOf } from '../../../test/fixtures/ledger.ts';
import { temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { openConnection } from '../database/connection.ts';

/** A closed ledger of 2,000 tags, all of it in the file. */
function closedLedger(): string {
  const ledger = temporaryLedger();
  const keys = Array.from({ length: 1_000 }, (_, n) => key(n));
  ledger.apply([sold('a', keys), sold('b', keys.slice(500), { seq: 9, prevSaleSeq: 5 })]);
  ledger.close();
  return ledger.path;
}

/** First page of a table's tree. */
function rootOf(path: string, table: string): number {
  const connection = openConnection(path, { readOnly: true });
  const row = connection
    .prepare<[string], { page: number }>('SELECT rootpage AS page FROM sqlite_schema WHERE name = ?')
    .get(table);
  connection.close();
  return row!.page;
}

describe('a ledger file that cannot be read', () => {
  it.each([
    ['is no database', (path: string) => writeFileSync(path, 'a letter to my aunt '.repeat(400))],
    ['was cut short', (path: string) => truncateSync(path, 5 * PAGE)],
    ['was cut within its first page', (path: string) => truncateSync(path, 1_000)],
    ['lost its first page', (path: string) => zeroPage(path, 1)],
    ['is of a newer version', (path: string) => setVersion(path, 99)],
    ['was made by other steps', (path: string) => runIn(path, "UPDATE schema_migration SET checksum = 'x'")],
  ])('because it %s is put aside, and an empty one begun', (_, spoil) => {
    const path = closedLedger();
    spoil(path);
    const spoilt = readFileSync(path);
    const { log, told } = listeningLog();
    const ledger = temporaryLedger(path, log);
    const aside = join(dirname(path), 'ledger.damaged.db');
    expect(told).toEqual([{ level: 'error', code: 'ledger.putAside', fields: expect.objectContaining({ as: aside }) }]);
    expect(readFileSync(aside).equals(spoilt)).toBe(true);
    expect(ledger.standing(key(1))).toEqual([]);
    ledger.apply([sold('c', [key(1)])]);
    expect(transactionsOf(ledger, key(1))).toEqual(['c']);
  });

  it('is put aside by the next opening where the damage shows only in use', () => {
    const path = closedLedger();
    scribble(path, (rootOf(path, 'tags') - 1) * PAGE, Buffer.alloc(PAGE, 0xff));
    const { log, told } = listeningLog();
    const ledger = temporaryLedger(path, log);
    const corrupt = expect.objectContaining({ code: 'STORAGE_CORRUPT' });
    expect(() => ledger.standing(key(1))).toThrow(corrupt);
    expect(() => ledger.apply([])).toThrow(corrupt);
    expect(told.map(({ code }) => code)).toEqual(['ledger.putAside']);
    expect(temporaryLedger(path, log).standing(key(1))).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it('takes the place of one that was put aside before', () => {
    const path = closedLedger();
    for (const letter of ['first', 'second']) {
      writeFileSync(path, letter.repeat(1_000));
      temporaryLedger(path).close();
    }
    const names = readdirSync(dirname(path)).sort();
    expect(names).toEqual(['ledger.damaged.db', 'ledger.db']);
    expect(readFileSync(join(dirname(path), 'ledger.damaged.db'), 'utf8')).toMatch(/^second/);
  });
});

describe('a ledger is not opened', () => {
  it('in the place of the database of something else, which stays as it is', () => {
    const journal = temporaryJournal();
    journal.close();
    const before = readFileSync(journal.path);
    expect(() => temporaryLedger(journal.path)).toThrow(expect.objectContaining({ code: 'STORAGE_FOREIGN_FILE' }));
    expect(readFileSync(journal.path).equals(before)).toBe(true);
    expect(existsSync(journal.path.replace('.db', '.damaged.db'))).toBe(false);
  });

  it('twice at a time', () => {
    const ledger = temporaryLedger();
    expect(() => temporaryLedger(ledger.path)).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    ledger.apply([sold('a', [key(1)])]);
    ledger.close();
    expect(transactionsOf(temporaryLedger(ledger.path), key(1))).toEqual(['a']);
  });

  it('where there is no folder', () => {
    const path = join(temporaryFolder(), 'gone', 'ledger.db');
    expect(() => temporaryLedger(path)).toThrow(expect.objectContaining({ code: 'STORAGE_IO' }));
  });
});

describe('a process that is killed', { timeout: 30_000 }, () => {
  it('leaves every sale that it had applied', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const store = pathToFileURL(join(import.meta.dirname, 'store.ts')).href;
    const program = `
      import { openLedger } from ${JSON.stringify(store)};
      const quiet = () => {};
      const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
      const ledger = openLedger({ path: ${JSON.stringify(path)}, log });
      for (let seq = 1; ; seq += 1) {
        const keys = ['30' + String(seq).padStart(22, '0')];
        const place = { workstation: 'lane-1', epoch: 'e', seq, prevSaleSeq: seq - 1, at: seq };
        ledger.apply([{ kind: 'sold', transaction: 't' + seq, keys, ...place }]);
        process.stdout.write(seq + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let applied = 0;
    for await (const line of createInterface(child.stdout)) {
      applied = Number(line);
      if (applied === 40) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const ledger = temporaryLedger(path);
    expect(applied).toBeGreaterThanOrEqual(40);
    for (let seq = 1; seq <= applied; seq += 1) {
      expect(transactionsOf(ledger, `30${String(seq).padStart(22, '0')}`)).toEqual([`t${seq}`]);
    }
    expect(ledger.gaps()).toEqual([]);
  });
});

function setVersion(path: string, version: number): void {
  runIn(path, `PRAGMA user_version = ${version}`);
}

function runIn(path: string, sql: string): void {
  const connection = openConnection(path);
  connection.exec(sql);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
}
