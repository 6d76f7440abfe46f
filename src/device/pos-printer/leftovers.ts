import type { Timers } from '../../workstation/ports/time.ts';

/** How long the clear response may take (DLE DC4 function 8); nothing may be sent meanwhile. */
const CLEAR_MS = 500;

/**
 * What an ended job left in the printer's buffer: it is emptied as soon as that can be done, over lost lines too, so that the rest
 * of a spoilt receipt never prints later.
 */
export class BufferClearing {
  readonly #timers: Timers;
  readonly #send: () => void;
  readonly #over: () => void;
  #state: 'none' | 'wanted' | 'asked' = 'none';
  #cancel: () => void = () => undefined;

  /** `send` writes the command; `over` is called when other things may be sent again. */
  constructor(timers: Timers, send: () => void, over: () => void) {
    this.#timers = timers;
    this.#send = send;
    this.#over = over;
  }

  /** True while the printer has not said that it is done: nothing else may be sent. */
  get asked(): boolean {
    return this.#state === 'asked';
  }

  /** There may be something left of a job. */
  want(): void {
    if (this.#state === 'none') this.#state = 'wanted';
  }

  /** The line can be written to: asks, if there is anything to be cleared. */
  begin(): void {
    if (this.#state !== 'wanted') return;
    this.#state = 'asked';
    this.#cancel = this.#timers.after(CLEAR_MS, () => this.done());
    this.#send();
  }

  /** The clear response came, or did not come in time: a model that does not answer has done what it can. */
  done(): void {
    if (this.#state !== 'asked') return;
    this.#cancel();
    this.#state = 'none';
    this.#over();
  }

  /** The line is gone: whether it was heard nobody knows, so it is asked again. */
  lost(): void {
    this.#cancel();
    if (this.#state === 'asked') this.#state = 'wanted';
  }
}

/**
 * Answers to GS r carry no number. So those that are due to earlier jobs are counted, and only the last one confirms the job that
 * prints now. One that a lost line left open may come on the next line, or never.
 */
export class PaperStatusAnswers {
  #due = 0;
  #mayCome = false;
  #skipped = false;

  asked(): void {
    this.#due += 1;
  }

  /** True where this answer is the one to the latest question. */
  answered(): boolean {
    if (this.#mayCome) {
      this.#mayCome = false;
      this.#skipped = this.#due > 0;
      return false;
    }
    if (this.#due === 0) return false;
    this.#due -= 1;
    return this.#due === 0;
  }

  /** The buffer is empty, and the questions in it with it. */
  cleared(): void {
    this.#due = 0;
    this.#mayCome = false;
  }

  /** The line is gone. `kept`: what the printer had not got to is still in its buffer. */
  lost(kept: boolean): void {
    // Where one was skipped, that one may have been the answer: to skip another would doubt every job for ever.
    this.#mayCome = kept && this.#due > 0 && !this.#skipped;
    this.#due = 0;
    this.#skipped = false;
  }
}

/** Answers to DLE EOT carry no number either: those to a round of questions that was given up are not taken for the next one's. */
export class StatusAnswers {
  #due = 0;
  #stale = 0;

  asked(): void {
    this.#due += 1;
  }

  /** A new round of questions begins. */
  begin(): void {
    this.#stale = this.#due;
  }

  /** True where this answer belongs to the round that is under way. */
  answered(): boolean {
    this.#due = Math.max(0, this.#due - 1);
    if (this.#stale === 0) return true;
    this.#stale -= 1;
    return false;
  }

  reset(): void {
    this.#due = 0;
    this.#stale = 0;
  }
}
