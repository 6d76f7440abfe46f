import { SerialBlocks } from './serial-blocks.ts';

export interface RegisterLineOptions {
  readonly write: (bytes: Uint8Array) => void;
  /** Bytes of messages, bare, in whatever pieces. */
  readonly heard: (bytes: Uint8Array) => void;
  /** The line is of no use any more. */
  readonly failed: () => void;
}

/** No message begins with it; a block does. */
const BLOCK_BEGINS = 0x10;

/**
 * One register's connection: bare messages as over a network, or blocks as over a serial line. Which of them, its first byte tells: the
 * terminal never speaks first on a new line.
 */
export class RegisterLine {
  readonly #options: RegisterLineOptions;
  readonly #blocks: SerialBlocks;
  #kind: 'unknown' | 'bare' | 'blocks' = 'unknown';

  constructor(options: RegisterLineOptions) {
    this.#options = options;
    this.#blocks = new SerialBlocks({ write: options.write, message: options.heard, failed: options.failed });
  }

  get blocks(): SerialBlocks {
    return this.#blocks;
  }

  /** Whether the register has shown that it speaks in blocks, as on a serial line. */
  get inBlocks(): boolean {
    return this.#kind === 'blocks';
  }

  receive(bytes: Uint8Array): void {
    if (this.#kind === 'unknown') this.#kind = bytes[0] === BLOCK_BEGINS ? 'blocks' : 'bare';
    if (this.#kind === 'blocks') this.#blocks.receive(bytes);
    else this.#options.heard(bytes);
  }

  send(message: Uint8Array): void {
    if (this.#kind === 'blocks') this.#blocks.send(message);
    else this.#options.write(message);
  }

  stop(): void {
    this.#blocks.stop();
  }
}
