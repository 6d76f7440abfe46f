import { paidSoFar } from '../../domain/tender/attempt.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import { CashDrawer } from '../intervention/cash-drawer.ts';
import { completeSale } from '../tendering/completion.ts';
import { PaymentAlarms } from '../tendering/payment-alarms.ts';
import { PaymentRecovery } from '../tendering/payment-recovery.ts';
import { PaymentRun } from '../tendering/payment-run.ts';
import { Receipts } from '../tendering/receipts.ts';
import { ReturnRun } from '../tendering/return-run.ts';
import { ReversalRun } from '../tendering/reversal-run.ts';
import { Basket } from './basket.ts';
import { Farewell } from './farewell.ts';
import { Finding } from './finding.ts';
import { IdleWatch } from './idle-watch.ts';
import type { LaneCore } from './lane-core.ts';
import { ACCEPTED, type LaneAnswer } from './lane-state.ts';
import { PackScans } from './pack-scans.ts';
import { Pad } from './pad/pad.ts';
import { Suspending } from './suspending.ts';
import { Weighing } from './weighing/weighing.ts';

/** The parts of a lane, each with one concern, over one core. A lane that comes back from a fault gets new ones. */
export interface LaneParts {
  readonly basket: Basket;
  readonly scans: PackScans;
  readonly payment: PaymentRun;
  readonly recovery: PaymentRecovery;
  readonly reversal: ReversalRun;
  readonly returns: ReturnRun;
  readonly receipts: Receipts;
  readonly alarms: PaymentAlarms;
  readonly suspending: Suspending;
  readonly idle: IdleWatch;
  readonly farewell: Farewell;
  /** Null where the lane has none. */
  readonly pad: Pad | null;
  readonly finding: Finding;
  readonly drawer: CashDrawer;
  /** Null where the lane has no scale. */
  readonly weighing: Weighing | null;
  /** Completes a transaction that nothing is left to pay of. */
  complete(transaction: Transaction): void;
  /** Everything goes back: the goods, and what a split that is abandoned has paid so far. */
  cancelBasket(operatorId?: string): LaneAnswer;
  stop(): void;
}

/** Makes the parts and joins them; nothing has begun yet. */
export function assembleLane(core: LaneCore): LaneParts {
  const farewell = new Farewell(core);
  const goodbye = (): void => farewell.goodbye();
  const receipts = new Receipts(core, farewell);
  const alarms = new PaymentAlarms(core);
  const recovery = new PaymentRecovery(core, alarms);
  const complete = (transaction: Transaction): void => receipts.completed(completeSale(core, transaction));
  const payment = new PaymentRun(core, recovery, {
    completed: complete,
    gaveBack: (attempt, told) => returns.gaveBack(attempt, told),
    refunded: (transaction) => {
      if (!returns.next(transaction)) returns.resume(transaction);
    },
  });
  const returns: ReturnRun = new ReturnRun(core, payment, alarms);
  const reversal = new ReversalRun(core, alarms, goodbye);
  const suspending = new Suspending(core, goodbye);
  const idle = new IdleWatch(core, () => void suspending.suspend('idle'));
  const basket = new Basket(core, goodbye);
  const weighing = core.on.scale == null ? null : new Weighing(core, basket, core.on.scale);
  basket.weighsBy(weighing === null ? null : (scanned) => weighing.begin(scanned));
  const finding = new Finding(core, basket, weighing);
  const drawer = new CashDrawer(core);
  const pad = core.on.pad == null ? null : new Pad(core, basket, core.on.pad, () => idle.touched());
  return {
    basket,
    scans: new PackScans(core, basket),
    payment,
    recovery,
    reversal,
    returns,
    receipts,
    alarms,
    suspending,
    idle,
    farewell,
    pad,
    finding,
    drawer,
    weighing,
    complete,
    cancelBasket(operatorId) {
      const { stage, transaction } = core.state;
      const splitOpen = ['partial', 'declined', 'cancelled', 'unreachable'].includes(stage.kind);
      if (transaction === null || !splitOpen || paidSoFar(transaction.attempts) <= 0) return basket.cancel(operatorId);
      reversal.begin(transaction);
      return ACCEPTED;
    },
    stop() {
      for (const part of [farewell, receipts, alarms, recovery, payment, reversal, idle, drawer]) part.stop();
      pad?.stop();
      weighing?.stop();
    },
  };
}
