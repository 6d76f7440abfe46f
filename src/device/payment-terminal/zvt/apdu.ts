/**
 * APDUs of the ZVT protocol (VDTH, "ECR-Interface ZVT-Protocol" PA00P015 rev. 13, and its transport part PA00P016): a control
 * field of two bytes, a length of one byte, or FF and two bytes low byte first, and the data. Over TCP they follow each other bare.
 */
export interface Apdu {
  /** Class and instruction as one number: 0x0601. */
  readonly control: number;
  readonly data: Uint8Array;
}

/** From this length on, the length takes three bytes. */
const EXTENDED = 0xff;
const LONGEST_DATA = 0xffff;

/** @throws RangeError when the data is longer than a length can say. */
export function encodeApdu({ control, data }: Apdu): Uint8Array {
  if (data.length > LONGEST_DATA) throw new RangeError('an APDU holds at most 65,535 bytes');
  const length = data.length < EXTENDED ? [data.length] : [EXTENDED, data.length & 0xff, data.length >> 8];
  return Uint8Array.from([control >> 8, control & 0xff, ...length, ...data]);
}

/** Classes that may begin an APDU on this line; anything else means that the two ends are out of step. */
const CLASSES = new Set([0x04, 0x05, 0x06, 0x08, 0x0f, 0x80, 0x84]);

export type ApduResult =
  | { readonly kind: 'apdus'; readonly apdus: readonly Apdu[] }
  /** Out of step: only a new connection helps. The APDUs before that were good. */
  | { readonly kind: 'broken'; readonly apdus: readonly Apdu[] };

/** Cuts the byte stream into APDUs, however the network cut it. Keeps one unfinished APDU at most. */
export class ApduReader {
  #buffer = new Uint8Array(512);
  #length = 0;

  push(bytes: Uint8Array): ApduResult {
    this.#append(bytes);
    const stream = this.#buffer.subarray(0, this.#length);
    const apdus: Apdu[] = [];
    let at = 0;
    for (;;) {
      const first = stream[at];
      if (first !== undefined && !CLASSES.has(first)) {
        this.reset();
        return { kind: 'broken', apdus };
      }
      const extent = extentOf(stream, at);
      if (extent === null) break;
      const control = (stream[at] ?? 0) * 256 + (stream[at + 1] ?? 0);
      apdus.push({ control, data: stream.slice(extent.from, extent.to) });
      at = extent.to;
    }
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
    return { kind: 'apdus', apdus };
  }

  reset(): void {
    this.#buffer = new Uint8Array(512);
    this.#length = 0;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }
}

/** Where the data of the APDU at `at` begins and ends; null while it has not all come. */
function extentOf(stream: Uint8Array, at: number): { from: number; to: number } | null {
  const short = stream[at + 2];
  if (short === undefined) return null;
  const extended = short === EXTENDED;
  const from = at + (extended ? 5 : 3);
  if (stream.length < from) return null;
  const length = extended ? (stream[at + 3] ?? 0) + (stream[at + 4] ?? 0) * 256 : short;
  return stream.length < from + length ? null : { from, to: from + length };
}
