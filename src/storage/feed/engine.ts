import { statSync } from 'node:fs';
import type { FeedCheckpoint, FeedPart, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';
import { openConnection } from '../database/connection.ts';
import { guarded, guardedAsync } from '../database/faults.ts';
import { pruneSets } from '../promotions/store.ts';
import { type FeedAbout, readAbout } from './about.ts';
import { changesOn } from './delta.ts';
import { currentFile, removeOthers } from './files.ts';
import { publishStaff } from './staff.ts';
import type { Staging } from './staging.ts';
import { wholeCatalogue } from './whole.ts';

/** Where a box keeps what the feed fills. */
export interface FeedPlaces {
  /** The catalogue that is imported by hand; those of the feed lie beside it. */
  readonly catalogue: string;
  /** The directory of sets. */
  readonly promotions: string;
  readonly operators: string;
}

/** What `FeedStorePort` promises, on the thread that calls it; and the upkeep of its files. */
export interface FeedEngine {
  cursor(): number;
  begin(from: 'published' | 'nothing'): void;
  load(path: string, part: FeedPart): Promise<FeedStaged>;
  stage(lines: Uint8Array): FeedStaged;
  publish(checkpoint: FeedCheckpoint): FeedPublished;
  abandon(): void;
  /** Removes files and sets that nobody needs: what is in force stays, and the sets that open baskets are pinned to. */
  tidy(pinned: readonly string[]): void;
  close(): void;
}

/**
 * Opens what a box has of the feed. What a crash left of an earlier attempt goes; staff who were published before it are written once more.
 * @throws Fault STORAGE_* (each method too).
 */
export function openFeed(places: FeedPlaces): FeedEngine {
  let staging: Staging | null = null;
  const doing = 'the feed';
  const about = (): FeedAbout | null => {
    const file = currentFile(places.catalogue);
    if (file === null || statSync(file).size === 0) return null;
    const connection = openConnection(file, { mustExist: true });
    try {
      return readAbout(connection);
    } finally {
      connection.close();
    }
  };
  const end = (): void => {
    staging?.close();
    staging = null;
  };
  const staff = (): void => {
    const file = currentFile(places.catalogue);
    if (file !== null) publishStaff(file, places.operators);
  };
  const open = (): Staging => {
    if (staging === null) throw new RangeError('nothing was begun');
    return staging;
  };
  guarded(doing, staff);
  return {
    cursor: () => guarded(doing, () => about()?.version ?? 0),
    begin(from) {
      guarded(doing, () => {
        end();
        const file = currentFile(places.catalogue);
        staging =
          from === 'published' && file !== null
            ? changesOn(file, places.promotions)
            : wholeCatalogue(places.catalogue, places.promotions);
      });
    },
    load: (path, part) => guardedAsync(doing, () => open().load(path, part)),
    stage: (lines) => guarded(doing, () => open().stage(lines)),
    publish(checkpoint) {
      return guarded(doing, () => {
        const published = open().publish(checkpoint);
        end();
        if (published.kind === 'published') staff();
        return published;
      });
    },
    abandon: () => guarded(doing, end),
    tidy(pinned) {
      guarded(doing, () => {
        const file = currentFile(places.catalogue);
        if (staging === null) removeOthers(places.catalogue, file === null ? [] : [file]);
        const named = about()?.promotions ?? null;
        pruneSets(places.promotions, new Set(named === null ? pinned : [...pinned, named]));
      });
    },
    close: end,
  };
}
