/** Bits are strings of `0` and `1` here: schemes start and end anywhere in a byte, and a tag has fewer than 500 of them. */
export class BitReader {
  readonly #bits: string;
  #at = 0;

  constructor(bits: string) {
    this.#bits = bits;
  }

  /** How many were taken. */
  get at(): number {
    return this.#at;
  }

  /** The next bits; null, and nothing taken, where fewer are left. */
  take(count: number): string | null {
    const end = this.#at + count;
    if (end > this.#bits.length) return null;
    const taken = this.#bits.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** The next bits as an unsigned number of at most 53 bits. */
  takeNumber(count: number): number | null {
    const taken = this.take(count);
    return taken === null ? null : numberOf(taken);
  }

  /** What was not taken. */
  rest(): string {
    return this.#bits.slice(this.#at);
  }
}

export function numberOf(bits: string): number {
  return bits === '' ? 0 : Number.parseInt(bits, 2);
}

/** Unsigned decimal digits of bits, without leading zeros. */
export function decimalOf(bits: string): string {
  if (bits.length <= 53) return String(numberOf(bits));
  return BigInt(`0b${bits}`).toString();
}

/** A decimal number as so many bits; null where they are too few. `digits` are ASCII digits, or none for zero. */
export function bitsOf(digits: string | number, width: number): string | null {
  const bits = BigInt(digits).toString(2);
  if (width === 0) return bits === '0' ? '' : null;
  return bits.length > width ? null : bits.padStart(width, '0');
}

const HEX = /^[0-9A-Fa-f]+$/;
const NIBBLES = Array.from({ length: 16 }, (_, value) => value.toString(2).padStart(4, '0'));

/** Bits of hexadecimal digits of either case; null for anything else, white space too. */
export function bitsOfHex(hex: string): string | null {
  if (!HEX.test(hex)) return null;
  let bits = '';
  for (const digit of hex) bits += NIBBLES[Number.parseInt(digit, 16)];
  return bits;
}

/** Upper-case hexadecimal digits of bits, with zeros behind them up to a whole unit of so many bits. */
export function hexOfBits(bits: string, unit: 4 | 8 | 16): string {
  const padded = bits.padEnd(Math.ceil(bits.length / unit) * unit, '0');
  let hex = '';
  for (let at = 0; at < padded.length; at += 4) hex += numberOf(padded.slice(at, at + 4)).toString(16);
  return hex.toUpperCase();
}
