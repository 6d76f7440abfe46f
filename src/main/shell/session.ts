import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import type { ControlClient } from '../edge/control/client.ts';
import type { ShellHost } from './host.ts';
import { type OwnPage, ownPage } from './own-page.ts';

/** Between two looks for an edge that is away. */
const LOOK_AGAIN_MS = 500;
/** A restarting edge is back within this; its page reconnects by itself and nobody has to see anything. */
const GRACE_MS = 4_000;
/** How often a connected edge is asked whether it still answers. */
const PING_MS = 5_000;
/** Pages may fail that often in a row before the shell shows its own for a while. */
const MOST_PAGE_FAILURES = 3;
const PAGE_REST_MS = 5_000;

export interface ShellSessionOptions {
  readonly host: ShellHost;
  /** Reaches the edge over its control socket. Rejects while it is away. */
  readonly connect: () => Promise<ControlClient>;
  readonly locale: string;
  readonly timers: Timers;
  readonly log: Log;
}

export interface ShellSession {
  /** Resolves when `stop` has ended it. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Keeps the window on the edge's page: opens it with a fresh launch address, opens it again when page or browser dies, and shows a
 * page of its own while the edge is away for longer than a restart takes.
 */
export function runShellSession(options: ShellSessionOptions): ShellSession {
  const session = new Session(options);
  return { ended: session.run(), stop: () => session.stop() };
}

class Session {
  readonly #on: ShellSessionOptions;
  #stopped = false;
  #showing: 'nothing' | OwnPage | 'edge' = 'nothing';
  #pageFailures = 0;
  #resume: (() => void) | null = null;
  /** Something happened while nobody was waiting for it: the next pause ends at once. */
  #happened = false;

  constructor(options: ShellSessionOptions) {
    this.#on = options;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async run(): Promise<void> {
    const { host, log } = this.#on;
    const unsubscribe = host.onGone((why) => {
      log.warn('shell.pageGone', { why });
      this.#showing = 'nothing';
      this.#pageFailures += 1;
      this.#wake();
    });
    await this.#show('starting');
    let awayFor = 0;
    while (!this.#stopped) {
      const edge = await this.#connect();
      const left = edge === null ? 'absent' : await this.#stay(edge);
      edge?.close();
      if (left === 'gone') {
        awayFor = 0;
        continue;
      }
      // One that has not answered for so long does not come back within a restart's time.
      if (left === 'silent') awayFor = GRACE_MS;
      if (awayFor >= GRACE_MS) await this.#show('outOfService');
      awayFor += LOOK_AGAIN_MS;
      await this.#pause(LOOK_AGAIN_MS);
    }
    unsubscribe();
  }

  /** Holds the window on the edge's page until the edge is gone, or does not answer. */
  async #stay(edge: ControlClient): Promise<'gone' | 'silent'> {
    let gone = false;
    edge.closed.then(() => {
      gone = true;
      this.#wake();
    });
    while (!gone && !this.#stopped) {
      if (this.#showing !== 'edge') {
        const opened = await this.#open(edge);
        if (opened === 'silent') return gone ? 'gone' : 'silent';
        if (opened === 'failed') continue;
      }
      await this.#pause(PING_MS);
      if (gone || this.#stopped || this.#showing !== 'edge') continue;
      try {
        await edge.status();
        this.#pageFailures = 0;
      } catch (error) {
        this.#on.log.warn('shell.edgeSilent', { code: codeOf(error) });
        return gone ? 'gone' : 'silent';
      }
    }
    return 'gone';
  }

  /** Opens the edge's page with a fresh address. `failed` comes after a rest. */
  async #open(edge: ControlClient): Promise<'opened' | 'failed' | 'silent'> {
    if (this.#pageFailures >= MOST_PAGE_FAILURES) {
      await this.#show('outOfService');
      await this.#pause(PAGE_REST_MS);
      this.#pageFailures = 0;
      if (this.#stopped) return 'failed';
    }
    let url: string;
    try {
      url = await edge.launchUrl('kiosk');
    } catch {
      return 'silent';
    }
    try {
      // Set before: should the page die while it loads, that must not be overwritten.
      this.#showing = 'edge';
      await this.#on.host.load(url);
      return this.#isOnEdge() ? 'opened' : 'failed';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#on.log.warn('shell.notLoaded', { code: codeOf(error), error: reason });
      this.#showing = 'nothing';
      this.#pageFailures += 1;
      await this.#pause(LOOK_AGAIN_MS);
      return 'failed';
    }
  }

  #isOnEdge(): boolean {
    return this.#showing === 'edge';
  }

  async #connect(): Promise<ControlClient | null> {
    try {
      return await this.#on.connect();
    } catch {
      return null;
    }
  }

  async #show(page: OwnPage): Promise<void> {
    if (this.#showing === page) return;
    try {
      await this.#on.host.show(ownPage(page, this.#on.locale));
      this.#showing = page;
    } catch (error) {
      this.#on.log.warn('shell.notShown', { page, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #wake(): void {
    if (this.#resume === null) this.#happened = true;
    else this.#resume();
  }

  /** Waits, or less when something happens or has happened since the last wait. */
  #pause(milliseconds: number): Promise<void> {
    if (this.#stopped || this.#happened) {
      this.#happened = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancel = this.#on.timers.after(milliseconds, () => this.#wake());
      this.#resume = () => {
        cancel();
        this.#resume = null;
        resolve();
      };
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Fault ? error.code : 'SHELL_UNEXPECTED';
}
