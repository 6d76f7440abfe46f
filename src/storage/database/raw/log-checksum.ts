/** The two running sums of a write-ahead log. Source: sqlite.org/fileformat2.html, "Checksum Algorithm". */
export type Sums = readonly [number, number];

/** Carries the sums on over `bytes`, a multiple of eight of them. */
export function checksum(bytes: Buffer, before: Sums, bigEndian: boolean): Sums {
  let [first, second] = before;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0;
    second = (second + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0;
  }
  return [first, second];
}

/** The sums that are stored at a place: big-endian, whatever the order of the words that they sum up. */
export function sumsAt(bytes: Buffer, at: number): Sums {
  return [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
}

export function matches(bytes: Buffer, at: number, [first, second]: Sums): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;
}

/**
 * True where sums over so many words differ from the stored ones as they do when one bit is wrong, of the words or of what was stored.
 * Each sum is the two before it and a word, so what is added to a word reaches the sums behind it times the numbers of Fibonacci.
 */
export function isOneBitOff([first, second]: Sums, [storedFirst, storedSecond]: Sums, words: number): boolean {
  if (ones(first ^ storedFirst) + ones(second ^ storedSecond) === 1) return true;
  const apart = [(first - storedFirst) | 0, (second - storedSecond) | 0] as const;
  let [older, newer] = [0, 1];
  for (let word = words; word > 0; word -= 1) {
    for (let bit = 0; bit < 32; bit += 1) {
      const [one, two] = [Math.imul(older, 1 << bit), Math.imul(newer, 1 << bit)];
      if (one === apart[0] && two === apart[1]) return true;
      if (((one + apart[0]) | 0) === 0 && ((two + apart[1]) | 0) === 0) return true;
    }
    [older, newer] = [newer, (older + newer) | 0];
  }
  return false;
}

/** How many bits of two buffers of one length differ. */
export function bitsApart(one: Buffer, other: Buffer): number {
  return one.reduce((sum, byte, at) => sum + ones(byte ^ (other[at] ?? 0)), 0);
}

function ones(word: number): number {
  let count = 0;
  for (let left = word >>> 0; left !== 0; left = (left & (left - 1)) >>> 0) count += 1;
  return count;
}
