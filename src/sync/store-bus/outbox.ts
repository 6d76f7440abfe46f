export interface Outgoing {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface OutboxLimits {
  /** Default 1000. */
  readonly messages?: number;
  /** Default 8 MiB. */
  readonly bytes?: number;
}

/**
 * What waits for the broker. Bounded: the oldest falls out, since catching up by range brings every entry of a ledger to whoever
 * missed it, and of a state only the newest counts.
 */
export class Outbox {
  readonly #messages: number;
  readonly #bytes: number;
  #waiting: Outgoing[] = [];
  #held = 0;
  #dropped = 0;

  constructor({ messages = 1000, bytes = 8 * 1024 * 1024 }: OutboxLimits = {}) {
    this.#messages = messages;
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Messages that fell out since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  add(message: Outgoing): void {
    this.#waiting.push(message);
    this.#held += message.payload.length;
    this.#trim();
  }

  /** Takes the oldest. */
  take(): Outgoing | undefined {
    const message = this.#waiting.shift();
    if (message !== undefined) this.#held -= message.payload.length;
    return message;
  }

  /** Puts back what no broker acknowledged, before everything else. */
  putBack(messages: readonly Outgoing[]): void {
    this.#waiting = [...messages, ...this.#waiting];
    for (const { payload } of messages) this.#held += payload.length;
    this.#trim();
  }

  #trim(): void {
    while (this.#waiting.length > this.#messages || (this.#held > this.#bytes && this.#waiting.length > 1)) {
      this.take();
      this.#dropped += 1;
    }
  }
}
