import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/storage.ts';
import { type Connection, openConnection } from './connection.ts';
import { checkSchema, checksum, migrate, type Schema } from './migration.ts';

const FIRST = { name: 'first', sql: 'CREATE TABLE a (x INTEGER) STRICT;' };
const SECOND = { name: 'second', sql: 'ALTER TABLE a ADD COLUMN y TEXT;' };
const schema = (...migrations: Schema['migrations']): Schema => ({ name: 'shelf', applicationId: 77, migrations });

let connection: Connection;

beforeEach(() => {
  const opened = openConnection(join(temporaryFolder(), 'shelf.db'));
  connection = opened;
  onTestFinished(() => void opened.close());
});

describe('migrations', () => {
  it('make an empty file one of the schema and remember what was done to it', () => {
    migrate(connection, schema(FIRST));
    expect(checkSchema(connection, schema(FIRST))).toBe(1);
    expect(connection.pragma('user_version', { simple: true })).toBe(1);
    expect(connection.prepare('SELECT * FROM schema_migration').all()).toEqual([
      { version: 1, name: 'first', checksum: checksum(FIRST) },
    ]);
  });

  it('bring an older file up to date and leave its rows', () => {
    migrate(connection, schema(FIRST));
    connection.exec('INSERT INTO a (x) VALUES (5)');
    migrate(connection, schema(FIRST, SECOND));
    migrate(connection, schema(FIRST, SECOND));
    expect(connection.prepare('SELECT x, y FROM a').all()).toEqual([{ x: 5, y: null }]);
  });

  it('refuse a file that a newer program wrote, and change nothing', () => {
    migrate(connection, schema(FIRST, SECOND));
    expect(() => migrate(connection, schema(FIRST))).toThrow(
      expect.objectContaining({
        code: 'STORAGE_SCHEMA_NEWER',
        message: 'the shelf has schema 2, and this program knows 1',
      }),
    );
    expect(connection.pragma('user_version', { simple: true })).toBe(2);
  });

  it('refuse a file made with other text for the same step', () => {
    migrate(connection, schema(FIRST));
    const edited = { ...FIRST, sql: 'CREATE TABLE a (x TEXT) STRICT;' };
    expect(() => migrate(connection, schema(edited))).toThrow(
      expect.objectContaining({ code: 'STORAGE_SCHEMA_MISMATCH' }),
    );
  });

  it.each([
    ['a digit of a checksum', "UPDATE schema_migration SET checksum = 'zz' || substr(checksum, 3)"],
    ['a version', 'UPDATE schema_migration SET version = 9'],
  ])('call a file damaged whose list has lost %s, and not one of another program', (_, damage) => {
    migrate(connection, schema(FIRST));
    connection.exec(damage);
    expect(() => checkSchema(connection, schema(FIRST))).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
  });

  it("refuse a stranger's database", () => {
    connection.exec('CREATE TABLE theirs (x INTEGER)');
    expect(() => migrate(connection, schema(FIRST))).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }));
    expect(() => migrate(connection, { ...schema(FIRST), applicationId: 78 })).toThrow('no Checkstand shelf');
  });

  it('refuse a file whose list of steps does not fit its version', () => {
    migrate(connection, schema(FIRST, SECOND));
    connection.exec('DELETE FROM schema_migration WHERE version = 2');
    expect(() => checkSchema(connection, schema(FIRST, SECOND))).toThrow(
      expect.objectContaining({ code: 'STORAGE_CORRUPT' }),
    );
  });

  it('take a step that fails back, whole, and the file stays at the step before', () => {
    const broken = { name: 'broken', sql: 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);' };
    expect(() => migrate(connection, schema(FIRST, broken))).toThrow('nowhere');
    expect(checkSchema(connection, schema(FIRST, broken))).toBe(1);
    expect(connection.prepare("SELECT name FROM sqlite_schema WHERE name = 'b'").all()).toEqual([]);
  });
});
