/**
 * The reference back office: takes journals in and keeps them. Everything lies in PostgreSQL, the one point of acknowledgement; any
 * number of copies may run.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { FieldValue } from '../domain/feed/desired.ts';
import { connectDatabase, type Database } from './database/connect.ts';
import { migrate } from './database/migrations.ts';
import { sharedSecret } from './database/secret.ts';
import { errorFields } from './error-fields.ts';
import { DEFAULT_RETAILER, type Target } from './feed/audience.ts';
import { configKey, publishConfig } from './feed/configure.ts';
import {
  editPrice,
  type FileKind,
  type FileReaders,
  hasGoods,
  type ImportOutcome,
  importFile,
  type PriceEdit,
  type PriceOutcome,
  type ReadFile,
} from './feed/office.ts';
import { officeKey } from './feed/office-key.ts';
import type { Published } from './feed/publish.ts';
import { forgetSpentTokens } from './identity/authenticate.ts';
import { forgetCodes, issueCode, revoke } from './identity/enrolment.ts';
import { nonces } from './identity/nonce.ts';
import { startWorker } from './projection/worker.ts';
import { cloudServer, type Patience } from './server.ts';

export { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from './database/embedded.ts';
export type { FileKind, FileReaders } from './feed/office.ts';
export { CODE_MINUTES } from './identity/enrolment.ts';

export interface CloudOptions {
  readonly databaseUrl: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logger: FastifyBaseLogger;
  /** Connections to the database for journals; as many more for the rest. 8 when left out. */
  readonly connections?: number;
  readonly patience?: Patience;
  /** False where other copies read orders from the journal. */
  readonly projects?: boolean;
  /** How files are read that staff hand in over HTTP; without them it takes none. */
  readonly readers?: FileReaders;
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
}

export interface RunningCloud {
  readonly url: string;
  /** Ends what is being answered, takes nothing new, and lets the database go. */
  stop(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 8;
const TIDY_MS = 60_000;

/** Brings the schema up to date and listens. @throws what the database or the listener says. */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const { databaseUrl, host, port, logger, connections = DEFAULT_CONNECTIONS, now = Date.now } = options;
  const database = connectDatabase(databaseUrl, connections, (error) =>
    logger.warn(errorFields(error), 'connection lost'),
  );
  try {
    const parts = { database, nonces: await prepared(database), now };
    const { patience, readers } = options;
    const server = cloudServer({ ...parts, logger, ...(patience && { patience }), ...(readers && { readers }) });
    const tidy = setInterval(() => {
      Promise.all([forgetSpentTokens(database, now()), forgetCodes(database, now())]).catch((error: unknown) =>
        logger.warn(errorFields(error), 'tidying failed'),
      );
    }, TIDY_MS);
    tidy.unref();
    const url = await server.app.listen({ host, port });
    const worker =
      options.projects === false
        ? null
        : startWorker(database.journal, (error) => logger.warn(errorFields(error), 'projection failed'));
    return {
      url,
      async stop() {
        server.drain();
        clearInterval(tidy);
        await server.app.close();
        await worker?.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function prepared(database: Database) {
  await migrate(database.journal);
  return nonces(await sharedSecret(database, 'nonce'));
}

/** What staff of the back office do by hand, on a database that a cloud has prepared or not. */
export async function withOffice<T>(databaseUrl: string, work: (office: Office) => Promise<T>): Promise<T> {
  const database = connectDatabase(databaseUrl, 1, () => {});
  try {
    await migrate(database.journal);
    return await work({
      issueCode: (store, workstation) => issueCode(database, store, workstation, Date.now()),
      revoke: (store, workstation) => revoke(database, store, workstation, Date.now()),
      importFile: (kind, read, retailer = DEFAULT_RETAILER) => importFile(database.journal, retailer, kind, read),
      editPrice: (edit, retailer = DEFAULT_RETAILER) => editPrice(database.journal, retailer, edit),
      hasGoods: (retailer = DEFAULT_RETAILER) => hasGoods(database.journal, retailer),
      key: () => officeKey(database),
      configKey: () => configKey(database),
      configure: (target, fields, expiresAt, retailer = DEFAULT_RETAILER) =>
        publishConfig(database, retailer, target, fields, expiresAt),
    });
  } finally {
    await database.close();
  }
}

export interface Office {
  /** A one-time code that enrols this workstation of this store within ten minutes. */
  issueCode(store: string, workstation: string): Promise<string>;
  /** From now on the workstation's key opens nothing. False when there is no such workstation. */
  revoke(store: string, workstation: string): Promise<boolean>;
  /** Replaces the retailer's catalogue or promotions by what a file lists, all of it or nothing. */
  importFile(kind: FileKind, read: () => Promise<ReadFile>, retailer?: string): Promise<ImportOutcome>;
  /** Publishes one price. */
  editPrice(edit: PriceEdit, retailer?: string): Promise<PriceOutcome>;
  /** Whether goods were ever published. */
  hasGoods(retailer?: string): Promise<boolean>;
  /** What opens the office over HTTP. */
  key(): Promise<string>;
  /** Public key that boxes are to trust with their configuration, as their `cloud.configKey`. */
  configKey(): Promise<string>;
  /** Signs and publishes all that boxes should be set to. */
  configure(
    target: Target,
    fields: Readonly<Record<string, FieldValue>>,
    expiresAt: Date,
    retailer?: string,
  ): Promise<Published>;
}
