type CardEvent = 'presented' | 'stopped';

const CARD_WAIT_MS = 90_000;

/** Where cards are held against, and the red key beside it. */
export class CardReader {
  readonly #onChange: () => void;
  #delayMs: number | null;
  #waiting: ((event: CardEvent) => void) | undefined;

  /** `delayMs`: how long a shopper takes; null waits for `press`. */
  constructor(delayMs: number | null, onChange: () => void) {
    this.#delayMs = delayMs;
    this.#onChange = onChange;
  }

  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  get delayMs(): number | null {
    return this.#delayMs;
  }

  setDelay(ms: number | null): void {
    this.#delayMs = ms;
    this.#onChange();
  }

  /** `stopped`: red key, abort by the register, or nobody came. */
  wait(): Promise<CardEvent> {
    return new Promise((resolve) => {
      const delayMs = this.#delayMs;
      const timer = setTimeout(() => this.press(delayMs === null ? 'stopped' : 'presented'), delayMs ?? CARD_WAIT_MS);
      this.#waiting = (event) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(event);
      };
      this.#onChange();
    });
  }

  /** Whoever waits never hears of a card: the power has gone. */
  forget(): void {
    this.#waiting = undefined;
  }

  /** A card is presented, or the red key pressed. `false` when it means nothing now. */
  press(event: CardEvent): boolean {
    const waiting = this.#waiting;
    waiting?.(event);
    return waiting !== undefined;
  }
}
