/** How one family of scales answers: bytes of the register in, in whatever pieces, and answers out. */
export interface Dialect {
  push(bytes: Uint8Array): Uint8Array[];
  /** The register has gone: half a command is forgotten. */
  reset(): void;
}

/** Longest command that is remembered while its end has not come. */
const MOST_PENDING = 64;

/** A dialect whose commands end with one of these bytes; `answer` gets a command without its end, as Latin-1 text. */
export class LineDialect implements Dialect {
  readonly #ends: ReadonlySet<number>;
  readonly #answer: (command: string) => string | null;
  #pending = '';

  constructor(ends: readonly number[], answer: (command: string) => string | null) {
    this.#ends = new Set(ends);
    this.#answer = answer;
  }

  push(bytes: Uint8Array): Uint8Array[] {
    const answers: Uint8Array[] = [];
    for (const byte of bytes) {
      if (!this.#ends.has(byte)) {
        this.#pending = (this.#pending + String.fromCharCode(byte)).slice(-MOST_PENDING);
        continue;
      }
      const answer = this.#pending === '' ? null : this.#answer(this.#pending);
      this.#pending = '';
      if (answer !== null) answers.push(latin1(answer));
    }
    return answers;
  }

  reset(): void {
    this.#pending = '';
  }
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
