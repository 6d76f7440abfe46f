import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import { paidSoFar } from '../../domain/tender/attempt.ts';
import { balance } from '../../domain/transaction/decide-tender.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { ClockWatch } from '../businessday/clock-watch.ts';
import { settleOrder } from '../intervention/settle-order.ts';
import type { StaffOrder } from '../intervention/staff-order.ts';
import type { Unsubscribe } from '../ports/device.ts';
import type { Operator } from '../ports/operators.ts';
import { Comeback } from './comeback.ts';
import { LaneCore, type LaneDependencies } from './lane-core.ts';
import { assembleLane, type LaneParts } from './lane-parts.ts';
import { SPACE_CHECK_MS } from './lane-settings.ts';
import { ACCEPTED, type LaneAnswer, type LaneCommand, type LaneState, NOT_NOW } from './lane-state.ts';
import { workstationDraft } from './recorder.ts';
import { resumeOpen } from './resuming.ts';

export type { LaneDependencies } from './lane-core.ts';

/** One self-checkout lane: takes scans and touches, sells, is paid, prints. */
export interface Lane {
  /** Takes up what the last run left open, then listens to its devices. @throws Fault of the journal. */
  start(): void;
  state(): LaneState;
  /** Called synchronously after every change with the whole state. */
  subscribe(listener: (state: LaneState) => void): Unsubscribe;
  /** Does what the shopper's screen asks, or says why not. Never throws. */
  command(command: LaneCommand): LaneAnswer;
  /** Does what a signed-in staff member asks, if their role may. Never throws. */
  staff(order: StaffOrder, operator: Operator): LaneAnswer;
  /** Records that a staff member came or went; until it is on disk they have not. Never throws. */
  note(event: WorkstationEvent): LaneAnswer;
  /** Settles once no receipt is being printed any more, or after so many milliseconds: to be waited for before a stop that can wait. */
  papersOut(limitMs: number): Promise<void>;
  stop(): void;
}

/** A lane over its ports. Nothing happens before `start`. */
export function createLane(on: LaneDependencies): Lane {
  const core = new LaneCore(on);
  const unsubscribes: Unsubscribe[] = [];
  let parts = assembleLane(core);
  let cancelCheck: () => void = () => {};

  /** As after a restart: new parts, and everything read back from the journal. @throws Fault */
  const comeBack = (): void => {
    parts.stop();
    core.clear();
    parts = assembleLane(core);
    resumeOpen(core, parts);
  };
  const comeback = new Comeback(core, comeBack);
  const clockWatch = new ClockWatch(on.clock, (event) => core.recordDrafts([workstationDraft(event)]));

  /** What is looked at every few seconds, whether anyone is there or not. */
  const check = (): void => {
    cancelCheck = on.timers.after(SPACE_CHECK_MS, check);
    if (core.state.stage.kind === 'unavailable') return;
    guarded(core, () => {
      core.checkSpace();
      clockWatch.look();
      parts.suspending.endOfDay();
    });
  };

  return {
    start() {
      core.checkSpace();
      const open = resumeOpen(core, parts);
      parts.suspending.endOfDay();
      on.log.info('lane.started', { resumed: open });
      unsubscribes.push(
        on.scanner.onScan((scan) => {
          guarded(core, () => {
            parts.idle.touched();
            parts.scans.scan(scan);
          });
        }),
      );
      if (on.pad != null) {
        unsubscribes.push(on.pad.reader.onReads((report) => void guarded(core, () => parts.pad?.report(report))));
      }
      const { devices } = on;
      if (devices !== undefined) {
        core.update({ devices: devices.reports() });
        unsubscribes.push(
          devices.onReport(() => {
            core.update({ devices: devices.reports() });
            guarded(core, () => {
              parts.pad?.readerChanged();
              parts.weighing?.scaleChanged();
            });
          }),
        );
        parts.pad?.readerChanged();
      }
      cancelCheck = on.timers.after(SPACE_CHECK_MS, check);
    },
    state: () => core.state,
    subscribe: (listener) => core.subscribe(listener),
    command(command) {
      // Help can be called on a lane that takes nobody: it is the one thing that still needs someone.
      if (command.kind === 'callHelp' || command.kind === 'cancelHelp') return dispatch(core, parts, command);
      return answered(core, () => {
        parts.idle.touched();
        return dispatch(core, parts, command);
      });
    },
    staff: (order, operator) =>
      answered(core, () => {
        parts.idle.touched();
        return settleOrder(core, parts, order, operator);
      }),
    note: (event) =>
      answered(core, () => {
        core.recordDrafts([workstationDraft(event)]);
        return ACCEPTED;
      }),
    papersOut: (limitMs) =>
      new Promise((resolve) => {
        const cancel = on.timers.after(limitMs, resolve);
        void parts.receipts.idle().then(() => {
          cancel();
          resolve();
        });
      }),
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      cancelCheck();
      comeback.stop();
      parts.stop();
      // A lamp keeps what it was shown last, and from here on nobody is served.
      on.lights?.show('red');
    },
  };
}

function dispatch(core: LaneCore, parts: LaneParts, command: LaneCommand): LaneAnswer {
  switch (command.kind) {
    case 'start':
      return parts.basket.start();
    case 'changeQuantity':
    case 'voidLine':
    case 'undo':
      return parts.basket.change(command);
    case 'cancelBasket':
      return parts.cancelBasket();
    case 'toReview':
      return go(core, 'review');
    case 'toBasket':
      return go(core, 'basket');
    case 'pay':
      return core.state.stage.kind === 'refundFailed' ? parts.returns.retry() : parts.payment.pay();
    case 'abortPayment':
      return parts.payment.abort();
    case 'finish':
      return parts.farewell.finish();
    case 'moreTime':
      return parts.farewell.moreTime();
    case 'receiptCame':
      return parts.receipts.answer(command.came);
    case 'printReceipt':
      return parts.receipts.printAgain();
    case 'confirmPad':
      return parts.pad?.confirm(command.countId) ?? NOT_NOW;
    case 'countAgain':
      return parts.pad?.countAgain() ?? NOT_NOW;
    case 'padMissing':
      return parts.pad?.missing() ?? NOT_NOW;
    case 'leavePad':
      return parts.pad?.leave() ?? NOT_NOW;
    case 'findItem':
      return parts.finding.open();
    case 'searchItems':
      return parts.finding.search(command.text);
    case 'chooseCategory':
      return parts.finding.choose(command.category);
    case 'pickItem':
      return parts.finding.pick(command.itemId);
    case 'takeWeight':
      return parts.weighing?.take(command.weightId) ?? NOT_NOW;
    case 'leaveFind':
      return parts.finding.leave();
    case 'stillHere':
      return ACCEPTED;
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
      if (!core.on.settings.locales.includes(command.locale)) return NOT_NOW;
      core.update({ locale: command.locale });
      return ACCEPTED;
  }
}

/** Moves between basket and review; a payment that took nothing may be left for either. */
function go(core: LaneCore, to: 'basket' | 'review'): LaneAnswer {
  const { stage, transaction } = core.state;
  const from = to === 'review' ? ['basket'] : ['review', 'declined', 'cancelled', 'unreachable'];
  if (transaction === null || !from.includes(stage.kind)) return NOT_NOW;
  if (to === 'review' && !mayReview(transaction)) return NOT_NOW;
  const paid = paidSoFar(transaction.attempts);
  if (to === 'basket' && paid > 0) core.stage({ kind: 'partial', paid, remaining: balance(transaction) });
  else core.update({ stage: { kind: to }, notice: null });
  return ACCEPTED;
}

function mayReview(transaction: Transaction): boolean {
  return transaction.lines.length > 0 && transaction.interventions.every((it) => it.state !== 'pending');
}

function answered(core: LaneCore, step: () => LaneAnswer): LaneAnswer {
  const { stage } = core.state;
  if (stage.kind === 'unavailable') return { kind: 'refused', reason: 'locked', code: stage.code };
  return guarded(core, step) ?? { kind: 'refused', reason: 'fault' };
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
