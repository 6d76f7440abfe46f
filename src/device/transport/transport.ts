/**
 * Why a connection could not be opened. `unauthorised`: the other end does not accept the name or the password.
 * `forbidden`: this user may not open the port. `inUse`: another program has it. `missingLibrary`: what this machine lacks to open any
 * such port. `aborted`: the caller gave up, so nothing is wrong with the device.
 */
export type OpenFailure =
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'unauthorised'
  | 'forbidden'
  | 'inUse'
  | 'missingLibrary'
  | 'aborted';

/** Why an open connection ended. */
export type CloseCause = 'local' | 'remote' | 'error';

/**
 * `accepted`: the bytes may have left and may arrive. `full`, `closed`: not one byte of them leaves.
 * Drivers of payments and printers hang on this difference.
 */
export type WriteOutcome = 'accepted' | 'full' | 'closed';

export interface Connection {
  /** A transport of messages sends the bytes as one message and needs the topic; one that only listens says `closed`. */
  write(bytes: Uint8Array, topic?: string): WriteOutcome;
  /** Ends the connection at once; `closed` is still reported. Calling it again does nothing. */
  close(): void;
  /** Settles when nothing of the connection is left open in the operating system. */
  readonly ended: Promise<void>;
}

/**
 * Both calls come only after `open` has handed the connection out; `closed` comes exactly once, and last.
 *
 * A transport of bytes (TCP, an HTTP stream) calls `data` with whatever pieces arrive, and without a topic: where a message begins and
 * ends is the driver's to find. A transport of messages (MQTT) calls it once for each message, with its whole payload and the topic
 * that it was published to: it never cuts or joins payloads, and never delivers one that the broker had kept from earlier.
 */
export interface ConnectionListener {
  data(bytes: Uint8Array, topic?: string): void;
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
