/**
 * The general-purpose outputs as they are wanted, and which of them the reader has still to be told. A reader that was away may have
 * lost its power: then all of them.
 */
export class WantedOutputs {
  readonly #most: number;
  readonly #wanted = new Map<number, boolean>();
  readonly #told = new Map<number, boolean>();

  /** @param most ports that the reader has. */
  constructor(most: number) {
    this.#most = most;
  }

  /** False when the reader has no such port. */
  set(port: number, high: boolean): boolean {
    if (!Number.isInteger(port) || port < 1 || port > this.#most) return false;
    this.#wanted.set(port, high);
    return true;
  }

  /** What the reader has still to be told, in the order in which the ports were first set. */
  untold(): { readonly port: number; readonly high: boolean }[] {
    return [...this.#wanted]
      .filter(([port, high]) => this.#told.get(port) !== high)
      .map(([port, high]) => ({ port, high }));
  }

  told(port: number, high: boolean): void {
    this.#told.set(port, high);
  }

  /** The reader is gone, and with it what it was told. */
  forget(): void {
    this.#told.clear();
  }
}
