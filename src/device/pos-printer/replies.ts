/**
 * What a printer sends back, told apart by the fixed bits of each byte (Epson, "Identification of send status"):
 * an answer to DLE EOT is 0xx1xx10, the first byte of an Automatic Status Back 0xx1xx00, its other three and the answer to GS r
 * 0xx0xxxx; a response block begins with 37h.
 */
export type PrinterReply =
  | { readonly kind: 'status'; readonly byte: number }
  | { readonly kind: 'automatic'; readonly bytes: Uint8Array }
  | { readonly kind: 'paperStatus'; readonly byte: number }
  | { readonly kind: 'processed'; readonly id: string }
  /** The buffers are empty. */
  | { readonly kind: 'cleared' };

/** GS ( H function 48 answers 37h 22h d1 d2 d3 d4 00h; DLE DC4 function 8 answers 37h 25h 00h. */
const BLOCK = { header: 0x37, processId: 0x22, length: 7, cleared: 0x25, clearedLength: 3 } as const;

/** Reads the printer's side of the line. Bytes that fit nothing are skipped and counted; never more than seven are kept. */
export class PrinterReplies {
  #partial: number[] = [];
  #skipped = 0;

  get skipped(): number {
    return this.#skipped;
  }

  push(bytes: Uint8Array): PrinterReply[] {
    const replies: PrinterReply[] = [];
    for (const byte of bytes) {
      const reply = this.#take(byte);
      if (reply !== null) replies.push(reply);
    }
    return replies;
  }

  reset(): void {
    this.#partial = [];
  }

  #take(byte: number): PrinterReply | null {
    const [first] = this.#partial;
    if (first === undefined) return this.#begin(byte);
    if (!(first === BLOCK.header ? continuesBlock(this.#partial, byte) : isDetail(byte))) {
      // The block broke off: what was kept of it is lost, and this byte begins anew.
      this.#skipped += this.#partial.length;
      this.#partial = [];
      return this.#begin(byte);
    }
    this.#partial.push(byte);
    if (first === BLOCK.header) {
      if (this.#partial.length < lengthOf(this.#partial)) return null;
      if (this.#partial[1] === BLOCK.cleared) {
        this.#partial = [];
        return { kind: 'cleared' };
      }
      const id = String.fromCharCode(...this.#partial.slice(2, 6));
      this.#partial = [];
      return { kind: 'processed', id };
    }
    if (this.#partial.length < 4) return null;
    const automatic = Uint8Array.from(this.#partial);
    this.#partial = [];
    return { kind: 'automatic', bytes: automatic };
  }

  #begin(byte: number): PrinterReply | null {
    if (byte === BLOCK.header || (byte & 0x93) === 0x10) {
      this.#partial = [byte];
      return null;
    }
    if ((byte & 0x93) === 0x12) return { kind: 'status', byte };
    if (isDetail(byte)) return { kind: 'paperStatus', byte };
    this.#skipped += 1;
    return null;
  }
}

const isDetail = (byte: number): boolean => (byte & 0x90) === 0;

const lengthOf = (block: readonly number[]): number =>
  block[1] === BLOCK.cleared ? BLOCK.clearedLength : BLOCK.length;

function continuesBlock(block: readonly number[], byte: number): boolean {
  if (block.length === 1) return byte === BLOCK.processId || byte === BLOCK.cleared;
  return block.length === lengthOf(block) - 1 ? byte === 0 : byte >= 32 && byte <= 126;
}
