/** A message as it came in. */
export interface Incoming {
  readonly version: number;
  readonly type: number;
  readonly id: number;
  readonly body: Buffer;
}

/** A parameter with what it holds, nothing of it interpreted. */
export interface Tlv {
  readonly type: number;
  readonly value: Buffer;
}

const HEADER = 10;
const LARGEST = 1 << 20;

/** Reads a host's messages out of bytes however they are cut. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are complete; `null` where the bytes are no LLRP, and the line is to be dropped. */
  push(bytes: Uint8Array): Incoming[] | null {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Incoming[] = [];
    while (this.#rest.length >= HEADER) {
      const head = this.#rest.readUInt16BE(0);
      const length = this.#rest.readUInt32BE(2);
      if (length < HEADER || length > LARGEST || head >> 13 !== 0) return null;
      if (this.#rest.length < length) break;
      messages.push({
        version: (head >> 10) & 7,
        type: head & 0x3ff,
        id: this.#rest.readUInt32BE(6),
        body: this.#rest.subarray(HEADER, length),
      });
      this.#rest = this.#rest.subarray(length);
    }
    return messages;
  }

  reset(): void {
    this.#rest = Buffer.alloc(0);
  }
}

/** The parameters with a length that fill a stretch; `null` where they do not. A host sends no others. */
export function readTlvs(bytes: Buffer): Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 4) return null;
    const type = bytes.readUInt16BE(at);
    const length = bytes.readUInt16BE(at + 2);
    if (type > 0x3ff || length < 4 || at + length > bytes.length) return null;
    found.push({ type, value: bytes.subarray(at + 4, at + length) });
    at += length;
  }
  return found;
}

export const uint8 = (value: number) => Buffer.of(value & 0xff);

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

export function tlv(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([uint16(type), uint16(value.length + 4), value]);
}

/** A parameter of a type byte and its value alone: 1 bit set, then the type. */
export function tv(type: number, value: Buffer): Buffer {
  return Buffer.concat([uint8(0x80 | type), value]);
}

export function outgoing(version: number, type: number, id: number, ...body: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(body);
  return Buffer.concat([uint16((version << 10) | type), uint32(whole.length + HEADER), uint32(id), whole]);
}

/** LLRPStatus (287): code, and a description in UTF-8. */
export function status(code: number, why = ''): Buffer {
  const text = Buffer.from(why);
  return tlv(287, uint16(code), uint16(text.length), text);
}
