import type { FeedCheckpoint, FeedPart, FeedPublished, FeedStaged } from '../../workstation/ports/feed.ts';

/** Rows on their way into force. */
export interface Staging {
  stage(lines: Uint8Array): FeedStaged;
  load(path: string, part: FeedPart): Promise<FeedStaged>;
  publish(checkpoint: FeedCheckpoint): FeedPublished;
  /** Drops what was not published. */
  close(): void;
}
