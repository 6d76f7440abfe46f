/**
 * How far the journal has got to the cloud. `off`: no cloud is configured. `idle`: everything is there. `sending`. `waiting`: the cloud
 * does not answer or asked to wait; the next try comes by itself. `refused`: it answers and does not take what is sent. `forked`: it
 * holds other entries than this disk, and a new epoch begins as soon as no shopper is at the lane.
 */
export type SyncState = 'off' | 'idle' | 'sending' | 'waiting' | 'refused' | 'forked';

export interface SyncStatus {
  readonly state: SyncState;
  /** Entries that the cloud has not acknowledged, in every epoch of this disk. */
  readonly backlog: number;
  /** When the oldest of them was recorded, RFC 3339 UTC; null without one, or where it has not been looked at yet. */
  readonly oldestUnsentAt: string | null;
  /** The last acknowledgement since the start, milliseconds since 1970; null before it. */
  readonly lastAckAt: number | null;
  /** The last entry of the newest epoch that has any in the cloud. */
  readonly acknowledged: { readonly epoch: string; readonly seq: number } | null;
  /** Why it waits or is refused: a problem's stable code, or UNREACHABLE. */
  readonly problem: string | null;
}

export interface SyncStatusPort {
  status(): SyncStatus;
  /** Calls when the status has become another one. Returns what ends that. */
  subscribe(changed: () => void): () => void;
}

/** Whether the cloud answers as far as is known, and takes what it is sent. */
export const isOnline = ({ state }: SyncStatus): boolean => state === 'idle' || state === 'sending';

/** Of a box that is in no cloud. */
export const NO_SYNC: SyncStatus = {
  state: 'off',
  backlog: 0,
  oldestUnsentAt: null,
  lastAckAt: null,
  acknowledged: null,
  problem: null,
};

export const NO_CLOUD: SyncStatusPort = { status: () => NO_SYNC, subscribe: () => () => {} };
