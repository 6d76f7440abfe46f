interface Owed<Desk> {
  readonly ms: number;
  readonly run: (desk: Desk) => Promise<void>;
  timer: NodeJS.Timeout | undefined;
  due: boolean;
}

/** What is to be said to a register when it is there and nothing else goes on, in order. */
export class OwedMessages<Desk> {
  readonly #pay: () => void;
  #owed: Owed<Desk>[] = [];

  /** `pay` is called when it may be time for one. */
  constructor(pay: () => void) {
    this.#pay = pay;
  }

  /** `ms`: how long the register has to have been there. */
  add(ms: number, run: (desk: Desk) => Promise<void>): void {
    this.#owed.push({ ms, run, timer: undefined, due: false });
    this.#pay();
  }

  /** The first one that is due; the register is there and idle, so its time runs from now on where it did not. */
  take(): ((desk: Desk) => Promise<void>) | undefined {
    const [next] = this.#owed;
    if (next === undefined) return undefined;
    if (next.due || next.ms === 0) return this.#owed.shift()?.run;
    next.timer ??= setTimeout(() => {
      next.due = true;
      this.#pay();
    }, next.ms).unref();
    return undefined;
  }

  forget(): void {
    for (const { timer } of this.#owed) clearTimeout(timer);
    this.#owed = [];
  }
}
