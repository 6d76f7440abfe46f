import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What became of a damaged journal. */
export interface JournalRecovery {
  /** Where the damaged file is kept, its sidecars beside it; nothing ever deletes them. */
  readonly preserved: string;
  /** What was wrong with it, for the log. */
  readonly damage: string;
  /** Entries from the first on that are in the new file exactly as they were. */
  readonly kept: number;
  /** Whole entries behind the damage, recorded again in the new epoch. */
  readonly reappended: number;
  /**
   * Entries that must have been there and could not be read, as far as the numbers of the others tell. What is missing behind the
   * last readable entry is only counted where the file still names its last.
   */
  readonly lost: number;
  /** The epoch that the new file goes on with. */
  readonly epoch: string;
}

const schema = z.object({
  preserved: z.string(),
  damage: z.string(),
  kept: z.int(),
  reappended: z.int(),
  lost: z.int(),
  epoch: z.string(),
});

/** The report that a recovery left, for whoever finishes it after a crash; null when it cannot be read. */
export function readReport(path: string): JournalRecovery | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
