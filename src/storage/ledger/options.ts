import type { Log } from '../../workstation/ports/log.ts';

export interface LedgerOptions {
  readonly path: string;
  readonly log: Log;
}

/**
 * Memory for pages of ledger.db, in KiB: the upper levels of 10,000,000 tags take a tenth of it, and the system's own cache, which is
 * no memory of this process, holds what it can of the rest.
 */
export const CACHE_KIB = 32 * 1024;

/**
 * Pages of write-ahead log (4 KiB each) after which a commit moves the log into the file: a hundred sales or so, and few enough that
 * the gate does not stand still for it.
 */
export const AUTO_CHECKPOINT_PAGES = 512;

/** Epochs and gaps that are told at once. */
export const MAX_HEADS = 10_000;
export const MAX_GAPS = 1_000;
/** Of these, those of one workstation: what one lane makes up must not keep the others' from being asked for. */
export const MAX_GAPS_OF_ONE = 64;
