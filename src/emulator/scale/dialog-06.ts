import { type Dialect, latin1 } from './dialect.ts';
import { LEAST_GRAMS, type Platform } from './platform.ts';

const [STX, ETX, EOT, ENQ, ACK, NAK] = [0x02, 0x03, 0x04, 0x05, 0x06, 0x15];
const MOST_RECORD = 64;
/** Record 01, with the unit price; 03 and 05 add a tare, 04 and 05 a text, which only the scale's own display needs. */
const PRICED = /^0([1345])\x1b(\d{6})\x1b/;

/**
 * Dialog 06: the register gives a unit price, then asks with EOT ENQ; the scale answers record 02 with weight, unit price and price, or
 * NAK, whose reason record 08 asks for and record 09 tells. Once a weight is told, there is none until the platform has moved.
 */
export class Dialog06Dialect implements Dialect {
  readonly #platform: Platform;
  readonly #challenges: () => boolean;
  #record: number[] | null = null;
  #price: number | null = null;
  #status = '00';
  /** What was told last; the same load is not told again. */
  #told: number | null = null;

  /** `challenges`: it wants the register's checksum before it tells a weight. */
  constructor(platform: Platform, challenges: () => boolean) {
    this.#platform = platform;
    this.#challenges = challenges;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    return [...bytes].flatMap((byte) => this.#take(byte) ?? []);
  }

  reset(): void {
    this.#record = null;
    this.#price = null;
  }

  #take(byte: number): Uint8Array | null {
    if (byte === EOT || (byte === STX && this.#record === null)) {
      this.#record = byte === STX ? [] : null;
      return null;
    }
    if (byte === ENQ && this.#record === null) return this.#weigh();
    if (this.#record === null) return null;
    if (byte === ETX) {
      const text = String.fromCharCode(...this.#record);
      this.#record = null;
      return this.#obey(text);
    }
    if (this.#record.length < MOST_RECORD) this.#record.push(byte);
    return null;
  }

  #obey(text: string): Uint8Array {
    if (text === '08') return record(`09\x1b${this.#status}`);
    const price = PRICED.exec(text)?.[2];
    if (price === undefined) return this.#refuse('10');
    if (Number(price) === 0) return this.#refuse('11');
    this.#price = Number(price);
    this.#status = '00';
    return Uint8Array.of(ACK);
  }

  #weigh(): Uint8Array {
    const { weighed, load } = this.#platform;
    if (this.#price === null) return this.#refuse('01');
    if (weighed.kind === 'moving') this.#told = null;
    if (load !== this.#told) this.#told = null;
    if (weighed.kind === 'moving') return this.#refuse('20');
    if (weighed.kind === 'unset') return this.#refuse('22');
    if (weighed.kind === 'under') return this.#refuse('31');
    if (weighed.kind === 'over') return this.#refuse('32');
    if (weighed.grams < LEAST_GRAMS) return this.#refuse('30');
    if (this.#told !== null) return this.#refuse('21');
    if (this.#challenges()) return record('11\x1b2A7');
    this.#told = load;
    const total = Math.round((weighed.grams * this.#price) / 1000);
    const digits = [String(weighed.grams).padStart(5, '0'), pad6(this.#price), pad6(total)];
    return record(`02\x1b3\x1b${digits.join('\x1b')}`);
  }

  #refuse(status: string): Uint8Array {
    this.#status = status;
    return Uint8Array.of(NAK);
  }
}

function pad6(value: number): string {
  return String(value).padStart(6, '0');
}

function record(text: string): Uint8Array {
  return latin1(`\x02${text}\x03`);
}
