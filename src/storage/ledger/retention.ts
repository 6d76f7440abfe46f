import { toldBy } from '../../domain/gate/coverage.ts';
import { tell } from './merging.ts';
import { unpackKeys } from './packing.ts';
import type { EntryRow, LedgerTables } from './tables.ts';

/**
 * Returns are kept so much longer than sales. A return comes after its sale, but not by every clock; one that was forgotten while
 * its sale was kept would make returned goods pass the gate.
 */
export const RETURNS_KEPT_LONGER_MS = 7 * 24 * 60 * 60 * 1000;

/** What one step of forgetting did. */
export interface Forgotten {
  readonly entries: number;
  readonly tags: number;
  /** Whether there is more to forget. */
  readonly more: boolean;
}

/**
 * Forgets sales from before `instant` and returns from a week before it, oldest first, until `limit` tags or more are gone (an entry
 * without any counts as one) or none is left; inside a transaction of the caller. Their numbers stay known, so that nobody is asked
 * for them and they do not come back.
 */
export function forgetIn(tables: LedgerTables, instant: number, limit: number): Forgotten {
  let entries = 0;
  let tags = 0;
  while (tags < limit) {
    const [row] = [...tables.salesBefore(instant, 1), ...tables.returnsBefore(instant - RETURNS_KEPT_LONGER_MS, 1)];
    if (row === undefined) return { entries, tags, more: false };
    tags += forget(tables, row);
    entries += 1;
  }
  return { entries, tags, more: true };
}

function forget(tables: LedgerTables, row: EntryRow): number {
  const keys = unpackKeys(row.keys);
  for (const key of keys) tables.dropTag(key, row.id);
  tables.dropEntry(row.id);
  tell(tables.forgotten, row.journal, toldBy(row));
  return Math.max(1, keys.length);
}
