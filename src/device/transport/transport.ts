/** Why a connection could not be opened. `aborted`: the caller gave up, so nothing is wrong with the device. */
export type OpenFailure = 'refused' | 'timeout' | 'unreachable' | 'aborted';

/** Why an open connection ended. */
export type CloseCause = 'local' | 'remote' | 'error';

/**
 * `accepted`: the bytes may have left and may arrive. `full`, `closed`: not one byte of them leaves.
 * Drivers of payments and printers hang on this difference.
 */
export type WriteOutcome = 'accepted' | 'full' | 'closed';

export interface Connection {
  write(bytes: Uint8Array): WriteOutcome;
  /** Ends the connection at once; `closed` is still reported. Calling it again does nothing. */
  close(): void;
  /** Settles when nothing of the connection is left open in the operating system. */
  readonly ended: Promise<void>;
}

/** Both calls come only after `open` has handed the connection out; `closed` comes exactly once, and last. */
export interface ConnectionListener {
  data(bytes: Uint8Array): void;
  closed(cause: CloseCause): void;
}

export type OpenOutcome =
  | { readonly kind: 'open'; readonly connection: Connection }
  | { readonly kind: 'failed'; readonly failure: OpenFailure };

/** A way to reach one device. Opening never rejects: what goes wrong is a value. */
export interface Transport {
  readonly url: string;
  open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome>;
}
