/** One tag in front of one antenna. */
export interface FieldTag {
  /** Its EPC memory behind the PC word, upper-case hex, whole bytes; anything at all, also what decodes to nothing. */
  readonly epc: string;
  /** Port, from 1. */
  readonly antenna: number;
  /** How strong its answer arrives there, in dBm. */
  readonly rssi: number;
}

const MOST_TAGS = 10_000;
const MOST_HEX = 124;
const HEX = /^([0-9A-F]{2})*$/;
const USUAL_RSSI = -52;

/**
 * What lies in front of the antennas of one reader, whatever protocol it speaks: tags are put there and taken away, and the reader
 * inventories what is there at that moment. A tag may be in front of several antennas, at each with its own strength.
 */
export class TagField {
  readonly #tags = new Map<string, FieldTag>();
  readonly #listeners = new Set<() => void>();

  /** Puts a tag in front of an antenna; once more changes its strength. @throws RangeError on what no tag or antenna can be, or past 10,000. */
  put(epc: string, antenna = 1, rssi = USUAL_RSSI): void {
    const hex = epc.toUpperCase();
    if (!HEX.test(hex) || hex.length > MOST_HEX) throw new RangeError('an EPC is 0 to 62 bytes in hex');
    if (!Number.isInteger(antenna) || antenna < 1 || antenna > 255) throw new RangeError('an antenna is from 1 to 255');
    if (!Number.isInteger(rssi) || rssi < -128 || rssi > 0) throw new RangeError('a strength is from -128 to 0 dBm');
    const key = `${antenna} ${hex}`;
    if (!this.#tags.has(key) && this.#tags.size >= MOST_TAGS) throw new RangeError(`at most ${MOST_TAGS} tags`);
    this.#tags.set(key, { epc: hex, antenna, rssi });
    this.#changed();
  }

  /** Takes a tag away from one antenna, or from all; false when it was not there. */
  take(epc: string, antenna?: number): boolean {
    const hex = epc.toUpperCase();
    let taken = false;
    for (const [key, tag] of this.#tags) {
      if (tag.epc === hex && (antenna === undefined || tag.antenna === antenna))
        taken = this.#tags.delete(key) || taken;
    }
    if (taken) this.#changed();
    return taken;
  }

  clear(): void {
    if (this.#tags.size === 0) return;
    this.#tags.clear();
    this.#changed();
  }

  get size(): number {
    return this.#tags.size;
  }

  /** Everything, in the order in which it was put. */
  tags(): FieldTag[] {
    return [...this.#tags.values()];
  }

  /** What answers at these antennas. */
  before(antennas: Iterable<number>): FieldTag[] {
    const asked = new Set(antennas);
    return this.tags().filter(({ antenna }) => asked.has(antenna));
  }

  /** Called after every change; what it returns ends that. */
  onChange(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
