import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { type AcknowledgementStore, openAcknowledgements } from '../../../src/storage/index.ts';
import { type JournalStore, openJournal } from '../../../src/storage/journal/store.ts';
import { journalUploadSource } from '../../../src/storage/journal/upload-source.ts';
import { type Fetch, journalClient } from '../../../src/sync/upload/client.ts';
import { createUploader, type Uploader } from '../../../src/sync/upload/uploader.ts';
import type { Log } from '../../../src/workstation/ports/log.ts';
import type { Clock, Identifiers, Timers } from '../../../src/workstation/ports/time.ts';
import type { Device } from '../../fixtures/cloud.ts';
import { saleOf } from '../../fixtures/real-sales.ts';
import type { HandClock } from '../../fixtures/time.ts';
import type { Chance } from '../chance.ts';
import { completedIn } from './completed.ts';
import type { Broken } from './invariants.ts';

const RESERVE_BYTES = 16 * 1024;
const FLOOR_BYTES = 512 * 1024;
const NO_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface EdgeParts {
  readonly device: Device;
  readonly directory: string;
  readonly time: HandClock;
  readonly chance: Chance;
  readonly fetch: Fetch;
  /** Names a sale that no box ever had. */
  readonly nextSale: () => string;
}

/** An acknowledgement that an edge has believed. */
export interface Believed {
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
}

/** One box of the fleet: the product's own journal, acknowledgements and uploader, on a disk of its own. */
export class FleetEdge {
  readonly device: Device;
  /** Every sale that was completed here, on whichever disk. */
  readonly sold = new Map<string, number>();
  /** Those that its disk has held ever since: the rest went with a disk that was replaced by an older copy. */
  kept = new Set<string>();
  readonly believed: Believed[] = [];
  forks = 0;
  /** What of the upload was wrong at the moment that it happened. */
  readonly broken: Broken[] = [];
  /** Sales that nobody could begin, for want of room. */
  turnedAway = 0;
  #free = Number.MAX_SAFE_INTEGER;
  readonly #parts: EdgeParts;
  #journal!: JournalStore;
  #acknowledgements!: AcknowledgementStore;
  #uploader!: Uploader;
  #open: ReturnType<typeof saleOf> | null = null;
  #openId = '';
  #timers = 0;
  #life = 0;
  #skew = 0;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
    this.device = parts.device;
    mkdirSync(parts.directory, { recursive: true });
    this.start();
  }

  get path(): string {
    return join(this.#parts.directory, 'journal.db');
  }

  get status() {
    return this.#uploader.status();
  }

  /** Timers that have yet to run: without one, and without a request on its way, the uploader is at work. */
  get waitsForTime(): boolean {
    return this.#timers > 0;
  }

  get selling(): boolean {
    return this.#open !== null;
  }

  start(): void {
    const { device, time, chance } = this.#parts;
    const life = ++this.#life;
    const clock: Clock = { now: () => time.now() + this.#skew, monotonic: () => time.monotonic() };
    const identifiers: Identifiers = {
      uuid: () => v7(),
      randomBytes: (length) => Uint8Array.from({ length }, () => chance.int(0, 255)),
    };
    this.#timers = 0;
    const timers = this.#timersOf(life, true);
    const options = { path: this.path, workstation: device.name, clock, identifiers, businessDay: () => '2026-03-02' };
    this.#journal = openJournal({
      ...options,
      reserveBytes: RESERVE_BYTES,
      floorBytes: FLOOR_BYTES,
      statfs: () => ({ bavail: this.#free, bsize: 1 }),
    });
    this.#acknowledgements = openAcknowledgements(join(this.#parts.directory, 'upload.db'));
    const acknowledgements = this.#acknowledgements;
    const client = { url: 'http://cloud', workstation: device.name, signer: device.signer, clock, identifiers };
    this.#uploader = createUploader({
      client: journalClient({ ...client, fetch: this.#fetchOf(life), timers: this.#timersOf(life, false) }),
      source: journalUploadSource(this.path),
      acknowledgements: {
        of: (epoch) => acknowledgements.of(epoch),
        record: (epoch, upTo) => {
          if (life !== this.#life) throw new Error('a dead uploader records nothing');
          acknowledgements.record(epoch, upTo);
          if (upTo.seq > 0) this.believed.push({ epoch, ...upTo });
          const kept = acknowledgements.of(epoch)?.seq ?? 0;
          if (kept < upTo.seq) this.#say(4, `acknowledged ${upTo.seq}, kept ${kept}`);
        },
      },
      beginEpoch: (fork) => {
        if (this.#open !== null) return 'later';
        this.#journal.fork(fork);
        this.forks += 1;
        return 'begun';
      },
      clock,
      timers,
      random: () => chance.next(),
      log: NO_LOG,
    });
    this.#uploader.start();
  }

  /** The next thing that a shopper does: begins a sale and pays, or completes it. */
  sell(): void {
    if (this.#open === null) {
      // As the lane does, before there is anything to pay.
      if (this.#journal.space().state === 'low') {
        this.turnedAway += 1;
        if (this.#free === Number.MAX_SAFE_INTEGER) this.#say(8, 'there is room, and nothing begins');
        return;
      }
      if (this.#free < FLOOR_BYTES) this.#say(8, `a sale begins with ${this.#free} bytes of room`);
      this.#openId = this.#parts.nextSale();
      const prices = Array.from({ length: this.#parts.chance.int(1, 4) }, () => this.#parts.chance.int(1, 9999));
      const sale = saleOf({ transactionId: this.#openId, prices });
      this.#journal.append(() => sale.begins);
      this.#open = sale;
    } else {
      const sale = this.#open;
      this.#journal.append((numbers) => sale.completes(numbers));
      this.sold.set(this.#openId, sale.total);
      this.kept.add(this.#openId);
      this.#open = null;
    }
    if (this.#parts.chance.happens(0.5)) this.#uploader.soon();
  }

  /** Somebody else fills the disk. */
  fill(): void {
    this.#free = this.#parts.chance.int(0, FLOOR_BYTES - 1);
  }

  makeRoom(): void {
    this.#free = Number.MAX_SAFE_INTEGER;
  }

  #say(invariant: Broken['invariant'], what: string): void {
    this.broken.push({ invariant, what: `${this.device.name}: ${what}` });
  }

  /** The wall clock is set, by hours. */
  skew(): void {
    this.#skew = this.#parts.chance.int(-5, 5) * 3_600_000;
  }

  /** Ends as a process ends that is killed, and starts again; the sale that was open goes on. */
  restart(): void {
    this.#end();
    this.start();
  }

  /** Copies the disk, as a backup does. */
  backUp(): void {
    this.#end();
    for (const name of ['journal.db', 'upload.db']) this.#copy(name, `${name}.backup`);
    this.start();
  }

  /** Puts the copy back, with what was known of acknowledgements then, or without any, or beside what is known now. */
  restore(): void {
    this.#end();
    if (!existsSync(join(this.#parts.directory, 'journal.db.backup'))) return this.start();
    const what = this.#parts.chance.int(0, 2);
    this.#copy('journal.db.backup', 'journal.db');
    if (what === 0) this.#copy('upload.db.backup', 'upload.db');
    if (what === 1) rmSync(join(this.#parts.directory, 'upload.db'), { force: true });
    this.kept = new Set(completedIn(this.path).keys());
    // The shopper's basket went with the disk.
    this.#open = null;
    this.start();
  }

  close(): void {
    this.#end();
  }

  /** What a process that was killed had set comes to nothing. `counted`: while one of these is set, and only then, the uploader rests. */
  #timersOf(life: number, counted: boolean): Timers {
    return {
      after: (milliseconds, run) => {
        if (life !== this.#life) return () => {};
        if (counted) this.#timers += 1;
        let over = false;
        const once = (): boolean => {
          if (over || life !== this.#life) return false;
          over = true;
          if (counted) this.#timers -= 1;
          return true;
        };
        const cancel = this.#parts.time.after(milliseconds, () => {
          if (once()) run();
        });
        return () => {
          once();
          cancel();
        };
      },
    };
  }

  #fetchOf(life: number): Fetch {
    return (url, init) => (life === this.#life ? this.#parts.fetch(url, init) : new Promise(() => {}));
  }

  #end(): void {
    this.#life += 1;
    this.#journal.close();
    this.#acknowledgements.close();
  }

  #copy(from: string, to: string): void {
    const { directory } = this.#parts;
    if (existsSync(join(directory, from))) copyFileSync(join(directory, from), join(directory, to));
  }
}
