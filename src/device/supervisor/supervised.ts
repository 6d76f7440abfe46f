import { type BackoffOptions, backoff } from '../../workstation/ports/backoff.ts';
import type { DeviceCategory, DeviceReport, DeviceState } from '../../workstation/ports/device.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { ProfileSource } from '../profile-load.ts';
import type { Connection, OpenFailure, Transport, WriteOutcome } from '../transport/transport.ts';
import type { Driver, Health, Link } from './driver.ts';

export interface SupervisedDevice {
  readonly id: string;
  readonly category: DeviceCategory;
  readonly profile: string;
  /** Which profile that is; told with the report. */
  readonly source?: ProfileSource;
  readonly transport: Transport;
  readonly driver: Driver;
  /** Milliseconds that a device which was reached has to say how it is. */
  readonly handshakeMs: number;
  /** How often an idle device is asked, and how long it may take to answer; null for devices that cannot be asked. */
  readonly heartbeat: { readonly everyMs: number; readonly limitMs: number } | null;
  readonly backoff?: BackoffOptions;
}

export interface SupervisionContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: DeviceLog;
  /** Called on every change of state or code. */
  readonly changed: (report: DeviceReport) => void;
}

/** What a failure to open is called where it is not simply that nobody is there. */
const CODES: Partial<Record<OpenFailure, string>> = {
  unauthorised: 'DEVICE_UNAUTHORISED',
  forbidden: 'DEVICE_FORBIDDEN',
  inUse: 'DEVICE_IN_USE',
  missingLibrary: 'DEVICE_LIBRARY_MISSING',
};

/** How long a device that is being left may take to hear its last words. */
const LAST_WORDS_MS = 500;

/** One open connection with everything that hangs on it, so that dropping it drops all of it. */
interface Session {
  readonly connection: Connection;
  readonly cancels: Set<() => void>;
  settleProbe: (() => void) | null;
  answered: boolean;
  over: boolean;
}

/** Keeps one device connected: opens, watches, drops and opens again until stopped. */
export class Supervised {
  readonly #device: SupervisedDevice;
  readonly #context: SupervisionContext;
  readonly #open = new Set<Promise<void>>();
  #report: DeviceReport;
  #pauses: Generator<number, never>;
  #attempt: AbortController | null = null;
  #session: Session | null = null;
  #cancelRetry: (() => void) | null = null;
  #running = false;

  constructor(device: SupervisedDevice, context: SupervisionContext) {
    this.#device = device;
    this.#context = context;
    this.#pauses = backoff(context.random, device.backoff);
    const { id, category, profile } = device;
    this.#report = { id, category, profile, state: 'disconnected', since: context.clock.now(), code: 'DEVICE_STOPPED' };
  }

  get report(): DeviceReport {
    const { source, driver } = this.#device;
    const version = source === undefined ? {} : { profileVersion: source.version, profileChecksum: source.checksum };
    const carried = driver.carried ?? null;
    return { ...this.#report, ...version, ...(carried === null ? {} : { carried }) };
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#setState('connecting');
    void this.#connect();
  }

  /** Settles when no connection, timer or attempt of this device is left. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#attempt?.abort();
    const session = this.#session;
    if (session !== null) {
      const said = this.#lastWords(session);
      if (said !== null) await said;
      this.#endSession(session, 'DEVICE_STOPPED');
    }
    await Promise.all(this.#open);
    this.#setState('disconnected', 'DEVICE_STOPPED');
  }

  /** Null where there is nothing to wait for. */
  #lastWords(session: Session): Promise<void> | null {
    let said: Promise<void> | null = null;
    this.#guard(session, () => {
      said = this.#device.driver.closing?.() ?? null;
    });
    return said === null ? null : this.#soon(said);
  }

  async #soon(said: Promise<void>): Promise<void> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>();
    const cancel = this.#context.timers.after(LAST_WORDS_MS, giveUp);
    await Promise.race([said.catch(() => undefined), late]);
    cancel();
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
    this.#open.add(settled);
    let session: Session | null = null;
    const outcome = await this.#device.transport.open(
      {
        data: (bytes, topic) =>
          session !== null && !session.over && this.#guard(session, () => this.#device.driver.received(bytes, topic)),
        closed: () => session !== null && this.#endSession(session, 'DEVICE_UNREACHABLE'),
      },
      attempt.signal,
    );
    this.#open.delete(settled);
    settle();
    this.#attempt = null;
    if (outcome.kind === 'failed') {
      this.#reachedNothing(outcome.failure);
      return;
    }
    this.#track(outcome.connection);
    if (!this.#running) {
      outcome.connection.close();
      return;
    }
    session = { connection: outcome.connection, cancels: new Set(), settleProbe: null, answered: false, over: false };
    this.#session = session;
    this.#begin(session);
  }

  #track(connection: Connection): void {
    this.#open.add(connection.ended);
    void connection.ended.then(() => this.#open.delete(connection.ended));
  }

  #begin(session: Session): void {
    this.#later(session, this.#device.handshakeMs, () => {
      if (!session.answered) this.#endSession(session, 'DEVICE_SILENT');
    });
    this.#guard(session, () => this.#device.driver.opened(this.#link(session)));
    if (!session.over) this.#scheduleProbe(session);
  }

  #link(session: Session): Link {
    return {
      write: (bytes, topic): WriteOutcome => (session.over ? 'closed' : session.connection.write(bytes, topic)),
      alive: () => session.settleProbe?.(),
      report: (health) => {
        if (!session.over) this.#healthOf(session, health);
      },
      drop: (code) => this.#endSession(session, code),
    };
  }

  #healthOf(session: Session, health: Health): void {
    if (!session.answered) {
      session.answered = true;
      // Only a device that spoke resets the pauses: one that accepts and falls silent must not be hammered.
      this.#pauses = backoff(this.#context.random, this.#device.backoff);
    }
    if (health.kind === 'ready') this.#setState('ready');
    else this.#setState('degraded', health.code);
  }

  #scheduleProbe(session: Session): void {
    const { heartbeat, driver } = this.#device;
    if (heartbeat === null) return;
    this.#later(session, heartbeat.everyMs, () => {
      const cancelLimit = this.#later(session, heartbeat.limitMs, () => this.#endSession(session, 'DEVICE_SILENT'));
      let settled = false;
      session.settleProbe = () => {
        if (settled) return;
        settled = true;
        session.settleProbe = null;
        cancelLimit();
        this.#scheduleProbe(session);
      };
      const settle = session.settleProbe;
      this.#guard(session, () => {
        if (driver.probe() === 'busy') settle();
      });
    });
  }

  #later(session: Session, milliseconds: number, run: () => void): () => void {
    const cancel = this.#context.timers.after(milliseconds, () => {
      session.cancels.delete(cancel);
      if (!session.over) run();
    });
    session.cancels.add(cancel);
    return () => {
      session.cancels.delete(cancel);
      cancel();
    };
  }

  #guard(session: Session, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#context.log.warn('DEVICE_DRIVER_FAULT', {
        id: this.#device.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      this.#endSession(session, 'DEVICE_DRIVER_FAULT');
    }
  }

  #endSession(session: Session, code: string): void {
    if (session.over) return;
    session.over = true;
    for (const cancel of session.cancels) cancel();
    session.connection.close();
    if (this.#session === session) this.#session = null;
    try {
      this.#device.driver.lost();
    } catch (error) {
      this.#context.log.warn('DEVICE_DRIVER_FAULT', {
        id: this.#device.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
    this.#setState('disconnected', code);
    this.#retry();
  }

  #reachedNothing(failure: OpenFailure): void {
    if (!this.#running || failure === 'aborted') return;
    this.#setState('disconnected', CODES[failure] ?? 'DEVICE_UNREACHABLE');
    this.#retry();
  }

  #retry(): void {
    if (!this.#running) return;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#context.timers.after(this.#pauses.next().value, () => {
      this.#cancelRetry = null;
      void this.#connect();
    });
  }

  #setState(state: DeviceState, code?: string): void {
    if (this.#report.state === state && this.#report.code === code) return;
    const { id, category, profile } = this.#device;
    this.#report = {
      id,
      category,
      profile,
      state,
      since: this.#context.clock.now(),
      ...(code === undefined ? {} : { code }),
    };
    this.#context.changed(this.report);
  }
}
