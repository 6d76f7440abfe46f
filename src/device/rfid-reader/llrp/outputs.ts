const MOST_PORT = 255;

/** What a reader's general-purpose outputs are wanted to be, and what of it has not been said to it yet. */
export class WantedOutputs {
  readonly #wanted = new Map<number, boolean>();
  readonly #unsaid = new Set<number>();

  /** Everything that was ever wanted: what a reader is told on a new connection. */
  get all(): ReadonlyMap<number, boolean> {
    return this.#wanted;
  }

  /** False for a port that no reader has. */
  set(port: number, high: boolean): boolean {
    if (!Number.isInteger(port) || port < 1 || port > MOST_PORT) return false;
    this.#wanted.set(port, high);
    this.#unsaid.add(port);
    return true;
  }

  /** All of it is on its way. */
  said(): void {
    this.#unsaid.clear();
  }

  /** What changed since it was last said, and counts as said from now on. */
  changes(): ReadonlyMap<number, boolean> {
    const changed = new Map([...this.#unsaid].map((port) => [port, this.#wanted.get(port) === true]));
    this.#unsaid.clear();
    return changed;
  }
}
