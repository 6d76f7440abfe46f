/** Longest symbol that is delivered whole, in bytes, framing not counted; matrix codes hold at most some 3,000. */
export const LONGEST_SYMBOL = 4096;

export interface FramingOptions {
  /** Bytes before each symbol; what stands before them is noise. Empty for none. */
  readonly prefix: Uint8Array;
  /** Any of these ends a symbol. CR and LF together take care of CRLF, since empty symbols are left out. */
  readonly suffixes: readonly Uint8Array[];
  /** What becomes of bytes that no suffix ended, once the line has been quiet for the scanner's time. */
  readonly whenQuiet: 'deliver' | 'drop';
  /** Bytes. Default LONGEST_SYMBOL. */
  readonly longest?: number;
}

export interface FramingCounts {
  /** Symbols cut for being longer than the limit. */
  readonly oversized: number;
  /** Symbols dropped for lacking the prefix, or for never having been ended. */
  readonly malformed: number;
}

/**
 * Cuts a scanner's byte stream into symbols. The result depends on the bytes alone, never on how they were cut into packets.
 * Memory is bounded by the longest symbol: one that runs over is cut one byte beyond the limit once its suffix comes, so that
 * whoever reads it refuses it and the shopper is told, and counted.
 */
export class ScanFraming {
  readonly #options: FramingOptions;
  readonly #buffer: Uint8Array;
  readonly #tail: number[] = [];
  readonly #longestMark: number;
  #length = 0;
  #skipping = false;
  #oversized = 0;
  #malformed = 0;

  constructor(options: FramingOptions) {
    this.#options = options;
    const { prefix, suffixes, longest = LONGEST_SYMBOL } = options;
    const longestSuffix = Math.max(...suffixes.map((suffix) => suffix.length));
    this.#longestMark = Math.max(longestSuffix, prefix.length);
    this.#buffer = new Uint8Array(longest + prefix.length + longestSuffix);
  }

  get counts(): FramingCounts {
    return { oversized: this.#oversized, malformed: this.#malformed };
  }

  /** True while an unfinished symbol waits for the rest of it. */
  get pending(): boolean {
    return this.#length > 0 || this.#skipping;
  }

  /** Takes the next bytes of the stream and gives back the symbols that they finished, oldest first. */
  push(bytes: Uint8Array): Uint8Array[] {
    const symbols: Uint8Array[] = [];
    for (const byte of bytes) {
      this.#take(byte);
      const suffix = this.#endsWith();
      if (suffix === null) continue;
      const symbol = this.#finish(suffix.length);
      if (symbol !== null) symbols.push(symbol);
    }
    return symbols;
  }

  /** The line has been quiet: gives back an unfinished symbol where the scanner sends no suffix, else drops and counts it. */
  quiet(): Uint8Array | null {
    if (!this.pending) return null;
    if (this.#options.whenQuiet === 'deliver') return this.#finish(0);
    if (!this.#skipping) this.#malformed += 1;
    this.reset();
    return null;
  }

  /** Forgets what is unfinished: the line was cut. */
  reset(): void {
    this.#length = 0;
    this.#tail.length = 0;
    this.#skipping = false;
  }

  #take(byte: number): void {
    this.#tail.push(byte);
    if (this.#tail.length > this.#longestMark) this.#tail.shift();
    if (this.#length === this.#buffer.length) this.#skipping = true;
    if (!this.#skipping) this.#buffer[this.#length++] = byte;
    const { prefix } = this.#options;
    if (prefix.length === 0 || !this.#tailIs(prefix)) return;
    // Whatever stands before a prefix is noise, or a symbol whose end was lost; it takes no room from this one.
    this.#buffer.set(prefix);
    this.#length = prefix.length;
    this.#skipping = false;
  }

  #endsWith(): Uint8Array | null {
    return this.#options.suffixes.find((suffix) => this.#tailIs(suffix)) ?? null;
  }

  #tailIs(mark: Uint8Array): boolean {
    const from = this.#tail.length - mark.length;
    return from >= 0 && mark.every((byte, index) => this.#tail[from + index] === byte);
  }

  #finish(suffixLength: number): Uint8Array | null {
    const { prefix, longest = LONGEST_SYMBOL } = this.#options;
    const held = this.#skipping ? prefix.length + longest + 1 : this.#length - suffixLength;
    const whole = this.#buffer.slice(0, held);
    this.reset();
    if (whole.length === 0) return null;
    if (!prefix.every((byte, index) => whole[index] === byte)) {
      this.#malformed += 1;
      return null;
    }
    const symbol = whole.subarray(prefix.length);
    if (symbol.length > longest) {
      this.#oversized += 1;
      return symbol.subarray(0, longest + 1);
    }
    return symbol.length === 0 ? null : symbol;
  }
}
