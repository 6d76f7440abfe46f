import type { TagRead } from '../../../workstation/ports/rfid-reader.ts';
import { PARAMETER, TV_BYTES } from './numbers.ts';

const TV = 0x80;
const LATEST_DATE = 8_640_000_000_000_000;

/** A byte as two upper-case hex digits, in the order in which they lie in memory. */
const HEX = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(''),
  'latin1',
);
/** An EPC length is 16 bits of bits: 8 kB of bytes at most. */
const scratch = Buffer.alloc(2 * 8192);

/**
 * Reads the tags of RO_ACCESS_REPORT messages. It runs for every tag that passes a gate, so it goes straight over the bytes and makes
 * nothing but the reads. A field that is asked for and missing is what it was in the read before, of whichever tag: readers may leave
 * out what has not changed (LLRP 1.0.1, TagReportData).
 */
export class TagReportDecoder {
  #antenna = 1;
  #rssi: number | null = null;
  #firstSeen: number | null = null;
  #lastSeen: number | null = null;
  #count = 1;
  #started: number | null = null;

  /** For readers without a wall clock: they were switched on at this time of ours, milliseconds. */
  startedAt(milliseconds: number): void {
    this.#started = milliseconds;
  }

  /**
   * The reads of one report, in its order; null where it is not one, and then the decoder is good for nothing more.
   * @param now this box's wall clock, for readers that tell none.
   */
  decode(bytes: Uint8Array, from: number, to: number, now: number): TagRead[] | null {
    const reads: TagRead[] = [];
    let at = from;
    while (at < to) {
      if (to - at < 4 || bytes[at]! >= TV) return null;
      const end = at + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
      if (end < at + 4 || end > to) return null;
      if ((((bytes[at]! & 0x03) << 8) | bytes[at + 1]!) === PARAMETER.tagReportData) {
        const read = this.#tag(bytes, at + 4, end, now);
        if (read === null) return null;
        reads.push(read);
      }
      at = end;
    }
    return reads;
  }

  #tag(bytes: Uint8Array, from: number, to: number, now: number): TagRead | null {
    let epc: string | null = null;
    let at = from;
    while (at < to) {
      const head = bytes[at]!;
      if (head < TV) {
        if (to - at < 4) return null;
        const end = at + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
        if (end < at + 4 || end > to) return null;
        if ((((head & 0x03) << 8) | bytes[at + 1]!) === PARAMETER.epcData) {
          if (end - at < 6) return null;
          const length = (((bytes[at + 4]! << 8) | bytes[at + 5]!) + 7) >> 3;
          if (at + 6 + length > end) return null;
          epc = hexOf(bytes, at + 6, length);
        }
        at = end;
        continue;
      }
      const type = head & 0x7f;
      const size = TV_BYTES[type]!;
      if (size === 0 || at + size > to) return null;
      switch (type) {
        case PARAMETER.epc96:
          epc = hexOf(bytes, at + 1, 12);
          break;
        case PARAMETER.antennaId:
          // Ports are counted from 1; a reader that says 0 has not said which.
          this.#antenna = (bytes[at + 1]! << 8) | bytes[at + 2]! || this.#antenna;
          break;
        case PARAMETER.peakRssi:
          this.#rssi = (bytes[at + 1]! << 24) >> 24;
          break;
        case PARAMETER.tagSeenCount:
          this.#count = (bytes[at + 1]! << 8) | bytes[at + 2]! || 1;
          break;
        case PARAMETER.firstSeenUtc:
          this.#firstSeen = dated(milliseconds(bytes, at + 1), now);
          break;
        case PARAMETER.lastSeenUtc:
          this.#lastSeen = dated(milliseconds(bytes, at + 1), now);
          break;
        case PARAMETER.firstSeenUptime:
          this.#firstSeen = this.#fromUptime(milliseconds(bytes, at + 1), now);
          break;
        case PARAMETER.lastSeenUptime:
          this.#lastSeen = this.#fromUptime(milliseconds(bytes, at + 1), now);
          break;
      }
      at += size;
    }
    if (epc === null) return null;
    const firstSeen = this.#firstSeen ?? now;
    const lastSeen = this.#lastSeen === null || this.#lastSeen < firstSeen ? firstSeen : this.#lastSeen;
    return { epc, antenna: this.#antenna, rssi: this.#rssi, firstSeen, lastSeen, count: this.#count };
  }

  #fromUptime(uptime: number, now: number): number {
    return this.#started === null ? now : dated(this.#started + uptime, now);
  }
}

/** A time that no calendar has is none. */
function dated(time: number, now: number): number {
  return time <= LATEST_DATE ? time : now;
}

/** 64 bits of microseconds. */
function milliseconds(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
  const low = bytes[at + 4]! * 0x1000000 + ((bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!);
  return Math.floor((high * 0x100000000 + low) / 1000);
}

function hexOf(bytes: Uint8Array, from: number, length: number): string {
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[from + at]! * 2;
    scratch[at * 2] = HEX[byte]!;
    scratch[at * 2 + 1] = HEX[byte + 1]!;
  }
  return scratch.toString('latin1', 0, length * 2);
}
