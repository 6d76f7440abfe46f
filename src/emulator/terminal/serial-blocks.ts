/**
 * The serial side of a terminal: every message goes in a block, 10 02 … 10 03 and a checksum, and is acknowledged by 06 or refused by
 * 15 (ZVT, PA00P016, "Transport protocol").
 */
const MARK = 0x10;
const TEXT = 0x02;
const END = 0x03;
const YES = 0x06;
const NO = 0x15;
const PATIENCE_MS = 1_500;
const TRIES = 3;
const MOST_QUEUED = 64;
const MOST_BYTES = 70_000;

/** The checksum by table, low bits first. */
const TABLE = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value % 2 === 1 ? (value >>> 1) ^ 0x8408 : value >>> 1;
  return value;
});
const checksum = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0), 0);

/** A message in its block. */
export function inBlock(message: Uint8Array): Uint8Array {
  const sum = checksum(Buffer.concat([message, Uint8Array.of(END)]));
  const body = Buffer.from(message)
    .toString('hex')
    .replace(/../g, (pair) => (pair === '10' ? '1010' : pair));
  return Buffer.concat([
    Uint8Array.of(MARK, TEXT),
    Buffer.from(body, 'hex'),
    Uint8Array.of(MARK, END, sum & 255, sum >> 8),
  ]);
}

export interface SerialBlocksOptions {
  readonly write: (bytes: Uint8Array) => void;
  readonly message: (bytes: Uint8Array) => void;
  /** Nobody acknowledges any more. */
  readonly failed: () => void;
}

/** One register's serial connection. Two faults can be asked of it: acknowledgements that get lost, and blocks that arrive spoilt. */
export class SerialBlocks {
  readonly #options: SerialBlocksOptions;
  #pending: Buffer = Buffer.alloc(0);
  readonly #queue: Uint8Array[] = [];
  #tries = 0;
  #timer: NodeJS.Timeout | undefined;
  /** What came last, until the register has acknowledged something said after it. */
  #previous: Buffer | undefined;
  #lostSigns = 0;
  #spoilt = 0;

  constructor(options: SerialBlocksOptions) {
    this.#options = options;
  }

  /** The next so many acknowledgements never leave. */
  loseSigns(count: number): void {
    this.#lostSigns = count;
  }

  /** The next so many blocks leave with a bit turned. */
  spoil(count: number): void {
    this.#spoilt = count;
  }

  send(message: Uint8Array): void {
    if (this.#queue.length >= MOST_QUEUED) return this.#options.failed();
    this.#queue.push(message);
    if (this.#queue.length === 1) this.#put();
  }

  receive(bytes: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#readOne());
    if (this.#pending.length > MOST_BYTES) this.#pending = Buffer.alloc(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  /** Takes one block or sign off the front; false when the rest of it has not come. */
  #readOne(): boolean {
    const [first, second] = this.#pending;
    if (first === undefined) return false;
    if (first !== MARK) {
      this.#pending = this.#pending.subarray(1);
      if (first === YES) this.#acknowledged();
      else if (first === NO) this.#refused();
      return true;
    }
    if (second === undefined) return false;
    if (second !== TEXT) {
      this.#pending = this.#pending.subarray(1);
      return true;
    }
    const message: number[] = [];
    for (let at = 2; at < this.#pending.length; at++) {
      const byte = this.#pending[at] ?? 0;
      if (byte !== MARK) {
        message.push(byte);
        continue;
      }
      const next = this.#pending[++at];
      if (next === undefined) return false;
      if (next === MARK) message.push(MARK);
      else if (next === END) return this.#ended(Buffer.from(message), at + 1);
      else {
        // Begun anew, or broken off.
        this.#pending = this.#pending.subarray(next === TEXT ? at - 1 : at + 1);
        this.#sign(NO);
        return true;
      }
    }
    return false;
  }

  #ended(message: Buffer, at: number): boolean {
    if (this.#pending.length < at + 2) return false;
    const sum = this.#pending.readUInt16LE(at);
    this.#pending = this.#pending.subarray(at + 2);
    if (sum !== checksum(Buffer.concat([message, Uint8Array.of(END)]))) {
      this.#sign(NO);
      return true;
    }
    this.#sign(YES);
    if (this.#previous?.equals(message) === true) return true;
    this.#previous = message;
    this.#options.message(message);
    return true;
  }

  #sign(sign: number): void {
    if (this.#lostSigns > 0) this.#lostSigns -= 1;
    else this.#options.write(Uint8Array.of(sign));
  }

  #acknowledged(): void {
    if (this.#queue.length === 0) return;
    clearTimeout(this.#timer);
    this.#queue.shift();
    this.#tries = 0;
    this.#previous = undefined;
    if (this.#queue.length > 0) this.#put();
  }

  #refused(): void {
    if (this.#queue.length > 0) this.#put();
  }

  #put(): void {
    clearTimeout(this.#timer);
    const [message] = this.#queue;
    if (message === undefined) return;
    if (++this.#tries > TRIES) {
      this.stop();
      this.#options.failed();
      return;
    }
    const block = Uint8Array.from(inBlock(message));
    if (this.#spoilt > 0) {
      this.#spoilt -= 1;
      block[2] = (block[2] ?? 0) ^ 0x40;
    }
    this.#timer = setTimeout(() => this.#put(), PATIENCE_MS);
    this.#options.write(block);
  }
}
