interface Turn {
  readonly key: string;
  readonly begin: (done: () => void) => void;
}

/**
 * Turns at work of the system that nobody can stop once it has begun. Looking for a device and opening it each hold one of the process's
 * four threads for files and names (libuv), and a driver of the kernel that hangs holds it for good: those who try again wait for the one
 * that is under way instead of taking the next thread.
 */
export class Turns {
  readonly #most: number;
  readonly #underWay = new Set<string>();
  #line: readonly Turn[] = [];

  /** @param most how many may be under way at once, each under a key of its own. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Begins when it is its turn, at once where nothing is in the way. The turn ends when `done` is called. Whoever gives up calls what is
   * returned: what has not begun then never does.
   */
  take(key: string, begin: (done: () => void) => void): () => void {
    const turn = { key, begin };
    this.#line = [...this.#line, turn];
    this.#next();
    return () => {
      this.#line = this.#line.filter((it) => it !== turn);
    };
  }

  #next(): void {
    if (this.#underWay.size >= this.#most) return;
    const turn = this.#line.find(({ key }) => !this.#underWay.has(key));
    if (turn === undefined) return;
    this.#line = this.#line.filter((it) => it !== turn);
    this.#underWay.add(turn.key);
    let over = false;
    turn.begin(() => {
      if (over) return;
      over = true;
      this.#underWay.delete(turn.key);
      this.#next();
    });
    this.#next();
  }
}
