import type { Log } from '../../workstation/ports/log.ts';

/** What has been begun and is to be ended, last begun first. */
export class Cleanup {
  readonly #log: Log;
  readonly #steps: { readonly name: string; readonly end: () => void | Promise<void> }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, end: () => void | Promise<void>): void {
    this.#steps.push({ name, end });
  }

  /** Ends everything once. A step that fails is logged and keeps none of the others from ending. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step.end();
      } catch (error) {
        this.#log.error('edge.notEnded', {
          part: step.name,
          error: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }
}
