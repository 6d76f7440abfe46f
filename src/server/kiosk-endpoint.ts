import type { CommandAnswer, CommandEnvelope } from '../protocol/command.ts';
import type { Appearance, KioskView, Panel } from '../protocol/view.ts';
import { NO_PICTURES, type PicturesPort } from '../workstation/ports/assets.ts';
import type { OperatorsPort } from '../workstation/ports/operators.ts';
import { NO_CLOUD, type SyncStatusPort } from '../workstation/ports/sync-status.ts';
import type { Clock, Timers } from '../workstation/ports/time.ts';
import type { Lane } from '../workstation/selling/lane.ts';
import type { LaneSettings } from '../workstation/selling/lane-settings.ts';
import { StaffDesks } from './staff/desk.ts';
import { isStaffCommand } from './staff/orders.ts';
import { kioskView, screenKind, uploadView } from './views/kiosk-view.ts';
import { photosFrom } from './views/photo.ts';

/** Answers remembered, so that a repeated command gets its first answer and does nothing. */
const REMEMBERED = 256;

/** Asked for on any screen; they cannot be meant for another one. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'setAppearance',
  'setLocale',
  'callHelp',
  'cancelHelp',
  'dismissNotice',
  'stillHere',
]);

const PLAIN: Appearance = { text: 1, theme: 'light', contrast: 'normal', lowReach: false };

export interface KioskEndpointOptions {
  readonly lane: Lane;
  readonly settings: LaneSettings;
  readonly panel: Panel;
  readonly operators: OperatorsPort;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Pictures of items; none when left out. */
  readonly pictures?: Pick<PicturesPort, 'of'>;
  /** How far the journal has got to the cloud; of a lane in no cloud when left out. */
  readonly sync?: SyncStatusPort;
  /** Takes what a scanner typed; left out where the lane has none that types. */
  readonly keyboardScan?: ((data: string) => void) | undefined;
}

/** What the kiosk's connections talk to: whole views out, commands in. One per lane, shared by its connections. */
export class KioskEndpoint {
  readonly #options: KioskEndpointOptions;
  readonly #answers = new Map<string, CommandAnswer>();
  readonly #waiting = new Set<() => void>();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #sync: SyncStatusPort;
  readonly #desks: StaffDesks;
  #appearance = PLAIN;
  #version = 1;
  #screenSince = 1;
  #screen: string;
  #closed = false;

  constructor(options: KioskEndpointOptions) {
    this.#options = options;
    this.#screen = screenKind(options.lane.state());
    this.#desks = new StaffDesks({ ...options, changed: () => this.#changed() });
    this.#sync = options.sync ?? NO_CLOUD;
    const changed = () => this.#changed();
    let shown = JSON.stringify(uploadView(this.#sync.status()));
    const synced = () => {
      const now = JSON.stringify(uploadView(this.#sync.status()));
      if (now !== shown) changed();
      shown = now;
    };
    this.#unsubscribe = [options.lane.subscribe(changed), this.#sync.subscribe(synced)];
  }

  /**
   * Views for one connection as they come, the current one first; a slow reader misses the ones in between and always gets the newest.
   */
  async *views(connection: string, signal: AbortSignal): AsyncGenerator<KioskView> {
    let seen = 0;
    while (!signal.aborted && !this.#closed) {
      if (this.#version === seen) await this.#next(signal);
      if (signal.aborted || this.#closed) return;
      seen = this.#version;
      // Countdowns are relative to the moment of sending.
      yield this.#make(connection);
    }
  }

  /** Does what a command of this connection asks, once, unless its sender was looking at another screen. */
  command(connection: string, { id, seen, command }: CommandEnvelope): CommandAnswer {
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    const answer = this.#answer(connection, seen, command);
    this.#answers.set(id, answer);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > REMEMBERED && !oldest.done) this.#answers.delete(oldest.value);
    return answer;
  }

  /** The view of a connection as of now. */
  current(connection: string): KioskView {
    return this.#make(connection);
  }

  /** A connection has gone, and with it whoever had signed in on it. */
  gone(connection: string): void {
    this.#desks.closed(connection);
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#unsubscribe) end();
    this.#desks.stop();
    this.#wake();
  }

  #answer(connection: string, seen: number, command: CommandEnvelope['command']): CommandAnswer {
    // A grant says what its holder may do, and each command names what it is about.
    if (command.kind === 'stillHere') this.#desks.touched(connection);
    if (isStaffCommand(command)) return this.#desks.command(connection, command);
    // What was scanned means the same on every screen, as from any other scanner.
    if (command.kind === 'keyboardScan') return this.#scanned(command.data);
    // A version from the future was seen before a restart of the edge.
    const stale = seen < this.#screenSince || seen > this.#version;
    if (stale && !EVERYWHERE.has(command.kind)) return { kind: 'refused', reason: 'stale' };
    if (command.kind !== 'setAppearance') return this.#options.lane.command(command);
    this.#appearance = command.appearance;
    this.#changed();
    return { kind: 'accepted' };
  }

  #scanned(data: string): CommandAnswer {
    const { keyboardScan } = this.#options;
    if (keyboardScan === undefined) return { kind: 'refused', reason: 'notAllowed' };
    keyboardScan(data);
    return { kind: 'accepted' };
  }

  #changed(): void {
    const state = this.#options.lane.state();
    const screen = screenKind(state);
    this.#version += 1;
    if (screen !== this.#screen) this.#screenSince = this.#version;
    // Nothing of one shopper is left for the next.
    if (screen === 'attract' && this.#screen !== 'attract') this.#appearance = PLAIN;
    this.#screen = screen;
    this.#wake();
  }

  #make(connection: string): KioskView {
    const { lane, settings, panel, clock, pictures = NO_PICTURES } = this.#options;
    return kioskView(lane.state(), {
      settings,
      panel,
      photoOf: photosFrom(pictures),
      sync: this.#sync.status(),
      keyboardScanner: this.#options.keyboardScan !== undefined,
      appearance: this.#appearance,
      version: this.#version,
      screenSince: this.#screenSince,
      desk: this.#desks.of(connection),
      now: clock.monotonic(),
    });
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
