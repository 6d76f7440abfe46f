/** Commands that a printer carries out the moment they arrive, whatever stands before them in its buffer. */
export type RealTimeRequest =
  /** DLE EOT n: transmit a status. */
  | { readonly kind: 'status'; readonly n: number }
  /** DLE ENQ n: 1 recover and go on, 2 recover and clear the buffers. */
  | { readonly kind: 'recover'; readonly clear: boolean }
  /** DLE DC4 1: open the drawer. */
  | { readonly kind: 'pulse' }
  /** DLE DC4 8: clear the buffers. */
  | { readonly kind: 'clear' };

const DLE = 0x10;
const EOT = 0x04;
const ENQ = 0x05;
const DC4 = 0x14;
/** Parameters of DLE DC4 8, which guard it against chance. */
const CLEAR_GUARD = [0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
const WINDOW = 3 + CLEAR_GUARD.length;

/**
 * Finds real-time requests in what arrives. A printer looks for them in every byte, picture data included (Epson's ESC/POS
 * command reference, DLE EOT, notes), and so does this.
 */
export class RealTimeWatch {
  #recent: number[] = [];

  /** The requests that end within these bytes, in order. */
  see(bytes: Uint8Array): RealTimeRequest[] {
    const found: RealTimeRequest[] = [];
    for (const byte of bytes) {
      this.#recent.push(byte);
      if (this.#recent.length > WINDOW) this.#recent.shift();
      const request = this.#ending(byte);
      if (request !== undefined) {
        found.push(request);
        this.#recent = [];
      }
    }
    return found;
  }

  #ending(byte: number): RealTimeRequest | undefined {
    const [lead, command] = this.#recent.slice(-3, -1);
    if (lead === DLE && command === EOT && byte >= 1 && byte <= 4) return { kind: 'status', n: byte };
    if (lead === DLE && command === ENQ && (byte === 1 || byte === 2)) return { kind: 'recover', clear: byte === 2 };
    if (this.#endsWith([DLE, DC4, 1], 2)) return { kind: 'pulse' };
    if (this.#endsWith([DLE, DC4, 8, ...CLEAR_GUARD], 0)) return { kind: 'clear' };
    return undefined;
  }

  /** Whether the last bytes are these, followed by so many that may be anything. */
  #endsWith(bytes: readonly number[], free: number): boolean {
    const start = this.#recent.length - bytes.length - free;
    return start >= 0 && bytes.every((byte, index) => this.#recent[start + index] === byte);
  }
}
