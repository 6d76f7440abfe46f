/** One ZVT message: control field and data (ZVT Protocol, Application Protocol PA00P016, "APDU structure"). */
export interface Apdu {
  readonly class: number;
  readonly instruction: number;
  readonly data: Uint8Array;
}

/** 80 00 00: done, or go on. */
export const positiveAcknowledgement: Apdu = { class: 0x80, instruction: 0x00, data: new Uint8Array(0) };

/** 84 xx 00: refused, with an error code. */
export function negativeAcknowledgement(code: number): Apdu {
  return { class: 0x84, instruction: code, data: new Uint8Array(0) };
}

/** A message from its control field, as the protocol writes it (`0x060f`). */
export function apdu(control: number, ...data: readonly (number | Uint8Array)[]): Apdu {
  const bytes = Buffer.concat(data.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part)));
  return { class: control >> 8, instruction: control & 0xff, data: bytes };
}

/** Class and instruction as one number. */
export function controlField(message: Apdu): number {
  return (message.class << 8) | message.instruction;
}

/** Over TCP the APDU goes as it is; from 255 bytes of data on the length is FF and two bytes, low first. */
export function encodeApdu({ class: cls, instruction, data }: Apdu): Uint8Array {
  const length = data.length < 0xff ? [data.length] : [0xff, data.length & 0xff, data.length >> 8];
  return Buffer.concat([Uint8Array.of(cls, instruction, ...length), data]);
}

/** Puts messages together from bytes however they are cut. A message has at most 65,535 bytes of data, so the buffer is bounded. */
export class ApduReader {
  #buffer: Buffer = Buffer.alloc(0);

  read(bytes: Uint8Array): Apdu[] {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    const messages: Apdu[] = [];
    for (;;) {
      const [cls, instruction, short] = this.#buffer;
      if (cls === undefined || instruction === undefined || short === undefined) return messages;
      if (short === 0xff && this.#buffer.length < 5) return messages;
      const start = short === 0xff ? 5 : 3;
      const end = start + (short === 0xff ? this.#buffer.readUInt16LE(3) : short);
      if (this.#buffer.length < end) return messages;
      messages.push({ class: cls, instruction, data: this.#buffer.subarray(start, end) });
      this.#buffer = this.#buffer.subarray(end);
    }
  }
}
