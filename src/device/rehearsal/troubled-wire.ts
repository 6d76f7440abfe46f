import { Wire } from './wire.ts';

/** How what the far end says arrives: as it was said, byte by byte, or all that was said at about the same time in one piece. */
export type Delivery = 'whole' | 'bytes' | 'coalesced';

/** Turns of the event loop's microtasks within which two messages are of about the same time. */
const MOMENT = 4;

/** A wire in memory that delivers as a test wishes, with noise, or not at all. */
export class TroubledWire extends Wire {
  delivery: Delivery = 'whole';
  /** Comes before and after everything that is said. */
  noise: Uint8Array = new Uint8Array(0);
  silent = false;
  #said: Uint8Array[] = [];

  override say(bytes: Uint8Array | readonly number[], topic?: string): void {
    if (this.silent) return;
    const all = Uint8Array.from([...this.noise, ...bytes, ...this.noise]);
    if (this.delivery === 'whole') super.say(all, topic);
    else if (this.delivery === 'bytes') for (const byte of all) super.say([byte], topic);
    else {
      this.#said.push(all);
      if (this.#said.length === 1) void this.#deliver();
    }
  }

  async #deliver(): Promise<void> {
    for (let turn = 0; turn < MOMENT; turn++) await Promise.resolve();
    super.say(this.#said.splice(0).flatMap((bytes) => [...bytes]));
  }
}
