/** The journal as whoever sends it away sees it: bytes as they were sealed, by epoch and number. */
export interface UploadEpoch {
  readonly epoch: string;
  readonly lastSeq: number;
}

export interface UploadEntry {
  readonly seq: number;
  /** Lowercase hex. */
  readonly hash: string;
  /** The canonical bytes. */
  readonly bytes: Uint8Array;
}

/** @throws Fault STORAGE_* from every call. Nothing is held open between two. */
export interface UploadSource {
  /** Every epoch of the file, oldest first; the last one is the current one. */
  epochs(): readonly UploadEpoch[];
  /** Entries after `seq`, in order: at most `most`, and `bytes` bytes in all, but one at least where there is one. */
  after(epoch: string, seq: number, most: number, bytes: number): readonly UploadEntry[];
  /** Null where there is no such entry. */
  hashAt(epoch: string, seq: number): string | null;
}

export interface AcknowledgedUpTo {
  readonly seq: number;
  readonly hash: string;
}

/** What the cloud has acknowledged: it only grows, and means durable there with that hash. Nothing above it may ever be pruned here. */
export interface Acknowledgements {
  of(epoch: string): AcknowledgedUpTo | null;
  /** On disk when it returns. A lower number than the one that is known changes nothing. @throws Fault STORAGE_* */
  record(epoch: string, acknowledged: AcknowledgedUpTo): void;
}

/** Where this disk and the cloud part: the last entry that both hold. */
export interface ForkPoint {
  readonly epoch: string;
  /** 0 where they have none in common. */
  readonly seq: number;
}

/**
 * Begins a new epoch after a fork: what both hold stays, what only this disk holds is recorded again in the new epoch under its
 * original transaction ids. `later`: a shopper is at the lane.
 */
export type BeginEpoch = (fork: ForkPoint) => 'begun' | 'later';
