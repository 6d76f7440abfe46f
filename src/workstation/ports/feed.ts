import type { Collection } from '../../domain/feed/row.ts';

/** What the cloud says of its feed at one version: rows and checksum of every collection that it has for this box. */
export interface FeedCheckpoint {
  readonly version: number;
  readonly collections: { readonly [name in Collection]?: { readonly rows: number; readonly digest: string } };
}

/** What the cloud says of a part: SHA-256 (lowercase hex) of its bytes, and what is in them. */
export interface FeedPart {
  readonly sha256: string;
  readonly collections: FeedCheckpoint['collections'];
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
  /** Stages a whole part of a snapshot from a file; flawed where its bytes are not those that the cloud named. */
  load(path: string, part: FeedPart): Promise<FeedStaged>;
  /** Stages rows, one a line. */
  stage(lines: Uint8Array): Promise<FeedStaged>;
  publish(checkpoint: FeedCheckpoint): Promise<FeedPublished>;
  /** Drops what is staged. */
  abandon(): Promise<void>;
}

/** Where parts of a snapshot gather while they are downloaded, by their SHA-256. @throws Fault STORAGE_* */
export interface FeedDownloads {
  path(sha256: string): string;
  /** Bytes that an earlier attempt has left. */
  held(sha256: string): number;
  /** Writes behind what is there. */
  append(sha256: string, bytes: Uint8Array): void;
  /** Removes all of them but these. */
  keepOnly(parts: readonly string[]): void;
}

/**
 * How a box stands to the feed. `off`: no cloud is configured. `current`: it has all that was published when it last heard. `taking`: it takes
 * something in. `waiting`: the cloud does not answer or asked to wait. `refused`: the cloud does not give, or what it gives is not taken.
 */
export interface FeedStatus {
  readonly state: 'off' | 'current' | 'taking' | 'waiting' | 'refused';
  /** What the lane sells by; 0 where it has nothing of the feed. */
  readonly version: number;
  /** When the cloud last answered, milliseconds since 1970; null before it has. */
  readonly heardAt: number | null;
  /** Why it waits or is refused: a problem's stable code, or UNREACHABLE. */
  readonly problem: string | null;
}

/** Of a box that is in no cloud. */
export const NO_FEED: FeedStatus = { state: 'off', version: 0, heardAt: null, problem: null };
