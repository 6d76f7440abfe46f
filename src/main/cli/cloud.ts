import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { destination, pino } from 'pino';
import { CODE_MINUTES, type Office, startCloud, startEmbedded, withOffice } from '../../cloud/index.ts';
import { ready } from '../process/ready.ts';
import { onShutdown, tellSupervisor } from '../process/shutdown.ts';
import { FILE_READERS } from './file-readers.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

export interface WithState {
  readonly state: string;
}

interface Named extends WithState {
  readonly store: string;
  readonly workstation: string;
}

const OWNER_ONLY = 0o600;

/**
 * The reference back office, until it is told to end: on the database that DATABASE_URL names, or on one of its own in the state
 * directory. A box joins it by a code of `checkstand cloud code`.
 */
export async function cloudCommand(
  options: WithState & { readonly host: string; readonly port: string; readonly own?: boolean },
  io: Io,
): Promise<ExitCode> {
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port > 65_535) throw new UsageError('--port takes a port from 0 to 65535');
  const logger = pino({ base: null }, destination({ dest: 1, sync: false }));
  let asked: (why: string) => void = () => {};
  const ended = new Promise<string>((done) => {
    asked = done;
  });
  const release = onShutdown(asked, () => process.exit(EXIT.fault));
  const directory = resolve(io.workingDirectory, options.state);
  const office = officeFile(directory);
  const given = options.own === true ? undefined : databaseUrl(io);
  const embedded =
    given === undefined
      ? await startEmbedded({ directory, onLog: (text) => logger.debug({ text }, 'postgres') })
      : null;
  try {
    const database = given ?? embedded?.url ?? '';
    if (embedded !== null) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(office, embedded.url, { mode: OWNER_ONLY });
    }
    const cloud = await startCloud({ databaseUrl: database, host: options.host, port, logger, readers: FILE_READERS });
    tellSupervisor(ready(cloud.url));
    logger.info({ url: cloud.url, database: embedded === null ? 'given' : 'embedded' }, 'cloud.ready');
    logger.info({ why: await ended }, 'cloud.stopping');
    await cloud.stop();
    return EXIT.done;
  } finally {
    await embedded?.stop();
    rmSync(office, { force: true });
    release();
    if (process.connected) process.disconnect();
  }
}

/** A one-time code that enrols one workstation of one store. */
export async function cloudCode(options: Named, io: Io): Promise<ExitCode> {
  const code = await inOffice(options, io, (office) => office.issueCode(options.store, options.workstation));
  io.out(code);
  io.err(
    `for ${options.workstation} of ${options.store}, once, within ${CODE_MINUTES} minutes: checkstand enrol ${code}`,
  );
  return EXIT.done;
}

/** Takes a workstation's key its rights, at once. */
export async function cloudRevoke(options: Named, io: Io): Promise<ExitCode> {
  const revoked = await inOffice(options, io, (office) => office.revoke(options.store, options.workstation));
  if (revoked) io.out(`${options.workstation} of ${options.store} is revoked`);
  else io.err(`checkstand: ${options.store} has no workstation ${options.workstation} here`);
  return revoked ? EXIT.done : EXIT.found;
}

export async function inOffice<T>(options: WithState, io: Io, work: (office: Office) => Promise<T>): Promise<T> {
  const file = officeFile(resolve(io.workingDirectory, options.state));
  const url = databaseUrl(io) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  if (url === undefined) throw new UsageError('no cloud runs here; start `checkstand cloud`, or name its DATABASE_URL');
  return withOffice(url, work);
}

/** Where the database of a running cloud is found; it holds its password and is there while the cloud runs. */
function officeFile(directory: string): string {
  return join(directory, 'database-url');
}

/** An empty variable names no database. */
function databaseUrl({ env }: Io): string | undefined {
  return env.DATABASE_URL === '' ? undefined : env.DATABASE_URL;
}
