import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectControl } from '../../../src/main/edge/control/client.ts';
import { atExit } from '../at-exit.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BIN = fileURLToPath(new URL('../../../bin/checkstand.js', import.meta.url));
const MOST_LOG = 200_000;

/** How an edge is started, besides its configuration: under a tracer, with another clock. */
export interface Launch {
  /** Program and arguments that the edge is started with; it must leave the process id the edge's own. */
  readonly wrap?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One real edge process, from its start to its end. */
export class EdgeProcess {
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Aborted the moment it has ended, however. */
  readonly gone = new AbortController();
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  #log = '';
  #killed = false;

  constructor(configFile: string, launch: Launch = {}) {
    // In this very process, not in a child of it: a kill has to reach the edge itself.
    const env = { ...process.env, ...launch.env, CHECKSTAND_NODE: process.execPath };
    const [program = process.execPath, ...args] = [
      ...(launch.wrap ?? []),
      process.execPath,
      BIN,
      'edge',
      '--config',
      configFile,
    ];
    this.startedAt = performance.now();
    this.#child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#log = (this.#log + chunk).slice(-MOST_LOG);
      });
    }
    const orphaned = atExit(() => this.#child.kill('SIGKILL'));
    this.exited = once(this.#child, 'exit').then(() => {
      orphaned();
      this.gone.abort();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Milliseconds of processor time so far, in steps of ten; null where the system does not tell (Linux does). */
  get processorMs(): number | null {
    try {
      // proc(5): utime and stime are fields 14 and 15, the second one is the name in brackets, in ticks of 10 ms.
      const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return null;
    }
  }

  get log(): string {
    return this.#log;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How it ended by itself; null while it runs, and where it was killed. */
  get ownEnd(): string | null {
    if (this.running || this.#killed || this.#child.signalCode === 'SIGKILL') return null;
    return this.#child.signalCode ?? `exit code ${this.#child.exitCode}`;
  }

  /** Lets it do nothing more; it can only be killed then. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Kills it as a power cut does, at this instant. */
  killNow(): void {
    this.#killed = true;
    this.#child.kill('SIGKILL');
  }

  async kill(): Promise<void> {
    this.killNow();
    await this.exited;
  }

  /** Asks it to end, and waits for that. */
  async stop(): Promise<void> {
    this.#killed = true;
    this.#child.kill('SIGTERM');
    await this.exited;
  }

  /** A launch address for a kiosk, as soon as the edge gives one. @throws Error when it ended before. */
  async launchUrl(stateDirectory: string): Promise<string> {
    for (let tries = 0; this.running && tries < 2_000; tries += 1) {
      const control = await connectControl(stateDirectory).catch(() => null);
      if (control !== null) {
        try {
          return await control.launchUrl('kiosk');
        } finally {
          control.close();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`the edge did not start: ${this.#log.slice(-2_000)}`);
  }
}
