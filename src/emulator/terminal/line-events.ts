/** Things that happen on a register's line once and that a transaction may wait for. */
export class LineEvents {
  #gone: (() => void)[] = [];
  #aborts: (() => void)[] = [];

  untilGone(): Promise<void> {
    return new Promise((resolve) => this.#gone.push(resolve));
  }

  /** Until the register asks to abort; a line that is gone can't ask any more. */
  untilAbort(): Promise<void> {
    return new Promise((resolve) => this.#aborts.push(resolve));
  }

  abort(): void {
    for (const resolve of this.#aborts.splice(0)) resolve();
  }

  gone(): void {
    this.abort();
    for (const resolve of this.#gone.splice(0)) resolve();
  }

  /** Nobody who waits ever hears of it: the power has gone. */
  forget(): void {
    this.#aborts = [];
    this.#gone = [];
  }
}
