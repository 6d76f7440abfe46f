import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(600_000);

/** What becomes of a transaction. Validated here because pages and tests send it as JSON. */
export const terminalModeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approve') }),
  /** `result` is the code in BMP 27; 05 when left out. */
  z.strictObject({ kind: z.literal('decline'), result: z.number().int().min(1).max(255).optional() }),
  /** The shopper presses the red key. */
  z.strictObject({ kind: z.literal('cancel') }),
  /** Approves after so many milliseconds of waiting for the host. */
  z.strictObject({ kind: z.literal('slow'), ms: milliseconds }),
  /** Answers nothing, not even an acknowledgement. */
  z.strictObject({ kind: z.literal('silent') }),
  /** The line drops with the card presented; nothing is booked. */
  z.strictObject({ kind: z.literal('dropBeforeApproval') }),
  /** Booked, and the line drops before anybody is told. */
  z.strictObject({ kind: z.literal('dropAfterApproval') }),
  /** Booked and told, and the line drops before the completion. */
  z.strictObject({ kind: z.literal('dropBeforeCompletion') }),
  /** The line drops, and so many milliseconds later it is booked after all. */
  z.strictObject({ kind: z.literal('lateApproval'), ms: milliseconds }),
  /** Approves so many minor units at most. */
  z.strictObject({ kind: z.literal('partial'), amount: z.number().int().min(1).max(999_999_999_999) }),
]);

export type TerminalMode = z.infer<typeof terminalModeSchema>;

export const operationSchema = z.enum(['payment', 'reversal', 'refund']);

export type Operation = z.infer<typeof operationSchema>;

const ONCE_LIMIT = 50;

/** Which mode the next transaction runs in: those set once in their order, then the one that stays. */
export class Behaviour {
  #lasting: Record<Operation, TerminalMode> = {
    payment: { kind: 'approve' },
    reversal: { kind: 'approve' },
    refund: { kind: 'approve' },
  };
  readonly #once: { operation: Operation; mode: TerminalMode }[] = [];

  /** @throws RangeError when more than fifty are waiting. */
  set(mode: TerminalMode, { once = false, on = 'payment' }: { once?: boolean; on?: Operation } = {}): void {
    if (!once) {
      this.#lasting[on] = mode;
      return;
    }
    if (this.#once.length >= ONCE_LIMIT) throw new RangeError('too many modes are waiting for a transaction');
    this.#once.push({ operation: on, mode });
  }

  /** Whether the terminal is dead to the world, and not only for one transaction. */
  get silent(): boolean {
    return this.#lasting.payment.kind === 'silent';
  }

  /** The mode of the next transaction of this kind, without using it up. */
  upcoming(operation: Operation): TerminalMode {
    return this.#once.find((each) => each.operation === operation)?.mode ?? this.#lasting[operation];
  }

  take(operation: Operation): TerminalMode {
    const index = this.#once.findIndex((each) => each.operation === operation);
    return index < 0 ? this.#lasting[operation] : (this.#once.splice(index, 1)[0]?.mode ?? this.#lasting[operation]);
  }
}
