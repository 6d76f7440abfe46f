import { createHash } from 'node:crypto';
import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, immediately } from './connection.ts';

/** One step of a file's schema. Steps are only ever added; one that has been released never changes. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** A kind of database file. The version of a file is the number of migrations it has had. */
export interface Schema {
  /** What the file is, for people: "journal". */
  readonly name: string;
  /** `PRAGMA application_id`: tells one kind of file from another, and from strangers. */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
}

const BOOK_OF_MIGRATIONS = `
  CREATE TABLE schema_migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
  ) STRICT;
`;

/** SHA-256 of a migration's text, as the file remembers it. */
export function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * Brings a file up to date, each step in its own transaction; an empty file is made into one of this schema.
 * @throws Fault as `checkSchema`.
 */
export function migrate(connection: Connection, schema: Schema): void {
  if (isEmpty(connection)) {
    immediately(connection, () => {
      // Another process may have made it between the look and the lock.
      if (!isEmpty(connection)) return;
      connection.pragma(`application_id = ${schema.applicationId}`);
      connection.exec(BOOK_OF_MIGRATIONS);
    });
  }
  const applied = checkSchema(connection, schema);
  schema.migrations.slice(applied).forEach((migration, index) => {
    const version = applied + index + 1;
    immediately(connection, () => {
      if ((connection.pragma('user_version', { simple: true }) as number) >= version) return;
      connection.exec(migration.sql);
      connection
        .prepare<[number, string, string]>('INSERT INTO schema_migration (version, name, checksum) VALUES (?, ?, ?)')
        .run(version, migration.name, checksum(migration));
      connection.pragma(`user_version = ${version}`);
    });
  });
}

/**
 * How many migrations a file has had; reads only.
 * @throws Fault STORAGE_SCHEMA_NEWER when a later program wrote it, STORAGE_SCHEMA_MISMATCH when it was made with other text for
 * the same step, STORAGE_CORRUPT when it is not a file of this kind.
 */
export function checkSchema(connection: Connection, schema: Schema): number {
  const kind = connection.pragma('application_id', { simple: true });
  if (kind !== schema.applicationId) throw new Fault('STORAGE_CORRUPT', `the file is no Checkstand ${schema.name}`);
  const version = connection.pragma('user_version', { simple: true }) as number;
  if (version > schema.migrations.length) {
    throw new Fault(
      'STORAGE_SCHEMA_NEWER',
      `the ${schema.name} has schema ${version}, and this program knows ${schema.migrations.length}`,
    );
  }
  const rows = connection
    .prepare<[], { version: number; checksum: string }>(
      'SELECT version, checksum FROM schema_migration ORDER BY version',
    )
    .all();
  if (rows.length !== version) {
    throw new Fault('STORAGE_CORRUPT', `the ${schema.name} says schema ${version} and lists ${rows.length} migrations`);
  }
  for (const [index, row] of rows.entries()) {
    const expected = schema.migrations[index];
    const damaged = `the list of the ${schema.name}'s migrations is damaged`;
    if (expected === undefined || row.version !== index + 1) throw new Fault('STORAGE_CORRUPT', damaged);
    if (row.checksum !== checksum(expected)) {
      if (resembles(row.checksum, checksum(expected))) throw new Fault('STORAGE_CORRUPT', damaged);
      throw new Fault(
        'STORAGE_SCHEMA_MISMATCH',
        `migration ${row.version} of the ${schema.name} is not the one this program has`,
      );
    }
  }
  return version;
}

/** Whether a checksum is another one with some of its digits spoilt: two texts' checksums share one digit in sixteen. */
function resembles(found: string, expected: string): boolean {
  const same = [...expected].filter((digit, at) => digit === found[at]).length;
  return same > expected.length / 2;
}

/** Whether nothing has been put into this database yet. */
export function isEmpty(connection: Connection): boolean {
  const version = connection.pragma('user_version', { simple: true });
  const objects = connection.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get();
  return version === 0 && objects?.n === 0;
}
