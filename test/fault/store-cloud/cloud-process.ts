import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedDatabase, startEmbedded } from '../../../src/cloud/database/embedded.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { type RunningCommand, startCommand } from '../../integration/main-process.ts';
import { atExit } from '../at-exit.ts';
import { ChaosProxy } from '../chaos-proxy.ts';

const TRIES = 40;
/** Starts of a cloud in a row that end by themselves, as one does whose database does not answer in time; what supervises it tries again. */
const MOST_STARTS = 5;
const BETWEEN_STARTS_MS = 1_000;
/** What it says then: the database was away or too slow to answer, or another process was given the port meanwhile. */
const PASSING = /timeout|terminated|ECONN|EADDRINUSE|starting up|recovery mode/i;

/** A cloud and its PostgreSQL, each a process that can be killed and comes back on the same disk under the same address. */
export class CloudProcess {
  readonly port: number;
  /** Stays the same over every life of PostgreSQL. */
  readonly databaseUrl: string;
  readonly #directory: string;
  readonly #wire: ChaosProxy;
  #postgres: EmbeddedDatabase;
  #command: RunningCommand | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #held = 0;
  /** Starts that ended by themselves, and were made again. */
  startedAgain = 0;

  private constructor(
    directory: string,
    port: number,
    postgres: EmbeddedDatabase,
    wire: ChaosProxy,
    databaseUrl: string,
  ) {
    this.#directory = directory;
    this.port = port;
    this.#postgres = postgres;
    this.#wire = wire;
    this.databaseUrl = databaseUrl;
  }

  static async start(directory: string): Promise<CloudProcess> {
    const postgres = await startEmbedded({ directory, sharedBuffers: 16 });
    let cloud: CloudProcess | null = null;
    // PostgreSQL has another port in every life.
    const wire = await ChaosProxy.listen(() =>
      Number(new URL(cloud === null ? postgres.url : cloud.#postgres.url).port),
    );
    const url = new URL(postgres.url);
    url.port = String(wire.port);
    cloud = new CloudProcess(directory, await freePort(), postgres, wire, url.href);
    await cloud.startCloud();
    return cloud;
  }

  /** Runs what nothing else may befall the cloud during: a blow, or a look at what it holds. One after the other, whoever asks. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    const done = this.#last.then(work).finally(() => {
      this.#held -= 1;
    });
    this.#last = done.catch(() => {});
    return done;
  }

  /** Whether something befalls the cloud now, or waits to. */
  get isHeld(): boolean {
    return this.#held > 0;
  }

  /** As under a supervisor. @throws Error with what it said, where it does not come up at all. */
  async startCloud(): Promise<void> {
    for (let left = MOST_STARTS; ; left -= 1) {
      try {
        return await this.#startOnce();
      } catch (error) {
        if (left <= 1 || !PASSING.test(String(error))) throw error;
        this.startedAgain += 1;
        await delay(BETWEEN_STARTS_MS);
      }
    }
  }

  async #startOnce(): Promise<void> {
    const args = ['cloud', '--port', String(this.port), '--state', this.#directory];
    const command = startCommand(args, this.#directory, { DATABASE_URL: this.databaseUrl });
    const release = atExit(() => command.child.kill('SIGKILL'));
    void command.ended.then(release);
    await command.says('cloud.ready');
    this.#command = command;
  }

  async killCloud(): Promise<void> {
    this.#command?.child.kill('SIGKILL');
    await this.#command?.ended;
    this.#command = null;
  }

  /** kill -9 of the postmaster and of every backend: nothing is flushed. Then it comes back by its write-ahead log. */
  async killPostgres(): Promise<void> {
    const data = join(this.#directory, 'postgres');
    const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    const family = [postmaster, ...childrenOf(postmaster)];
    for (const pid of family) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended with its postmaster.
      }
    }
    // One that still ends holds the shared memory, and its successor would not start.
    for (const pid of family)
      for (let left = TRIES; left > 0 && existsSync(`/proc/${pid}/exe`); left -= 1) await delay(50);
    this.#postgres = await startEmbedded({ directory: this.#directory, sharedBuffers: 16 });
  }

  async stop(): Promise<void> {
    await this.killCloud();
    await this.#wire.close();
    await this.#postgres.stop();
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    });
}
