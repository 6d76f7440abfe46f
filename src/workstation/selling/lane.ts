import { crockford, EXIT_CODE_BYTES, exitClaimText, signedExit } from '../../domain/gate/exit-code.ts';
import { isOpen, paidSoFar } from '../../domain/tender/attempt.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { Unsubscribe } from '../ports/device.ts';
import { Fault } from '../ports/fault.ts';
import { PaymentRun } from '../tendering/payment-run.ts';
import { printReceipt } from '../tendering/receipt-run.ts';
import { ReversalRun } from '../tendering/reversal-run.ts';
import { Basket } from './basket.ts';
import { LaneCore, type LaneDependencies } from './lane-core.ts';
import { MORE_TIME_MS, MOST_EXTENSIONS } from './lane-settings.ts';
import { ACCEPTED, type LaneAnswer, type LaneCommand, type LaneState, NOT_NOW } from './lane-state.ts';
import { recall } from './recorder.ts';

export type { LaneDependencies } from './lane-core.ts';

/** One self-checkout lane: takes scans and touches, sells, is paid, prints. */
export interface Lane {
  /** Takes up what the last run left open, then listens to its devices. @throws Fault of the journal. */
  start(): void;
  state(): LaneState;
  /** Called synchronously after every change with the whole state. */
  subscribe(listener: (state: LaneState) => void): Unsubscribe;
  /** Does what the screen asks, or says why not. Never throws. */
  command(command: LaneCommand): LaneAnswer;
  stop(): void;
}

/** A lane over its ports. Nothing happens before `start`. */
export function createLane(on: LaneDependencies): Lane {
  const core = new LaneCore(on);
  let cancelGoodbye: () => void = () => {};
  const unsubscribes: Unsubscribe[] = [];

  const goodbye = (): void => {
    cancelGoodbye();
    core.update({
      stage: { kind: 'idle' },
      transaction: null,
      priced: null,
      notice: null,
      helpCalled: false,
      locale: on.settings.locale,
    });
  };

  const goodbyeIn = (milliseconds: number): void => {
    cancelGoodbye();
    cancelGoodbye = on.timers.after(milliseconds, () => {
      if (core.state.stage.kind === 'thanks') goodbye();
    });
  };

  const complete = (transaction: Transaction): void => {
    const sold = completeSale(core, transaction);
    const lasts = on.settings.thankYouSeconds * 1000;
    core.update({
      transaction: sold,
      notice: null,
      helpCalled: false,
      stage: { kind: 'thanks', receipt: 'printing', closesAt: on.clock.monotonic() + lasts, extensions: 0 },
    });
    goodbyeIn(lasts);
    core.run(printReceipt(core, sold, false));
  };

  const basket = new Basket(core, goodbye);
  const payment = new PaymentRun(core, complete);
  const reversal = new ReversalRun(core, goodbye);

  const moreTime = (): LaneAnswer => {
    const { stage } = core.state;
    if (stage.kind !== 'thanks' || stage.extensions >= MOST_EXTENSIONS) return NOT_NOW;
    core.stage({ ...stage, closesAt: on.clock.monotonic() + MORE_TIME_MS, extensions: stage.extensions + 1 });
    goodbyeIn(MORE_TIME_MS);
    return ACCEPTED;
  };

  /** Moves between basket and review; a payment that took nothing may be left for either. */
  const go = (to: 'basket' | 'review'): LaneAnswer => {
    const { stage, transaction } = core.state;
    const from = to === 'review' ? ['basket'] : ['review', 'declined', 'cancelled', 'unreachable'];
    if (transaction === null || !from.includes(stage.kind)) return NOT_NOW;
    if (to === 'review' && !mayReview(transaction)) return NOT_NOW;
    core.update({ stage: { kind: to }, notice: null });
    return ACCEPTED;
  };

  const cancelBasket = (): LaneAnswer => {
    const { stage, transaction } = core.state;
    if (stage.kind !== 'partial' || transaction === null) return basket.cancel();
    reversal.begin(transaction);
    return ACCEPTED;
  };

  const dispatch = (command: LaneCommand): LaneAnswer => {
    switch (command.kind) {
      case 'start':
        return basket.start();
      case 'changeQuantity':
      case 'voidLine':
      case 'undo':
        return basket.change(command);
      case 'cancelBasket':
        return cancelBasket();
      case 'toReview':
        return go('review');
      case 'toBasket':
        return go('basket');
      case 'pay':
        return payment.pay();
      case 'abortPayment':
        return payment.abort();
      case 'finish':
        if (core.state.stage.kind !== 'thanks') return NOT_NOW;
        goodbye();
        return ACCEPTED;
      case 'moreTime':
        return moreTime();
      case 'callHelp':
        core.update({ helpCalled: true });
        return ACCEPTED;
      case 'cancelHelp':
        core.update({ helpCalled: false });
        return ACCEPTED;
      case 'dismissNotice':
        core.dropNotice(command.noticeId);
        return ACCEPTED;
      case 'setLocale':
        if (!on.settings.locales.includes(command.locale)) return NOT_NOW;
        core.update({ locale: command.locale });
        return ACCEPTED;
    }
  };

  return {
    start() {
      const open = resume(core, payment, reversal, complete);
      on.log.info('lane.started', { resumed: open });
      unsubscribes.push(on.scanner.onScan((scan) => guarded(core, () => basket.scan(scan))));
      const { devices } = on;
      if (devices !== undefined) {
        core.update({ devices: devices.reports() });
        unsubscribes.push(devices.onReport(() => core.update({ devices: devices.reports() })));
      }
    },
    state: () => core.state,
    subscribe: (listener) => core.subscribe(listener),
    command(command) {
      if (core.state.stage.kind === 'unavailable')
        return { kind: 'refused', reason: 'locked', code: core.state.stage.code };
      return guarded(core, () => dispatch(command)) ?? { kind: 'refused', reason: 'fault' };
    },
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      cancelGoodbye();
      payment.stop();
      reversal.stop();
    },
  };
}

/** Runs a step; a fault closes the lane (the recorder has done so for its own) and goes no further. */
function guarded<T>(core: LaneCore, step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (core.state.stage.kind !== 'unavailable') core.fail(error);
    return null;
  }
}

function mayReview(transaction: Transaction): boolean {
  return transaction.lines.length > 0 && transaction.interventions.every((it) => it.state !== 'pending');
}

/** Completes a sale that nothing is left to pay of, with its receipt number, token and exit code. @throws Fault */
function completeSale(core: LaneCore, transaction: Transaction): Transaction {
  const { identifiers, clock, signer, settings } = core.on;
  const issuedAt = Math.floor(clock.now() / 1000);
  const code = crockford(identifiers.randomBytes(EXIT_CODE_BYTES), 8);
  const claim = { workstation: settings.workstation, issuedAt, code };
  const signature = signer.sign(new TextEncoder().encode(exitClaimText(claim)));
  const recording = core.record(
    transaction.transactionId,
    (numbers) => [
      {
        kind: 'complete',
        at: core.instant(),
        receiptNumber: numbers.receiptNumber(),
        locale: core.state.locale,
        receiptToken: base64url(identifiers.randomBytes(16)),
        exit: { code, signed: signedExit(claim, base64url(signature)) },
      },
    ],
    transaction,
  );
  if (recording.kind === 'recorded') return recording.transaction;
  throw new Fault('WORKSTATION_NOT_COMPLETED', `a paid sale was refused its completion: ${recording.refusal}`);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Takes up the transaction that the last run left open. The basket is back, or the payment's outcome is being found out. */
function resume(
  core: LaneCore,
  payment: PaymentRun,
  reversal: ReversalRun,
  complete: (transaction: Transaction) => void,
): boolean {
  const id = core.on.journal.openTransactions().at(-1);
  const transaction = id === undefined ? null : recall(core.on.journal, id);
  if (transaction === null) return false;
  core.update({ transaction, priced: core.price(transaction), locale: transaction.locale, stage: { kind: 'basket' } });
  const open = transaction.attempts.find(isOpen);
  const paid = paidSoFar(transaction.attempts);
  if (open !== undefined) payment.resume(open);
  else if (transaction.attempts.some((it) => it.state === 'reversalQueued')) reversal.resume(transaction);
  else if (transaction.totals !== null && transaction.phase === 'tendering' && paid > 0) {
    const remaining = balance(transaction);
    if (remaining <= 0) complete(transaction);
    else core.stage({ kind: 'partial', paid, remaining });
  }
  return true;
}
