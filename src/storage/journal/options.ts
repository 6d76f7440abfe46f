import { hash } from 'node:crypto';
import type { Sha256 } from '../../domain/journal/record.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import type { JournalRecovery } from './recovery/report.ts';
import type { StatFs } from './room.ts';

export interface JournalOptions {
  readonly path: string;
  readonly workstation: string;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
  /** The store-local date that entries are booked on, YYYY-MM-DD. */
  readonly businessDay: () => string;
  readonly sha256?: Sha256;
  /** Bytes kept in journal.reserve for the answer of a payment that meets a full disk; 8 MiB when left out. */
  readonly reserveBytes?: number;
  /** Free bytes below which nothing new begins; 32 MiB when left out. */
  readonly floorBytes?: number;
  /** How much room a disk has; `fs.statfsSync` when left out. */
  readonly statfs?: StatFs;
  /**
   * Told when a damaged journal was replaced by what could be read of it, at opening or at `reopen`, before either returns. What
   * it throws is thrown by them.
   */
  readonly recovered?: (recovery: JournalRecovery) => void;
}

export const DEFAULT_RESERVE_BYTES = 8 * 1024 * 1024;
export const DEFAULT_FLOOR_BYTES = 32 * 1024 * 1024;

export const sha256OfNode: Sha256 = (bytes) => hash('sha256', bytes, 'hex');
