/** One command as the board understood it. */
export interface RelayCommand {
  /** From 1. */
  readonly relay: number;
  readonly closed: boolean;
}

/** Source: "LC USB switch communication protocol" of the LCUS boards: start mark, relay, 0 or 1, sum of the three modulo 256. */
const START_MARK = 0xa0;
const LENGTH = 4;

/**
 * Reads commands out of bytes however they are cut. What is no command is passed over byte by byte, so that the next good one is
 * found; never more than three bytes are kept.
 */
export class RelayParser {
  readonly #relays: number;
  #kept: number[] = [];
  #passedOver = 0;

  /** @param relays how many the board has: others are no commands to it. */
  constructor(relays: number) {
    this.#relays = relays;
  }

  /** Bytes that belonged to no command, in all. */
  get passedOver(): number {
    return this.#passedOver;
  }

  push(bytes: Uint8Array): RelayCommand[] {
    const commands: RelayCommand[] = [];
    for (const byte of bytes) {
      this.#kept.push(byte);
      if (this.#kept.length < LENGTH) continue;
      const command = this.#read();
      if (command === null) {
        this.#kept.shift();
        this.#passedOver += 1;
      } else {
        commands.push(command);
        this.#kept = [];
      }
    }
    return commands;
  }

  /** The line has dropped: what began on it never ends. */
  reset(): void {
    this.#passedOver += this.#kept.length;
    this.#kept = [];
  }

  #read(): RelayCommand | null {
    const [mark = 0, relay = 0, state = 0, sum = 0] = this.#kept;
    const good = mark === START_MARK && relay >= 1 && relay <= this.#relays && (state === 0 || state === 1);
    return good && sum === ((mark + relay + state) & 0xff) ? { relay, closed: state === 1 } : null;
  }
}
