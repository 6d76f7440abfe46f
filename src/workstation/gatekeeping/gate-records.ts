import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import { Fault } from '../ports/fault.ts';
import type { JournalPort } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { Clock, Timers } from '../ports/time.ts';
import { workstationDraft } from '../selling/recorder.ts';

/** Records that wait: verdicts up to the first figure, everything else up to the second. */
const MOST_VERDICTS = 2_000;
const MOST_WAITING = 3_000;
/** Verdicts recorded in a second: a bag of made-up tags must not fill the disk. What is beyond is counted. */
const MOST_A_SECOND = 200;
/** Records in one append. */
const MOST_AT_ONCE = 200;
/** An append holds up this process for one fsync: a few a second are as good as any number. */
const SPACING_MS = 200;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

interface Setup {
  readonly journal: JournalPort;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

export interface RecordsState {
  /** Code of the fault that keeps the journal from taking records; null while it takes them. */
  readonly fault: string | null;
  readonly waiting: number;
  /** Records given up since the start: there was no room for them, or there were too many at once. */
  readonly lost: number;
}

/**
 * The gate's way into the journal: it acts first, and what it did is written in groups behind it. The first record is written at
 * once, those of the next moment together. While the disk refuses, records wait; those that there is no more room for, or that come by
 * the hundred a second, are counted, and the journal says so when it writes again.
 */
export class GateRecords {
  readonly #on: Setup;
  #waiting: WorkstationEvent[] = [];
  #cancel: (() => void) | null = null;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #fault: string | null = null;
  #tries = 0;
  #lostSince: string | null = null;
  #lostVerdicts = 0;
  #lostOthers = 0;
  #lost = 0;
  #secondAt = Number.NEGATIVE_INFINITY;
  #thisSecond = 0;
  /** The last record that could not be written at all. */
  #refused: WorkstationEvent | null = null;

  constructor(on: Setup) {
    this.#on = on;
  }

  state(): RecordsState {
    return { fault: this.#fault, waiting: this.#waiting.length, lost: this.#lost };
  }

  /** Takes a record; it is written soon, after this turn of the event loop. Never throws. */
  add(event: WorkstationEvent): void {
    const verdict = event.kind === 'GateVerdict';
    const full = this.#waiting.length >= (verdict ? MOST_VERDICTS : MOST_WAITING);
    if (full || (verdict && !this.#withinRate())) this.#lose(event);
    else this.#waiting.push(event);
    if (this.#cancel !== null) return;
    const { clock, timers } = this.#on;
    this.#cancel = timers.after(Math.max(0, this.#writtenAt + SPACING_MS - clock.monotonic()), () => this.#write());
  }

  #withinRate(): boolean {
    const now = this.#on.clock.monotonic();
    if (now - this.#secondAt >= 1000) {
      this.#secondAt = now;
      this.#thisSecond = 0;
    }
    this.#thisSecond += 1;
    return this.#thisSecond <= MOST_A_SECOND;
  }

  /** Writes a record before it returns, with all that wait before it. @returns whether it is on disk. */
  addNow(event: WorkstationEvent): boolean {
    this.#waiting.push(event);
    this.flush();
    // Nothing may happen that this record was to remember, so it doesn't wait for a later try either.
    const at = this.#waiting.indexOf(event);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at < 0 && this.#refused !== event;
  }

  /** Writes all that can be written, now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#write();
  }

  stop(): void {
    this.flush();
    this.#cancel?.();
    this.#cancel = null;
  }

  #write(): void {
    this.#cancel = null;
    try {
      if (this.#fault !== null && this.#fault !== 'STORAGE_DISK_FULL') this.#on.journal.reopen();
      while (this.#waiting.length > 0 || this.#lostSince !== null) this.#append();
    } catch (error) {
      return this.#failed(error instanceof Fault ? error.code : 'WORKSTATION_UNEXPECTED');
    } finally {
      this.#writtenAt = this.#on.clock.monotonic();
    }
    if (this.#fault !== null) this.#on.log.info('gate.recordsCameBack', { code: this.#fault, tries: this.#tries });
    this.#fault = null;
    this.#tries = 0;
  }

  #append(most = MOST_AT_ONCE): void {
    const events = this.#waiting.slice(0, most);
    const lost = this.#lossRecord();
    try {
      this.#on.journal.append(() => [...lost, ...events].map(workstationDraft));
    } catch (error) {
      if (error instanceof Fault && error.code !== 'STORAGE_ENTRY_TOO_LARGE') throw error;
      // One of them can't be recorded at all: it must not keep the others from it.
      return events.length > 1 ? this.#append(1) : this.#giveUp(error);
    }
    this.#waiting = this.#waiting.slice(events.length);
    this.#lostSince = null;
    this.#lostVerdicts = 0;
    this.#lostOthers = 0;
  }

  /** @throws what the journal threw when nothing is left that could be to blame. */
  #giveUp(error: unknown): void {
    const event = this.#waiting.shift();
    if (event === undefined) throw error;
    this.#refused = event;
    this.#on.log.error('gate.recordRefused', { kind: event.kind });
    this.#lose(event);
  }

  #failed(code: string): void {
    if (this.#fault !== code) this.#on.log.error('gate.recordsWait', { code, waiting: this.#waiting.length });
    this.#fault = code;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(this.#tries, 10), LONGEST_RETRY_MS);
    this.#tries += 1;
    this.#cancel = this.#on.timers.after(wait, () => this.#write());
  }

  #lose({ kind }: WorkstationEvent): void {
    this.#lost += 1;
    this.#lostSince ??= this.#instant();
    if (kind === 'GateVerdict') this.#lostVerdicts += 1;
    else this.#lostOthers += 1;
  }

  #lossRecord(): WorkstationEvent[] {
    if (this.#lostSince === null) return [];
    const body = { from: this.#lostSince, to: this.#instant(), verdicts: this.#lostVerdicts, others: this.#lostOthers };
    return [{ kind: 'GateRecordsLost', body }];
  }

  #instant(): string {
    return new Date(this.#on.clock.now()).toISOString();
  }
}
