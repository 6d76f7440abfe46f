import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { destination, pino } from 'pino';
import { startCloud, startEmbedded } from '../../cloud/index.ts';
import { ready } from '../process/ready.ts';
import { onShutdown, tellSupervisor } from '../process/shutdown.ts';
import { databaseUrl, officeFile, type WithState } from './cloud-office.ts';
import { cloudSettings } from './cloud-settings.ts';
import { FILE_READERS } from './file-readers.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

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
  const settings = cloudSettings(io.env);
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
    const cloud = await startCloud({
      databaseUrl: database,
      host: options.host,
      port,
      logger,
      ...settings,
      readers: FILE_READERS,
    });
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
