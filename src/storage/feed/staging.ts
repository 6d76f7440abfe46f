import type { FeedCheckpoint, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';

/** Rows on their way into force. */
export interface Staging {
  stage(lines: Uint8Array): FeedStaged;
  load(path: string, sha256: string): Promise<FeedStaged>;
  publish(checkpoint: FeedCheckpoint): FeedPublished;
  /** Drops what was not published. */
  close(): void;
}
