/** Chance from a seed: the same seed gives the same numbers on every machine (sfc32, seeded by a hash of the text). */
export class Chance {
  readonly #state: [number, number, number, number];

  constructor(seed: string | number) {
    const words = [0x9e3779b9, 0x243f6a88, 0xb7e15162].map((salt) => hash(`${salt} ${seed}`));
    this.#state = [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, 1];
    for (let round = 0; round < 16; round += 1) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const [a, b, c, counter] = this.#state;
    const sum = (a + b + counter) | 0;
    this.#state[3] = (counter + 1) | 0;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = (c + (c << 3)) | 0;
    this.#state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True so often of one. */
  happens(share: number): boolean {
    return this.next() < share;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(0, list.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** One of several, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    throw new RangeError('nothing to choose from');
  }
}

/** FNV-1a, with a final mixing so that seeds that differ in one bit give unlike numbers. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
