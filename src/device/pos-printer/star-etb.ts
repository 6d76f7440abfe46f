/** The counter has five bits. */
const TURNS_AT = 32;

/**
 * Follows a printer's count of the ETB commands that it has printed up to. The count says how many and not which, so what it was
 * before a job decides what it must be after it, with those of earlier jobs that may still be waiting in the printer.
 */
export class EtbCount {
  #last: number | null = null;
  /** ETBs that were sent and not counted yet. */
  #waiting = 0;
  #confirmable = false;

  /** A job with one ETB at its end has been written to the line. */
  sent(): void {
    // Without a count from before it there is nothing to compare with; such a job is never confirmed.
    this.#confirmable = this.#last !== null;
    this.#waiting += 1;
  }

  /** The printer told its count: true where that is the end of the latest job. */
  counted(count: number): boolean {
    const before = this.#last ?? count;
    this.#last = count;
    const more = (count - before + TURNS_AT) % TURNS_AT;
    if (more === 0 || this.#waiting === 0) return false;
    if (more > this.#waiting) {
      // It was switched off and on, or something else prints on it too: nothing can be said of what was sent so far.
      this.#waiting = 0;
      return false;
    }
    this.#waiting -= more;
    return this.#waiting === 0 && this.#confirmable;
  }

  /** The printer's buffer is empty, and its count at nought. */
  cleared(): void {
    this.#last = 0;
    this.#waiting = 0;
  }

  /** A new line: what the count is there has to be heard first. */
  opened(): void {
    this.#last = null;
    this.#waiting = 0;
  }
}
