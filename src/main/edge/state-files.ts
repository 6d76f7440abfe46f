import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';

/** What lies in a state directory. */
export const stateFiles = (
  directory: string,
): {
  readonly journal: string;
  readonly catalogue: string;
  readonly operators: string;
  readonly ledger: string;
  readonly archive: string;
  readonly ledgerOffer: string;
  readonly ledgerCopy: string;
  readonly promotions: string;
  readonly upload: string;
  readonly feed: string;
  readonly desired: string;
  readonly media: string;
  readonly firmware: string;
} => ({
  journal: join(directory, 'journal.db'),
  catalogue: join(directory, 'catalogue.db'),
  operators: join(directory, 'operators.db'),
  ledger: join(directory, 'ledger.db'),
  /** On a hub: the lanes' own words. */
  archive: join(directory, 'archive.db'),
  /** On a hub: the copy of its ledger that it offers to new boxes. */
  ledgerOffer: join(directory, 'ledger.offer.db'),
  /** On a new box: as much as it has fetched of the hub's. */
  ledgerCopy: join(directory, 'ledger.copy.db'),
  /** A directory: one file a set, by content. */
  promotions: join(directory, 'promotions'),
  /** What the cloud has acknowledged. */
  upload: join(directory, 'upload.db'),
  /** A directory: parts of a snapshot while they are downloaded. */
  feed: join(directory, 'feed'),
  /** What the office has set this box to. */
  desired: join(directory, 'desired.json'),
  /** A directory: pictures of items, by content. */
  media: join(directory, 'media'),
  /** A directory: images for devices, by content. */
  firmware: join(directory, 'firmware'),
});

/** Makes the state directory, open to its owner alone, unless it is there. @throws Fault EDGE_STATE_UNWRITABLE */
export function makeStateDirectory(directory: string): void {
  try {
    makeDirectories(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Fault('EDGE_STATE_UNWRITABLE', `${directory} cannot be made: ${code}`, { cause: error });
  }
}

/** Step by step: Node's own recursion never ends where a directory is there and takes nothing new (/proc). */
function makeDirectories(directory: string): void {
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectories(parent);
  mkdirSync(directory, { mode: 0o700 });
}
