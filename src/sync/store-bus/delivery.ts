import { type BackoffOptions, backoff } from '../../workstation/ports/backoff.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Connector, Link, LinkWill } from './link.ts';
import { Outbox, type OutboxLimits, type Outgoing } from './outbox.ts';

/** Messages that may wait for the broker's acknowledgement at once. */
const MOST_IN_FLIGHT = 16;
/** A broker that takes longer to acknowledge is as good as gone: the connection is given up and made anew. */
const ACKNOWLEDGED_WITHIN_MS = 20_000;
/** Retained states of one box: its devices' properties and descriptions. */
const MOST_STATES = 512;

export interface DeliveryParts {
  readonly connector: Connector;
  readonly filters: readonly string[];
  readonly will: LinkWill;
  readonly timers: Timers;
  /** In [0, 1), as Math.random gives it. */
  readonly random: () => number;
  readonly log: Log;
  readonly received: (topic: string, payload: Uint8Array) => void;
  readonly connected: () => void;
  readonly disconnected: () => void;
  readonly backoff?: BackoffOptions;
  readonly outbox?: OutboxLimits;
}

/**
 * Keeps one connection to the broker, comes back to it with growing, jittered pauses, and hands over what waits. Delivery is at least
 * once: what was not acknowledged when a connection ended goes out again on the next, and receivers drop it by its id.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #outbox: Outbox;
  readonly #states = new Map<string, Uint8Array>();
  #inFlight = new Set<Outgoing>();
  #link: Link | null = null;
  #running = false;
  #generation = 0;
  #pauses: Generator<number, never>;
  #cancelPause: () => void = () => {};

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.outbox);
    this.#pauses = this.#freshPauses();
  }

  get connected(): boolean {
    return this.#link !== null;
  }

  /** Messages that fell out of the full queue since the start. */
  get dropped(): number {
    return this.#outbox.dropped;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  /** Ends the connection in order. What waited is forgotten: it is asked for by range when we are back. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#generation += 1;
    this.#cancelPause();
    const link = this.#link;
    this.#link = null;
    await link?.close();
  }

  /** Sends it now, or when the broker is back. */
  send(topic: string, payload: Uint8Array): void {
    this.#outbox.add({ topic, payload, retain: false });
    this.#drain();
  }

  /** Sends it if the broker is there; an answer or a request is of no use later. */
  sendNow(topic: string, payload: Uint8Array): boolean {
    if (this.#link === null) return false;
    this.send(topic, payload);
    return true;
  }

  /** Keeps this state retained under its topic, also at a broker that has lost it. @throws RangeError on too many topics. */
  state(topic: string, payload: Uint8Array): void {
    if (!this.#states.has(topic) && this.#states.size >= MOST_STATES)
      throw new RangeError('too many states for one box');
    // Moved to the end, so that what was set last is also told last after a reconnect: Homie's $state comes after what it is about.
    this.#states.delete(topic);
    this.#states.set(topic, payload);
    if (this.#link === null) return;
    this.#outbox.add({ topic, payload, retain: true });
    this.#drain();
  }

  #freshPauses(): Generator<number, never> {
    const { random, backoff: options } = this.#parts;
    return backoff(random, { firstMs: 250, capMs: 15_000, jitter: 0.5, ...options });
  }

  #connect(): void {
    this.#generation += 1;
    const generation = this.#generation;
    const current = () => this.#running && generation === this.#generation;
    let over = false;
    const ended = (why: string) => {
      if (over || !current()) return;
      over = true;
      this.#ended(why);
    };
    const { connector, filters, will, received } = this.#parts;
    connector
      .connect(filters, will, {
        message: (topic, payload) => {
          if (current()) received(topic, payload);
        },
        closed: ended,
      })
      .then(
        (link) => {
          if (current() && !over) this.#established(link);
          else void link.close();
        },
        (error: unknown) => ended(error instanceof Error ? error.message : 'refused'),
      );
  }

  #established(link: Link): void {
    this.#link = link;
    this.#pauses = this.#freshPauses();
    this.#parts.log.info('bus.connected');
    for (const [topic, payload] of this.#states) this.#outbox.add({ topic, payload, retain: true });
    this.#drain();
    this.#parts.connected();
  }

  #ended(why: string): void {
    const wasThere = this.#link !== null;
    this.#link = null;
    const unacknowledged = [...this.#inFlight].filter(({ retain }) => !retain);
    this.#inFlight = new Set();
    this.#outbox.putBack(unacknowledged);
    const pause = this.#pauses.next().value;
    this.#parts.log.debug('bus.disconnected', { why, pause });
    this.#cancelPause = this.#parts.timers.after(pause, () => this.#connect());
    if (wasThere) this.#parts.disconnected();
  }

  #drain(): void {
    while (this.#link !== null && this.#inFlight.size < MOST_IN_FLIGHT) {
      const message = this.#outbox.take();
      if (message === undefined) return;
      this.#hand(this.#link, this.#inFlight, message);
    }
  }

  #hand(link: Link, flight: Set<Outgoing>, message: Outgoing): void {
    flight.add(message);
    const cancel = this.#parts.timers.after(ACKNOWLEDGED_WITHIN_MS, () => {
      if (this.#link === link) this.#giveUp(link, 'unacknowledged');
    });
    link.publish(message.topic, message.payload, message.retain).then(
      () => {
        cancel();
        flight.delete(message);
        this.#drain();
      },
      () => {
        cancel();
        if (this.#link === link) this.#giveUp(link, 'publish failed');
      },
    );
  }

  #giveUp(link: Link, why: string): void {
    // Nothing of that connection is heard any more: the next one is another generation.
    this.#generation += 1;
    void link.close();
    this.#ended(why);
  }
}
