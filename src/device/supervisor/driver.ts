import type { Carried } from '../../workstation/ports/device.ts';
import type { WriteOutcome } from '../transport/transport.ts';

/** What a device says of itself once it answers. */
export type Health = { readonly kind: 'ready' } | { readonly kind: 'degraded'; readonly code: string };

/** A driver's side of one open connection. It is dead after `lost`: then writes say `closed` and the rest does nothing. */
export interface Link {
  /** Over a transport of messages the bytes are one message, and `topic` says where to. */
  write(bytes: Uint8Array, topic?: string): WriteOutcome;
  /** A valid answer came: the heartbeat that was asked for is settled. */
  alive(): void;
  /** Says how the device is; the first report after `opened` ends the handshake. */
  report(health: Health): void;
  /** Gives the connection up with the reason (`DEVICE_PROTOCOL`, say); it is opened anew after a pause. */
  drop(code: string): void;
}

/**
 * One device's protocol over whatever connection there is. The supervisor calls; a driver never opens, retries or times a
 * connection itself. What a driver throws is caught, logged by name and costs it the connection, never the process.
 */
export interface Driver {
  /** Of a device that its profile is pushed to: what it was told to carry, and what it says that it carries. Null before it said so. */
  readonly carried?: Carried | null;
  opened(link: Link): void;
  /** Pieces of a stream of bytes; with a topic, one whole message. */
  received(bytes: Uint8Array, topic?: string): void;
  /**
   * The connection is about to be closed because all is being stopped: last words to a device that would go on alone. Where it gives a
   * promise the connection stays until that settles, for half a second at most: a siren is silenced, not left.
   */
  closing?(): void | Promise<void>;
  lost(): void;
  /** Time for a heartbeat: `asked` when a question is on its way, `busy` when the device is at work and answers for itself. */
  probe(): 'asked' | 'busy';
}
