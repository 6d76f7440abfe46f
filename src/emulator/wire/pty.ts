import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface PtyOptions {
  /** Where the link to the pseudo-terminal appears: what a host opens as its serial port. */
  readonly path: string;
  /** The line behind it. */
  readonly host: string;
  readonly port: number;
}

const PAUSE_MS = 20;
/** Ends in a row, each this soon after its start, after which there is no use in going on: socat is not here, or can't make the link. */
const MOST_FAILURES = 5;
const SOON_MS = 200;

/**
 * A serial port in front of a line: `socat` makes a pseudo-terminal, waits until a host opens it, and carries bytes to the line. When the
 * host closes it the pseudo-terminal goes too, and a new one takes its place, so that each opening is a connection of its own.
 */
export class Pty {
  readonly #options: PtyOptions;
  #child: ChildProcess | undefined;
  #again: NodeJS.Timeout | undefined;
  #wanted = false;
  #failures = 0;

  constructor(options: PtyOptions) {
    this.#options = options;
  }

  plug(): void {
    this.#wanted = true;
    this.#failures = 0;
    if (this.#child === undefined) this.#spawn();
  }

  /** Resolves when the pseudo-terminal has gone. */
  async unplug(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#again);
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill();
    await gone;
  }

  #spawn(): void {
    const { path, host, port } = this.#options;
    const began = performance.now();
    const terminal = `PTY,link=${path},rawer,mode=600,wait-slave,pty-interval=0.02`;
    // Once one side is closed there is nothing to wait for: a host could open what is about to go.
    const child = spawn('socat', ['-t', '0', terminal, `TCP:${host}:${port},nodelay`], { stdio: 'ignore' });
    this.#child = child;
    const ended = () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      rmSync(path, { force: true });
      this.#failures = performance.now() - began < SOON_MS ? this.#failures + 1 : 0;
      if (this.#wanted && this.#failures < MOST_FAILURES) this.#again = setTimeout(() => this.#spawn(), PAUSE_MS);
    };
    child.on('error', ended);
    child.on('close', ended);
  }
}
