import type {
  PaymentOutcome,
  PaymentProgress,
  PaymentRequest,
  PaymentTerminalPort,
  RecoveryContext,
  TerminalHistory,
} from '../ports/payment-terminal.ts';
import type { Timers } from '../ports/time.ts';

/** Long enough to read what the screen says. */
const PRACTICE_MS = 2_000;
const EVIDENCE = { receiptText: ['TRAINING'] };

/**
 * The terminal of a lane on which staff practise. What belongs to a practice transaction is approved here after a moment, and no card is ever
 * charged for it; everything else, a sale from before say whose end is still to be found out, goes to the terminal that is there.
 */
export function withPractice(terminal: PaymentTerminalPort | null, timers: Timers): PaymentTerminalPort {
  let cancel: (() => void) | null = null;
  const approved = ({ amount }: PaymentRequest): PaymentOutcome => ({ kind: 'approved', amount, evidence: EVIDENCE });
  const absent = { kind: 'notSent', cause: 'absent' } as const;

  const practise = (request: PaymentRequest, progress: PaymentProgress): Promise<PaymentOutcome> => {
    progress.sent();
    progress.prompt('presentCard');
    const { promise, resolve } = Promise.withResolvers<PaymentOutcome>();
    const stop = timers.after(PRACTICE_MS, () => resolve(approved(request)));
    cancel = () => {
      stop();
      resolve({ kind: 'cancelled', evidence: EVIDENCE });
    };
    return promise.finally(() => {
      cancel = null;
    });
  };

  return {
    // What `sent` throws is the caller's, as with any terminal.
    async purchase(request, progress) {
      if (request.practice) return practise(request, progress);
      return terminal?.purchase(request, progress) ?? absent;
    },
    abort() {
      if (cancel === null) terminal?.abort();
      else cancel();
    },
    recover: async (context: RecoveryContext) => {
      // A practice payment that a restart cut off never happened.
      if (context.practice) return { kind: 'declined', reason: 'notPerformed', evidence: EVIDENCE };
      return terminal?.recover(context) ?? { kind: 'unreachable', cause: 'absent' };
    },
    reverse: async (evidence, request) =>
      request.practice ? approved(request) : (terminal?.reverse(evidence, request) ?? absent),
    refund: async (request, original) =>
      request.practice ? approved(request) : (terminal?.refund(request, original) ?? absent),
    onUnmatched: (listener) => terminal?.onUnmatched(listener) ?? (() => {}),
    ...(terminal?.onMet === undefined ? {} : { onMet: terminal.onMet.bind(terminal) }),
    remember: (history: TerminalHistory) => {
      const open = history.open.filter(({ practice }) => practice !== true);
      terminal?.remember?.({ ...history, open });
    },
    closeDay: async () => terminal?.closeDay() ?? { kind: 'failed', cause: 'absent' },
  };
}
