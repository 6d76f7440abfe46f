const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Longest line that is read, in bytes; a reader's events have some hundred. */
export const LONGEST_LINE = 65_536;

/**
 * Cuts a stream into lines, however it arrives. Lines end with LF or CR LF; empty ones (keep-alives) are passed over. Of a line that is
 * too long nothing is kept: it is counted, and reading goes on behind its end.
 */
export class LineReader {
  #kept: Uint8Array[] = [];
  #size = 0;
  #skipping = false;
  #tooLong = 0;

  /** Lines that were too long, in all. */
  get tooLong(): number {
    return this.#tooLong;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end === -1) break;
      this.#keep(bytes.subarray(from, end));
      const line = this.#take();
      if (line.length > 0) lines.push(line);
      from = end + 1;
    }
    this.#keep(bytes.subarray(from));
    return lines;
  }

  /** The line has dropped: what began on it never ends. */
  reset(): void {
    this.#kept = [];
    this.#size = 0;
    this.#skipping = false;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#skipping || bytes.length === 0) return;
    this.#size += bytes.length;
    // One more, for the carriage return that is not part of the line.
    if (this.#size > LONGEST_LINE + 1) {
      this.reset();
      this.#skipping = true;
      this.#tooLong += 1;
    } else this.#kept.push(Uint8Array.from(bytes));
  }

  #take(): Uint8Array {
    const line = this.#kept.length === 1 ? (this.#kept[0] ?? new Uint8Array(0)) : Buffer.concat(this.#kept);
    this.reset();
    return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  }
}
