import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(600_000);
const amount = z.number().int().min(1).max(999_999_999_999);

/** It approves so many minor units at most; all of what is asked where it is left out. */
const most = amount.optional();

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
  /** Acknowledges and then says nothing more; it approves all the same where `approves`, and nobody is told. */
  z.strictObject({ kind: z.literal('mute'), approves: z.boolean().optional() }),
  /** Says "please wait" every second for so long, whatever the register asks, and then approves. */
  z.strictObject({ kind: z.literal('pleaseWait'), ms: milliseconds }),
  /** The line drops with the card presented; nothing is booked. */
  z.strictObject({ kind: z.literal('dropBeforeApproval') }),
  /** Booked, and the line drops before anybody is told. */
  z.strictObject({ kind: z.literal('dropAfterApproval'), most }),
  /** Booked and told, and the line drops before the completion. */
  z.strictObject({ kind: z.literal('dropBeforeCompletion'), most }),
  /** The line drops once so many bytes have left, counted from the acknowledgement on; what was going on goes on. */
  z.strictObject({ kind: z.literal('cutAt'), byte: z.number().int().min(0).max(100_000), most }),
  /** The line drops, and so many milliseconds later it is booked after all; another amount where one is given. */
  z.strictObject({ kind: z.literal('lateApproval'), ms: milliseconds, amount: amount.optional() }),
  /** The line drops; so many milliseconds after the register is back it is booked and told, which nobody asked for any more. */
  z.strictObject({ kind: z.literal('answerLater'), ms: milliseconds, amount: amount.optional() }),
  /** Waits until the register asks to abort, says yes to that, and approves. */
  z.strictObject({ kind: z.literal('approveAfterAbort') }),
  /** Approves so many minor units at most. */
  z.strictObject({ kind: z.literal('partial'), amount }),
  /** Approves this amount whatever was asked. `takesBack` false: it does not care when the register issues no goods for it. */
  z.strictObject({ kind: z.literal('otherAmount'), amount, takesBack: z.boolean().optional() }),
  /** The power goes, with the books kept or lost, and comes back after so many milliseconds. */
  z.strictObject({
    kind: z.literal('powerCut'),
    when: z.enum(['beforeApproval', 'afterApproval']),
    memory: z.enum(['kept', 'lost']),
    forMs: milliseconds.optional(),
    most,
  }),
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
