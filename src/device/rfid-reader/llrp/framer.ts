import { VERSION_1_0_1, VERSION_1_1 } from './numbers.ts';

/** One message where it lies: what follows the header is `bytes[from]` up to `bytes[to - 1]`, and stays there until the next one only. */
export interface LlrpMessage {
  readonly type: number;
  readonly version: number;
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Reserved 3 bits, version 3, type 10; length with the header 32; id 32. Source: LLRP 1.0.1, message header. */
const HEADER_BYTES = 10;

/** A reader's capabilities are some 10 kB, a thousand tags 60 kB. */
export const MOST_MESSAGE_BYTES = 1_048_576;

/**
 * Cuts messages out of a stream however it arrives: split, glued, byte by byte. A whole message is handed on where it lies; only
 * what is cut is copied, at most one message.
 */
export class LlrpFramer {
  readonly #take: (message: LlrpMessage) => void;
  #kept = new Uint8Array(256);
  #length = 0;
  #broken = false;

  constructor(take: (message: LlrpMessage) => void) {
    this.#take = take;
  }

  /** False once the stream can be no LLRP: a version or a length that no message has. It stays so, and nothing more comes out. */
  push(chunk: Uint8Array): boolean {
    let at = this.#length > 0 ? this.#complete(chunk) : 0;
    while (!this.#broken && chunk.length - at >= HEADER_BYTES) {
      const length = this.#messageBytes(chunk, at);
      if (length === 0 || chunk.length - at < length) break;
      this.#hand(chunk, at, length);
      at += length;
    }
    if (!this.#broken && at < chunk.length) this.#keep(chunk, at, chunk.length);
    return !this.#broken;
  }

  /** Adds to a message that has begun; returns how much of the chunk it took. */
  #complete(chunk: Uint8Array): number {
    let at = 0;
    if (this.#length < HEADER_BYTES) {
      at = Math.min(chunk.length, HEADER_BYTES - this.#length);
      this.#keep(chunk, 0, at);
      if (this.#length < HEADER_BYTES) return at;
    }
    const length = this.#messageBytes(this.#kept, 0);
    if (length === 0) return at;
    const end = Math.min(chunk.length, at + length - this.#length);
    this.#keep(chunk, at, end);
    if (this.#length === length) {
      this.#length = 0;
      this.#hand(this.#kept, 0, length);
    }
    return end;
  }

  /** The length that a header tells; 0, and broken, where it is no header. */
  #messageBytes(bytes: Uint8Array, at: number): number {
    const head = bytes[at]!;
    const version = head >> 2;
    const length = bytes[at + 2]! * 0x1000000 + ((bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!);
    // The three reserved bits stand above the version, so a set one makes it a version that there is not.
    const known = version === VERSION_1_0_1 || version === VERSION_1_1;
    if (known && length >= HEADER_BYTES && length <= MOST_MESSAGE_BYTES) return length;
    this.#broken = true;
    return 0;
  }

  #hand(bytes: Uint8Array, at: number, length: number): void {
    this.#take({
      type: ((bytes[at]! & 0x03) << 8) | bytes[at + 1]!,
      version: bytes[at]! >> 2,
      id: bytes[at + 6]! * 0x1000000 + ((bytes[at + 7]! << 16) | (bytes[at + 8]! << 8) | bytes[at + 9]!),
      bytes,
      from: at + HEADER_BYTES,
      to: at + length,
    });
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const needed = this.#length + to - from;
    if (needed > this.#kept.length) {
      // Doubling: a long message in single bytes is copied a few times, not once a byte.
      const larger = new Uint8Array(Math.max(needed, Math.min(this.#kept.length * 2, MOST_MESSAGE_BYTES)));
      larger.set(this.#kept.subarray(0, this.#length));
      this.#kept = larger;
    }
    this.#kept.set(chunk.subarray(from, to), this.#length);
    this.#length = needed;
  }
}
