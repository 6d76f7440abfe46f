import type { Log } from '../../workstation/ports/log.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { SnapshotFile } from './snapshot.ts';

export interface LedgerCopyParts {
  /** Makes a copy of the ledger in the place of the last one; null where the disk has no room to spare. @throws Fault STORAGE_* */
  readonly make: () => Promise<SnapshotFile | null>;
  /** Removes it. Never throws. */
  readonly remove: () => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
  readonly log: Log;
}

/** What was sold since is asked for entry by entry, of lanes and of the hub's archive, so a copy need not be the newest. */
const FRESH_MS = 15 * 60_000;
/** Time enough to fetch it over a bad line; then its room on the disk is given back. */
const KEPT_MS = 6 * 60 * 60_000;

/** The copy of a hub's ledger that new boxes begin with: made when one asks for it, kept for those who ask soon after. */
export class LedgerCopy {
  readonly #parts: LedgerCopyParts;
  #file: SnapshotFile | null = null;
  #madeAt = 0;
  #making: Promise<SnapshotFile | null> | null = null;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(parts: LedgerCopyParts) {
    this.#parts = parts;
    // What a hub that was switched off left behind is older than anybody wants it.
    parts.remove();
  }

  /** The copy that is there now. */
  get file(): SnapshotFile | null {
    return this.#file;
  }

  /** A copy that is not old; whoever asks while it is made waits for the same. Null where none can be made. Never rejects. */
  async offered(): Promise<SnapshotFile | null> {
    if (this.#closed) return null;
    const isFresh = this.#parts.clock.monotonic() - this.#madeAt < FRESH_MS;
    if (this.#file !== null && isFresh) return this.#file;
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
    });
    return await this.#making;
  }

  /** Ends the offer. What is being made ends with its ledger. */
  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#drop();
  }

  async #make(): Promise<SnapshotFile | null> {
    const { make, clock, timers, log } = this.#parts;
    try {
      const file = await make();
      if (file === null || this.#closed) return null;
      this.#file = file;
      this.#madeAt = clock.monotonic();
      this.#cancel();
      this.#cancel = timers.after(KEPT_MS, () => this.#drop());
      log.info('bus.ledgerCopied', { bytes: file.bytes });
      return file;
    } catch (error) {
      log.error('bus.ledgerNotCopied', { error });
      return null;
    }
  }

  #drop(): void {
    this.#file = null;
    this.#parts.remove();
  }
}
