/** HID Point of Sale Usage Tables 1.02, page 0x8C "Bar Code Scanner". */
export const BAR_CODE_SCANNER = 0x8c;

/**
 * Scanned data reports, as scanners in HID POS mode send them: report id 2, length, AIM identifier of three characters, up to 56 bytes of
 * data, the maker's own symbology, a reserved byte, and 1 where more of the same symbol follows.
 */
const REPORT_ID = 2;
const LENGTH = 1;
const AIM = 2;
const DATA = 5;
const MOST_DATA = 56;
const MORE = 63;
const REPORT_BYTES = 64;
/** ISO/IEC 15424. */
const IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]$/;

export interface HidPosOptions {
  /** True for models that put one byte more before the AIM identifier and the data. */
  readonly shifted: boolean;
  /** Bytes; a longer symbol is cut one beyond, so that whoever reads it refuses it. */
  readonly longest: number;
}

export interface HidPosSymbol {
  readonly data: Uint8Array;
  readonly aim: string | undefined;
}

/** Puts symbols together from reports. Memory is bounded by the longest symbol, whatever comes. */
export class HidPosReports {
  readonly #options: HidPosOptions;
  #parts: Uint8Array[] = [];
  #length = 0;
  #aim: string | undefined;
  /** A part of a symbol was lost: the rest of it, up to its last report, is none. */
  #spoilt = false;
  #malformed = 0;
  #oversized = 0;

  constructor(options: HidPosOptions) {
    this.#options = options;
  }

  /** Reports that were no scanned data, symbols that never ended, and symbols that were too long. */
  get dropped(): number {
    return this.#malformed + this.#oversized;
  }

  /** True while the rest of a symbol is due, be it only to be passed over. */
  get pending(): boolean {
    return this.#parts.length > 0 || this.#spoilt;
  }

  /** The symbol that this report ends, or null. */
  push(report: Uint8Array): HidPosSymbol | null {
    const shift = this.#options.shifted ? 1 : 0;
    const length = report[LENGTH] ?? 0;
    const room = MOST_DATA - shift;
    const other = report[0] !== REPORT_ID;
    if (other || report.length < REPORT_BYTES || length > room) {
      // A report of another kind between two symbols has taken nothing from either.
      const spoilt = this.pending || !other;
      this.#malformed += 1;
      this.reset();
      this.#spoilt = spoilt;
      return null;
    }
    if (this.#spoilt) {
      this.#spoilt = report[MORE] === 1;
      return null;
    }
    const aim = Buffer.from(report.subarray(AIM + shift, DATA + shift)).toString('latin1');
    if (!this.pending) this.#aim = IDENTIFIER.test(aim) ? aim : undefined;
    this.#keep(report.slice(DATA + shift, DATA + shift + length));
    return report[MORE] === 1 ? null : this.#finish();
  }

  /** The rest of a symbol never came. */
  abandon(): void {
    if (this.#parts.length > 0) this.#malformed += 1;
    this.reset();
  }

  reset(): void {
    this.#parts = [];
    this.#length = 0;
    this.#spoilt = false;
  }

  #keep(part: Uint8Array): void {
    const { longest } = this.#options;
    // One byte beyond the limit is enough to be refused for.
    const kept =
      this.#length + part.length > longest ? part.subarray(0, Math.max(0, longest + 1 - this.#length)) : part;
    if (kept.length > 0 || this.#parts.length === 0) this.#parts.push(kept);
    this.#length += kept.length;
  }

  #finish(): HidPosSymbol | null {
    const data = Buffer.concat(this.#parts);
    if (this.#length > this.#options.longest) this.#oversized += 1;
    this.reset();
    return data.length === 0 ? null : { data: Uint8Array.from(data), aim: this.#aim };
  }
}
