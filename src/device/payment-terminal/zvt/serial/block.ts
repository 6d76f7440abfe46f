import { blockCrc } from './crc.ts';

/**
 * Blocks of the ZVT protocol on a serial line (PA00P016, "Transport protocol"): DLE STX, the APDU with each DLE doubled, DLE ETX, and
 * the CRC. Each is answered by one byte, ACK or NAK.
 */
export const ACK = 0x06;
export const NAK = 0x15;
const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;

/** The longest APDU: its length says 65,535 at most. */
const LONGEST = 0xffff + 5;

export function encodeBlock(apdu: Uint8Array): Uint8Array {
  const crc = blockCrc([...apdu, ETX]);
  const doubled = [...apdu].flatMap((byte) => (byte === DLE ? [DLE, DLE] : [byte]));
  return Uint8Array.from([DLE, STX, ...doubled, DLE, ETX, crc & 0xff, crc >> 8]);
}

export type LineSign =
  | { readonly kind: 'block'; readonly apdu: Uint8Array }
  /** A block that began and is no good. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' };

type Place = 'between' | 'begin' | 'inside' | 'escape' | 'crcLow' | 'crcHigh';

/**
 * Finds blocks and acknowledgements in what comes over the line, however it is cut. What stands between blocks and is neither is noise, and
 * passed over. Keeps one unfinished block at most.
 */
export class BlockReader {
  #place: Place = 'between';
  #apdu: number[] = [];
  #crcLow = 0;

  /** True in the middle of a block: the rest of it is due at once. */
  get unfinished(): boolean {
    return this.#place !== 'between' && this.#place !== 'begin';
  }

  push(bytes: Uint8Array): LineSign[] {
    const signs: LineSign[] = [];
    for (const byte of bytes) {
      const sign = this.#take(byte);
      if (sign !== null) signs.push(sign);
    }
    return signs;
  }

  reset(): void {
    this.#place = 'between';
    this.#apdu = [];
  }

  #take(byte: number): LineSign | null {
    switch (this.#place) {
      case 'between':
        if (byte === ACK) return { kind: 'ack' };
        if (byte === NAK) return { kind: 'nak' };
        if (byte === DLE) this.#place = 'begin';
        return null;
      case 'begin':
        if (byte === STX) this.#place = 'inside';
        else if (byte !== DLE) this.#place = 'between';
        return null;
      case 'inside':
        if (byte === DLE) this.#place = 'escape';
        else return this.#keep(byte);
        return null;
      case 'escape':
        return this.#escaped(byte);
      case 'crcLow':
        this.#crcLow = byte;
        this.#place = 'crcHigh';
        return null;
      case 'crcHigh':
        return this.#end(this.#crcLow | (byte << 8));
    }
  }

  #escaped(byte: number): LineSign | null {
    this.#place = 'inside';
    if (byte === DLE) return this.#keep(byte);
    if (byte === ETX) {
      this.#place = 'crcLow';
      return null;
    }
    // A new block begins where the end of this one was lost; anything else never follows a DLE.
    if (byte !== STX) this.reset();
    this.#apdu = [];
    return { kind: 'damaged' };
  }

  #keep(byte: number): LineSign | null {
    if (this.#apdu.length < LONGEST) {
      this.#place = 'inside';
      this.#apdu.push(byte);
      return null;
    }
    this.reset();
    return { kind: 'damaged' };
  }

  #end(crc: number): LineSign {
    const apdu = Uint8Array.from(this.#apdu);
    this.reset();
    return blockCrc([...apdu, ETX]) === crc ? { kind: 'block', apdu } : { kind: 'damaged' };
  }
}
