import type { Collection } from '../../domain/feed/row.ts';

/** What the cloud says of its feed at one version: rows and checksum of every collection that it has for this box. */
export interface FeedCheckpoint {
  readonly version: number;
  readonly collections: { readonly [name in Collection]?: { readonly rows: number; readonly digest: string } };
}

/** A line of a page or a part that is no row of a feed; nothing of what came with it stays. `line` counts from 1. */
export type FeedFlaw = { readonly kind: 'flawed'; readonly line: number };

export type FeedStaged =
  | { readonly kind: 'staged'; readonly rows: number /** Of the last row. */; readonly version: number }
  | FeedFlaw;

export type FeedPublished =
  | { readonly kind: 'published'; readonly version: number /** Rows that came. */; readonly rows: number }
  /** What is staged is not what the checkpoint says: nothing was published. */
  | { readonly kind: 'differs'; readonly collection: Collection }
  /** It holds more than a box takes, or values that don't go together: nothing was published. */
  | { readonly kind: 'unfit'; readonly why: string };

/**
 * What a box keeps of the feed. Rows are staged and then published all at once, or dropped: whoever reads sees one checkpoint whole. One
 * thing at a time. @throws Fault STORAGE_* from every call; nothing is published then.
 */
export interface FeedStorePort {
  /** Up to which version this box has the feed; 0 where it has none of it. */
  cursor(): Promise<number>;
  /** Drops what is staged, and begins with what is published, or with nothing. */
  begin(from: 'published' | 'nothing'): Promise<void>;
  /** Stages a whole part of a snapshot, unpacking it from a file that was checked. */
  load(path: string): Promise<FeedStaged>;
  /** Stages rows, one a line. */
  stage(lines: Uint8Array): Promise<FeedStaged>;
  publish(checkpoint: FeedCheckpoint): Promise<FeedPublished>;
  /** Drops what is staged. */
  abandon(): Promise<void>;
}
