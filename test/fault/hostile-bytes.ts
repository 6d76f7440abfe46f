/** Hostile inputs for parsers, by chance from a seed (mulberry32): the same seed, the same inputs. */
export class Hostile {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit` - 1; 0 for a limit of 0. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  /** @throws RangeError when there is nothing to choose from. */
  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }

  text(length: number, alphabet: string): string {
    const characters = [...alphabet];
    return Array.from({ length }, () => this.pick(characters)).join('');
  }

  /** A card number that passes Luhn, 12 to 19 digits (ISO/IEC 7812). */
  cardNumber(): string {
    const body = this.pick(['2', '3', '4', '5', '6']) + this.text(10 + this.below(8), '0123456789');
    const sum = [...body].reverse().reduce((total, digit, at) => {
      const value = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return body + String((10 - (sum % 10)) % 10);
  }

  /** Three quarters of it plausible bytes that were spoilt a little, the rest anything; `most` bytes at most. */
  spoilt(samples: readonly Uint8Array[], most: number): Uint8Array {
    if (this.oneIn(4)) return this.bytes(this.below(most));
    const parts = Array.from({ length: 1 + this.below(4) }, () => this.pick(samples));
    const bytes = [...Buffer.concat(parts)];
    for (let spoils = this.below(5); spoils > 0; spoils--) {
      const at = this.below(bytes.length + 1);
      switch (this.below(4)) {
        case 0:
          bytes.splice(at, 1 + this.below(4));
          break;
        case 1:
          bytes.splice(at, 0, ...this.bytes(1 + this.below(4)));
          break;
        case 2:
          if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.below(8));
          break;
        default:
          if (at < bytes.length) bytes[at] = this.pick([0x00, 0xff, 0x7f, 0x80, 0x82, 0xf0, 0xf9, 0x1f, 0x37, 0x10]);
      }
    }
    return Uint8Array.from(bytes.slice(0, most));
  }

  /** The same bytes in pieces. */
  pieces(bytes: Uint8Array): Uint8Array[] {
    const cut: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const to = this.oneIn(2) ? at + 1 : at + 1 + this.below(40);
      cut.push(bytes.subarray(at, to));
      at = to;
    }
    return cut;
  }
}
