const SHOWN_MS = 4_000;
const IDLE = ['Checkstand Pay', 'Ready'];

/** The terminal's display: what was last to be said, and its name again after a while. */
export class Display {
  readonly #busy: () => boolean;
  readonly #onChange: () => void;
  #lines: readonly string[] = IDLE;
  #idle: NodeJS.Timeout | undefined;

  /** `busy`: whether something goes on that what is shown belongs to. */
  constructor(busy: () => boolean, onChange: () => void) {
    this.#busy = busy;
    this.#onChange = onChange;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  show(lines: readonly string[]): void {
    this.#lines = lines;
    this.#later();
    this.#onChange();
  }

  stop(): void {
    clearTimeout(this.#idle);
  }

  #later(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#fade(), SHOWN_MS).unref();
  }

  #fade(): void {
    if (this.#busy()) this.#later();
    else this.#lines = IDLE;
    this.#onChange();
  }
}
