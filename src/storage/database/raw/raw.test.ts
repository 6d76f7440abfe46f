import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/storage.ts';
import { PAGE_SIZE } from '../connection.ts';
import { openDurable } from '../durability.ts';
import { cellCount, cellPayload } from './leaf.ts';
import { openPages } from './pages.ts';
import { decodeRow, type RawValue, varint } from './record.ts';

/** Every row of every page, read without SQLite. */
function rawRows(path: string): RawValue[][] {
  const pages = openPages(path);
  const rows: RawValue[][] = [];
  for (const number of pages.numbers()) {
    const page = pages.read(number);
    for (let cell = 0; cell < cellCount(page, number); cell += 1) {
      const payload = cellPayload(pages, page, number, cell, 1_000_000);
      const row = payload === null ? null : decodeRow(payload);
      if (row !== null) rows.push(row);
    }
  }
  pages.close();
  return rows;
}

function database(path = join(temporaryFolder(), 'a.db')) {
  const connection = openDurable(path, { autoCheckpoint: 100_000 });
  onTestFinished(() => void connection.close());
  connection.exec('CREATE TABLE a (mark TEXT, x, y)');
  const insert = connection.prepare<[unknown, unknown]>("INSERT INTO a VALUES ('mark', ?, ?)");
  return { path, connection, insert };
}

const marked = (path: string) => rawRows(path).filter(([mark]) => mark === 'mark');

describe('rows read without SQLite', () => {
  it('are those that SQLite wrote, of every type and length, in the log and in the file', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
      fc.string({ maxLength: 200, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      fc.uint8Array({ maxLength: 12_000 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 20 }), (rows) => {
        const { path, connection, insert } = database();
        for (const [x, y] of rows) insert.run(typeof x === 'number' && Number.isInteger(x) ? BigInt(x) : x, y);
        const expected = connection
          .prepare('SELECT mark, x, y FROM a ORDER BY rowid')
          .all()
          .map((row) => Object.values(row as object));
        expect(marked(path)).toEqual(expected);
        connection.pragma('wal_checkpoint(TRUNCATE)');
        expect(marked(path)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are the committed ones alone, and the newest of each', () => {
    const { path, connection, insert } = database();
    insert.run('in the file', 1);
    connection.pragma('wal_checkpoint(TRUNCATE)');
    connection.exec("UPDATE a SET x = 'in the log'");
    connection.pragma('cache_size = 1');
    connection.exec('BEGIN');
    for (let count = 0; count < 50; count += 1) insert.run('x'.repeat(3000), 2);
    expect(marked(path)).toEqual([['mark', 'in the log', 1]]);
    connection.exec('ROLLBACK');
  });

  it('are what SQLite itself gives after a crash, wherever the log was cut; wherever it was spoilt, no fewer', () => {
    const { path, connection, insert } = database();
    connection.pragma('wal_checkpoint(TRUNCATE)');
    for (let count = 0; count < 8; count += 1) insert.run('x'.repeat(900), count);
    const folder = temporaryFolder();
    const log = readFileSync(`${path}-wal`);
    const seen = new Set<number>();
    for (let at = 0; at < log.length; at += 1511) {
      const copy = join(folder, `${at}.db`);
      copyFileSync(path, copy);
      const damaged = at % 2 === 0 ? Buffer.from(log.subarray(0, at)) : Buffer.from(log);
      if (at % 2 === 1) damaged[at] = damaged[at]! ^ 0x10;
      writeFileSync(`${copy}-wal`, damaged);
      const raw = marked(copy).map(([, , y]) => y);
      const again = openDurable(copy, { autoCheckpoint: 100 });
      const theirs = again
        .prepare<[], { y: number }>('SELECT y FROM a ORDER BY rowid')
        .all()
        .map(({ y }) => y);
      again.close();
      if (at % 2 === 0) expect(raw).toEqual(theirs);
      else expect(new Set(raw).size).toBeGreaterThanOrEqual(Math.max(7, theirs.length));
      seen.add(theirs.length);
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  it('come out of any bytes at all without a crash, and without reading on for ever', () => {
    const { path, connection, insert } = database();
    for (let count = 0; count < 6; count += 1) insert.run(Buffer.alloc(5000, count), 'y');
    connection.pragma('wal_checkpoint(TRUNCATE)');
    const whole = readFileSync(path);
    const copy = join(temporaryFolder(), 'copy.db');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (edits) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of edits) bytes[at] = byte;
          writeFileSync(copy, bytes);
          expect(rawRows(copy).length).toBeLessThan((PAGE_SIZE / 2) * (whole.length / PAGE_SIZE));
        },
      ),
    );
    writeFileSync(copy, Buffer.alloc(10_000, 0x0d));
    expect(rawRows(copy).length).toBeLessThan(3 * PAGE_SIZE);
    writeFileSync(copy, '');
    expect(rawRows(copy)).toEqual([]);
  });
});

describe('a variable-length integer', () => {
  it.each([
    ['00', 0, 1],
    ['7f', 127, 1],
    ['8100', 128, 2],
    ['8180808000', 268_435_456, 5],
  ])('%s is %i in %i bytes', (hex, value, length) => {
    expect(varint(Buffer.from(hex, 'hex'), 0)).toEqual({ value, length });
  });

  it.each([[''], ['80'], ['ffffffffffffffffff']])('is none in "%s"', (hex) => {
    expect(varint(Buffer.from(hex, 'hex'), 0)).toBeNull();
  });
});
