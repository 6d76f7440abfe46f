import type { Identifiers, Timers } from '../../workstation/ports/time.ts';
import type { Refusal, RequestType } from '../wire/messages.ts';

/** What came of a request. `silent`: no answer in time, or no connection; whether it was heard is not known. */
export type Outcome<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly why: Refusal }
  | { readonly kind: 'silent' };

interface Pending {
  readonly to: string;
  readonly what: RequestType;
  readonly settle: (outcome: Outcome<unknown>) => void;
}

/** Requests of this box that may wait for their answers at once. */
const MOST_PENDING = 64;

/** The requests that wait for an answer. */
export class Calls {
  readonly #timers: Timers;
  readonly #ids: Identifiers;
  readonly #pending = new Map<string, Pending>();

  constructor(timers: Timers, ids: Identifiers) {
    this.#timers = timers;
    this.#ids = ids;
  }

  /** Waits for the answer to what `send` sends under the correlation id that it is given. */
  call(
    to: string,
    what: RequestType,
    timeoutMs: number,
    send: (correlation: string) => boolean,
  ): Promise<Outcome<unknown>> {
    if (this.#pending.size >= MOST_PENDING) return Promise.resolve({ kind: 'refused', why: 'busy' });
    const correlation = this.#ids.uuid();
    return new Promise((resolve) => {
      const cancel = this.#timers.after(timeoutMs, () => settle({ kind: 'silent' }));
      const settle = (outcome: Outcome<unknown>) => {
        if (!this.#pending.delete(correlation)) return;
        cancel();
        resolve(outcome);
      };
      this.#pending.set(correlation, { to, what, settle });
      if (!send(correlation)) settle({ kind: 'silent' });
    });
  }

  /** Hands an answer to whoever waits; false when nobody asked this box for this. */
  answered(from: string, what: RequestType, correlation: string, outcome: Outcome<unknown>): boolean {
    const pending = this.#pending.get(correlation);
    if (pending === undefined || pending.to !== from || pending.what !== what) return false;
    pending.settle(outcome);
    return true;
  }

  /** Ends them all: the connection is gone. */
  abandon(): void {
    for (const { settle } of [...this.#pending.values()]) settle({ kind: 'silent' });
  }
}
