/**
 * The reference back office: takes journals in and keeps them. Everything lies in PostgreSQL, the one point of acknowledgement; any
 * number of copies may run.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { FirmwareRef } from '../domain/asset/asset.ts';
import type { FieldValue } from '../domain/feed/desired.ts';
import { type FirmwareRemoval, firmwareList, firmwareOf, type KeptFirmware, removeFirmware } from './asset/firmware.ts';
import {
  type NewPicture,
  type PicturesPublished,
  pruneAssets,
  publishPictures,
  removePicture,
} from './asset/pictures.ts';
import { type NewAsset, type Stored, storeAsset } from './asset/store.ts';
import { connectDatabase, type Database } from './database/connect.ts';
import { migrate } from './database/migrations.ts';
import { sharedSecret } from './database/secret.ts';
import { erase } from './erasure/erase.ts';
import type { ErasureOrder, ErasureReply } from './erasure/order.ts';
import { reachOf } from './erasure/reach.ts';
import { errorFields } from './error-fields.ts';
import { type Exported, exportSales, type Format } from './export/formats.ts';
import type { Span } from './export/sales.ts';
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
import type { Published } from './feed/publish.ts';
import { versionOf } from './feed/read.ts';
import { forgetSpentTokens } from './identity/authenticate.ts';
import { forgetCodes, issueCode, revoke } from './identity/enrolment.ts';
import { nonces } from './identity/nonce.ts';
import { issueKey, type OfficeKeyOrder, revokeKey } from './office/keys.ts';
import { type Loop, startLoop } from './operation/loop.ts';
import { type KafkaSettings, kafka } from './outbox/kafka.ts';
import { publish } from './outbox/publish.ts';
import { type Rebuilt, rebuild } from './projection/rebuild.ts';
import { startWorker } from './projection/worker.ts';
import { type StoreHeading, setHeading } from './receipt/heading.ts';
import { type MailSettings, smtp } from './receipt/mail.ts';
import { sendNext } from './receipt/mail-queue.ts';
import { type RolloutStatus, rolloutStatus as statusOf } from './rollout/members.ts';
import {
  advanceRollout,
  pauseRollout,
  type RolloutOrder,
  type RolloutStart,
  type RolloutStep,
  type RolloutTurn,
  resumeRollout,
  rollBack,
  startRollout,
} from './rollout/rollout.ts';
import { cloudServer, type Patience } from './server.ts';
import { otlpTracing, type TracingSettings } from './tracing/otlp.ts';
import { tracedSend } from './tracing/publishing.ts';
import type { Tracing } from './tracing/tracing.ts';

export type { PictureOutcome } from './asset/pictures.ts';
export { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from './database/embedded.ts';
export { ERASURE_KINDS, type ErasureCounts, readOrder } from './erasure/order.ts';
export { FORMATS, type Format } from './export/formats.ts';
export type { FileKind, FileReaders } from './feed/office.ts';
export { CODE_MINUTES } from './identity/enrolment.ts';
export { RIGHTS, type Right } from './routing/contract.ts';

export interface CloudOptions {
  readonly databaseUrl: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logger: FastifyBaseLogger;
  /** Connections to the database for journals; as many more for the rest. 8 when left out. */
  readonly connections?: number;
  readonly patience?: Partial<Patience>;
  /** What a scraper shows at /metrics; nobody may look there when left out. */
  readonly metricsToken?: string;
  /** How receipts are sent by e-mail; they are not, and none is offered, when left out. */
  readonly mail?: MailSettings;
  /** Where events are published; nowhere when left out. */
  readonly kafka?: KafkaSettings;
  /** The OpenTelemetry collector that is told what is done, and how long it took; none when left out. */
  readonly tracing?: Omit<TracingSettings, 'onError'>;
  /** Addresses or networks of the gateways in front. */
  readonly proxies?: readonly string[];
  /** False where other copies read orders from the journal. */
  readonly projects?: boolean;
  /** How files are read that staff hand in over HTTP; without them it takes none. */
  readonly readers?: FileReaders;
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
}

export interface RunningCloud {
  readonly url: string;
  /** Takes nothing new, ends what is being answered (for ten seconds at most), and lets the database go. */
  stop(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 8;
const TIDY_MS = 60_000;
const MAIL_LOOK_MS = 2_000;
const PUBLISH_LOOK_MS = 500;

/** Brings the schema up to date and listens. @throws what the database or the listener says. */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const { databaseUrl, host, port, logger, connections = DEFAULT_CONNECTIONS, now = Date.now } = options;
  const database = connectDatabase(databaseUrl, connections, (error) =>
    logger.warn(errorFields(error), 'connection lost'),
  );
  let tracing: Tracing | null = null;
  try {
    const parts = { database, nonces: await prepared(database), now };
    if (options.tracing !== undefined) {
      const onError = (error: unknown) => logger.warn(errorFields(error), 'tracing failed');
      tracing = await otlpTracing({ ...options.tracing, onError });
    }
    const { patience, metricsToken, proxies, readers } = options;
    const post = options.mail === undefined ? null : smtp(options.mail);
    const server = cloudServer({
      ...parts,
      logger,
      measuresProcess: true,
      sendsMail: post !== null,
      ...(tracing === null ? {} : { tracing }),
      ...(proxies === undefined ? {} : { proxies }),
      ...(readers === undefined ? {} : { readers }),
      ...(patience === undefined ? {} : { patience }),
      ...(metricsToken === undefined ? {} : { metricsToken }),
    });
    const tidy = setInterval(() => {
      Promise.all([forgetSpentTokens(database, now()), forgetCodes(database, now())]).catch((error: unknown) =>
        logger.warn(errorFields(error), 'tidying failed'),
      );
    }, TIDY_MS);
    tidy.unref();
    const url = await server.app.listen({ host, port });
    // What a crash takes of it is made again from the journal.
    const worker =
      options.projects === false
        ? null
        : startWorker(database.passing, (error) => logger.warn(errorFields(error), 'projection failed'), tracing);
    const mailer =
      post === null
        ? null
        : startLoop(
            () => sendNext(database, post.deliver, now()),
            MAIL_LOOK_MS,
            (error) => logger.warn(errorFields(error), 'mail failed'),
          );
    const bus = options.kafka === undefined ? null : startPublishing(database, options.kafka, logger, tracing);
    return {
      url,
      async stop() {
        clearInterval(tidy);
        await server.stop();
        await Promise.all([worker?.stop(), mailer?.stop(), bus?.stop()]);
        post?.close();
        await Promise.all([tracing?.stop(), database.close()]);
      },
    };
  } catch (error) {
    await Promise.all([tracing?.stop(), database.close()]);
    throw error;
  }
}

/** Publishes behind the projection; with the brokers away the journal waits, and nothing else does. */
function startPublishing(
  database: Database,
  settings: KafkaSettings,
  logger: FastifyBaseLogger,
  tracing: Tracing | null,
): Loop {
  const { send, close } = kafka(settings);
  const telling = tracedSend(tracing, send);
  let stopped = false;
  const loop = startLoop(
    () => publish(database.passing, telling, () => stopped),
    PUBLISH_LOOK_MS,
    (error) => logger.warn(errorFields(error), 'publishing failed'),
  );
  return {
    async stop() {
      stopped = true;
      await loop.stop();
      await close();
    },
  };
}

async function prepared(database: Database) {
  await migrate(database.journal);
  return nonces(await sharedSecret(database, 'nonce'));
}

/** What staff of the back office do by hand, on a database that a cloud has prepared or not. */
export async function withOffice<T>(databaseUrl: string, work: (office: Office) => Promise<T>): Promise<T> {
  const database = connectDatabase(databaseUrl, 1, () => {}, 0);
  try {
    await migrate(database.journal);
    return await work({
      issueCode: (store, workstation) => issueCode(database, store, workstation, Date.now()),
      revoke: (store, workstation) => revoke(database, store, workstation, Date.now()),
      rebuild: () => rebuild(database.journal),
      issueKey: (order) => issueKey(database, order, Date.now()),
      revokeKey: (name) => revokeKey(database, name),
      exportSales: (format, span) => exportSales(database.journal, format, span),
      setHeading: (heading) => setHeading(database, heading),
      erase: async (order, by, retailer = DEFAULT_RETAILER) => {
        const reach = await reachOf(database, { store: null, retailer }, order.store);
        return reach === null ? null : erase(database, reach, order, by, Date.now());
      },
      importFile: (kind, read, retailer = DEFAULT_RETAILER) => importFile(database.journal, retailer, kind, read),
      editPrice: (edit, retailer = DEFAULT_RETAILER) => editPrice(database.journal, retailer, edit),
      putPictures: (pictures, retailer = DEFAULT_RETAILER) => publishPictures(database.journal, retailer, pictures),
      removePicture: (item, retailer = DEFAULT_RETAILER) => removePicture(database.journal, retailer, item),
      putFirmware: (image, retailer = DEFAULT_RETAILER) =>
        storeAsset(database.journal, { ...image, retailer, kind: 'firmware' }),
      firmwareOf: (sha256, retailer = DEFAULT_RETAILER) => firmwareOf(database.journal, retailer, sha256),
      firmwareList: (retailer = DEFAULT_RETAILER) => firmwareList(database.journal, retailer),
      removeFirmware: (sha256, retailer = DEFAULT_RETAILER) => removeFirmware(database.journal, retailer, sha256),
      pruneAssets: () => pruneAssets(database.journal),
      feedVersion: (retailer = DEFAULT_RETAILER) => versionOf(database.journal, retailer),
      hasGoods: (retailer = DEFAULT_RETAILER) => hasGoods(database.journal, retailer),
      configKey: () => configKey(database),
      configure: (target, fields, expiresAt, retailer = DEFAULT_RETAILER) =>
        publishConfig(database, retailer, target, fields, expiresAt),
      startRollout: (order) => startRollout(database, order),
      advanceRollout: (name, anyway, retailer = DEFAULT_RETAILER) => advanceRollout(database, retailer, name, anyway),
      turnRollout: (name, to, retailer = DEFAULT_RETAILER) => {
        if (to === 'back') return rollBack(database, retailer, name, Date.now());
        return (to === 'pause' ? pauseRollout : resumeRollout)(database, retailer, name);
      },
      rolloutStatus: (name, retailer = DEFAULT_RETAILER) => statusOf(database.journal, retailer, name),
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
  /** Throws away what was understood of the journals, and makes it again. */
  rebuild(): Promise<Rebuilt>;
  /** A key for another system of the retailer, told once. */
  issueKey(order: OfficeKeyOrder): Promise<string>;
  /** From now on it opens nothing. False when there is none of that name. */
  revokeKey(name: string): Promise<boolean>;
  /** Sales of some days as bytes, to be read before the office closes. */
  exportSales(format: Format, span: Span): Promise<Exported>;
  /** What stands above the receipts of a store. */
  setHeading(heading: StoreHeading): Promise<void>;
  /** Erases a person of a retailer by what names them, or counts. Null: there is nobody of that name. @param by who orders it. */
  erase(order: ErasureOrder, by: string, retailer?: string): Promise<ErasureReply | null>;
  /** Replaces the retailer's catalogue or promotions by what a file lists, all of it or nothing. */
  importFile(kind: FileKind, read: () => Promise<ReadFile>, retailer?: string): Promise<ImportOutcome>;
  /** Publishes one price. */
  editPrice(edit: PriceEdit, retailer?: string): Promise<PriceOutcome>;
  /** Gives items their pictures; those that can't be taken are told. */
  putPictures(pictures: Iterable<NewPicture>, retailer?: string): Promise<PicturesPublished>;
  removePicture(item: string, retailer?: string): Promise<Published>;
  /** Keeps a firmware image, for devices to be set to it. */
  putFirmware(image: Pick<NewAsset, 'version' | 'sha256' | 'source'>, retailer?: string): Promise<Stored>;
  /** What devices are set to by an image; null where the retailer has none of that SHA-256. */
  firmwareOf(sha256: string, retailer?: string): Promise<FirmwareRef | null>;
  firmwareList(retailer?: string): Promise<readonly KeptFirmware[]>;
  /** Forgets an image that no device is set to. */
  removeFirmware(sha256: string, retailer?: string): Promise<FirmwareRemoval>;
  /** Lets go of pictures that no item has any more; says how many files went. */
  pruneAssets(): Promise<number>;
  /** How far the feed has come; 0 where nothing was ever published. */
  feedVersion(retailer?: string): Promise<number>;
  /** Whether goods were ever published. */
  hasGoods(retailer?: string): Promise<boolean>;
  /** Public key that boxes are to trust with their configuration, as their `cloud.configKey`. */
  configKey(): Promise<string>;
  /** Signs and publishes all that boxes should be set to. */
  configure(
    target: Target,
    fields: Readonly<Record<string, FieldValue>>,
    expiresAt: Date,
    retailer?: string,
  ): Promise<Published>;
  /** Gives a change of configuration to the first cohort of boxes; one rollout of a retailer is open at a time. */
  startRollout(order: RolloutOrder): Promise<RolloutStart>;
  /** Gives it to the next cohort, or to all, where those that have it have taken it; halts it where one refused. */
  advanceRollout(name: string, anyway: boolean, retailer?: string): Promise<RolloutStep>;
  turnRollout(name: string, to: 'pause' | 'resume' | 'back', retailer?: string): Promise<RolloutTurn>;
  /** Null where there is none of that name. */
  rolloutStatus(name: string, retailer?: string): Promise<RolloutStatus | null>;
}
