import type { PrinterStatus } from './status.ts';

/** What a Star printer answers to ESC ACK SOH: its state, and its count of the ETB commands that it has printed up to (0 to 31). */
export interface StarStatus {
  readonly status: PrinterStatus;
  /** Null for a model whose block is too short to hold it. */
  readonly etbCount: number | null;
}

/** The header says a length from 0 to 15; state ends with the sixth byte, so that a shorter block says nothing. */
const SHORTEST = 6;

/**
 * Reads a Star printer's side of the line: blocks of Automatic Status Back (Star, "STAR Line Mode Command Specifications",
 * appendix 2). The first byte is 0xx0xxx1 and holds the length of the block in bits 5, 3, 2 and 1; every other byte is 0xx0xxx0.
 * Bytes that fit nothing are skipped and counted; never more than fifteen are kept.
 */
export class StarReplies {
  #partial: number[] = [];
  #skipped = 0;

  get skipped(): number {
    return this.#skipped;
  }

  push(bytes: Uint8Array): StarStatus[] {
    const blocks: StarStatus[] = [];
    for (const byte of bytes) {
      const block = this.#take(byte);
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  reset(): void {
    this.#partial = [];
  }

  #take(byte: number): StarStatus | null {
    const [header] = this.#partial;
    if (header === undefined || (byte & 0x91) !== 0) {
      // A block that broke off is lost, and this byte may begin anew.
      this.#skipped += this.#partial.length;
      this.#partial = [];
      if ((byte & 0x91) === 0x01 && lengthOf(byte) >= SHORTEST) this.#partial = [byte];
      else this.#skipped += 1;
      return null;
    }
    this.#partial.push(byte);
    if (this.#partial.length < lengthOf(header)) return null;
    const block = this.#partial;
    this.#partial = [];
    return statusOf(block);
  }
}

const lengthOf = (header: number): number => ((header >> 2) & 0x08) | ((header >> 1) & 0x07);

const bit = (byte: number, position: number): boolean => (byte & (1 << position)) !== 0;

/** Bytes as the appendix counts them, the header being the first. */
function statusOf(block: readonly number[]): StarStatus {
  const [, , third = 0, fourth = 0, , sixth = 0, , eighth] = block;
  return {
    status: {
      // Third byte, printer status 1: bit 3 offline, bit 5 cover open.
      offline: bit(third, 3),
      coverOpen: bit(third, 5),
      // Fourth byte, error 1: bit 3 autocutter, bit 5 unrecoverable, bit 6 stopped by a hot head.
      cutter: bit(fourth, 3),
      stuck: bit(fourth, 5) || bit(fourth, 6),
      // Sixth byte, paper: bit 3 empty, bits 1 and 2 near its end.
      paper: bit(sixth, 3) ? 'out' : (sixth & 0x06) !== 0 ? 'nearEnd' : 'ok',
    },
    // Eighth byte: bits 6, 5, 3, 2 and 1 of the counter, from the highest to the lowest.
    etbCount: eighth === undefined ? null : ((eighth >> 2) & 0x18) | ((eighth >> 1) & 0x07),
  };
}
