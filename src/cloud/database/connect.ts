import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** `int8`, by its number in the catalogue. Source: pg_type.dat of PostgreSQL. */
const INT8 = 20;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that takes longer is given up: whoever asked has long hung up. */
const STATEMENT_TIMEOUT_MS = 20_000;

export interface Database {
  /** Commits are on disk when they return, whatever the server's own setting: only then is anything acknowledged. */
  readonly journal: Kysely<Tables>;
  /** For what may be lost with the last moments before a crash of the server: which tokens were spent. */
  readonly passing: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Two pools to one database. Nothing connects until it is first asked.
 * @param statementMilliseconds 0: a statement may take as long as it takes.
 * @param onError told of idle connections that broke; the next request makes a new one.
 */
export function connectDatabase(
  url: string,
  connections: number,
  onError: (error: Error) => void,
  statementMilliseconds = STATEMENT_TIMEOUT_MS,
): Database {
  const poolOf = (max: number, synchronousCommit: 'on' | 'off'): Kysely<Tables> => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Every statement here is short: compiling one costs more than it saves.
      options: `-c jit=off -c synchronous_commit=${synchronousCommit} -c statement_timeout=${statementMilliseconds}`,
      types: {
        getTypeParser: (type: number, format?: 'text' | 'binary') =>
          type === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(type, format),
      },
    });
    pool.on('error', onError);
    // One that breaks while it is lent tells so itself, and unheard that would end the process. Its statement fails in any case.
    pool.on('connect', (client) => client.on('error', onError));
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  };
  const journal = poolOf(connections, 'on');
  const passing = poolOf(connections, 'off');
  return {
    journal,
    passing,
    async close() {
      await Promise.all([journal.destroy(), passing.destroy()]);
    },
  };
}

/** Classes of SQLSTATE that pass by themselves: connection, transaction rolled back, resources, intervention. Source: PostgreSQL, Appendix A. */
const PASSING = /^(?:08|40|53|57)/;
const NETWORK = /^E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND|AI_AGAIN)$/;

/** Whether the database is away or busy, so that asking again later is of use. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return PASSING.test(error.code) || NETWORK.test(error.code);
  return /timeout|Connection terminated|not queryable|connection has been discarded|Cannot use a pool/.test(
    error.message,
  );
}
