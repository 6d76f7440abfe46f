import { agreedTotals } from '../../domain/pricing/price-basket.ts';
import { wallTime } from '../../domain/promotion/window.ts';
import { taxInForce } from '../../domain/tax/in-force.ts';
import type { TaxRules } from '../../domain/tax/model.ts';
import type { TakenBack, TransactionCommand } from '../../domain/transaction/commands.ts';
import { basketBarred } from '../../domain/transaction/decide-basket.ts';
import type { Weighing } from '../../domain/transaction/events.ts';
import { hasRoom } from '../../domain/transaction/totals-size.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { ScanEvent } from '../ports/device.ts';
import type { LaneCore } from './lane-core.ts';
import { ACCEPTED, closedFor, type LaneAnswer, type LaneCommand, NOT_NOW, type NoticeKind } from './lane-state.ts';
import type { TaggedItem } from './pad/judging.ts';
import type { Recording } from './recorder.ts';
import { type GoodsRules, resolveScan, type ScannedItem, type ScanResolution } from './scanning.ts';

/** With fewer lines the totals always fit into the journal. */
const CROWDED = 100;

/** What became of a scan. `refused` with null: nothing was said, or it named no goods. */
export type ScanFate =
  | { readonly kind: 'added'; readonly transactionId: string; readonly lineId: string; readonly labelled: boolean }
  | {
      readonly kind: 'weighing';
      readonly transactionId: string;
      readonly itemId: string;
      /** The line that was added last before it. */
      readonly lineBefore: string | null;
    }
  | { readonly kind: 'refused'; readonly notice: NoticeKind | null };

/** What a shopper does before paying: start, scan, change, undo, leave. */
export class Basket {
  readonly #core: LaneCore;
  readonly #goodbye: () => void;
  #weigh: ((scanned: ScannedItem) => LaneAnswer) | null = null;

  /** `goodbye` is called when the lane is done with its shopper. */
  constructor(core: LaneCore, goodbye: () => void) {
    this.#core = core;
    this.#goodbye = goodbye;
  }

  /** Who weighs goods that are sold by weight; null where nobody does. */
  weighsBy(weigh: ((scanned: ScannedItem) => LaneAnswer) | null): void {
    this.#weigh = weigh;
  }

  /** A scan of something that is not in the basket yet, and what became of it. */
  scan(scan: ScanEvent): ScanFate {
    const { stage } = this.#core.state;
    if (stage.kind === 'unavailable') return { kind: 'refused', notice: null };
    if (!this.takesGoods()) return this.#refuse('paymentRunning');
    if (this.#begins() && closedFor(this.#core.state) !== null) return this.#refuse('laneClosed');
    const resolved = this.resolve(scan);
    const unweighable = resolved.kind === 'weigh' && this.#weigh === null;
    const resolution = unweighable ? ({ kind: 'notice', notice: 'needsScale' } as const) : resolved;
    if (resolution.kind === 'notice') {
      // The code itself is never logged: a stranger chose it.
      this.#core.on.log.info('scan.refused', { notice: resolution.notice, length: scan.data.length });
      // Whether such a coupon holds is for its issuer to say, and only staff can ask.
      if (resolution.notice === 'couponNeedsStaff') this.#core.update({ helpCalled: true });
      return this.#refuse(resolution.notice);
    }
    if (stage.kind === 'thanks') this.#goodbye();
    if (resolution.kind !== 'coupon') {
      return resolution.kind === 'item' ? this.addScanned(resolution.scanned) : this.#beginWeighing(resolution.scanned);
    }
    this.#present(resolution.coupon);
    return { kind: 'refused', notice: null };
  }

  /** What a scan means now; nothing happens. */
  resolve(scan: ScanEvent): ScanResolution {
    const { transaction } = this.#core.state;
    return resolveScan(scan, this.#core.on.catalogue(), {
      labels: this.#core.on.settings.labels,
      ...this.rules(),
      coupons: this.#core.promotionsOf(this.#begins() ? null : transaction).coupons,
    });
  }

  /** Goods that were scanned. */
  addScanned(scanned: ScannedItem): ScanFate {
    if (this.#isFull()) return this.#refuse('basketFull');
    return this.#fate(this.#record([this.#adding(scanned)], 'scan'), scanned);
  }

  /** One piece goes out again. False where the basket may not change any more; a line that is gone already is out. */
  takeBack(lineId: string, reason: TakenBack): boolean {
    const answer = this.#apply([{ kind: 'takeBack', lineId, reason }]);
    return answer.kind === 'accepted' || answer.reason === 'unknownLine';
  }

  /** One piece of a line is sold on other terms instead; null where it is not, and the line is as it was. */
  replace(lineId: string, scanned: ScannedItem): ScanFate | null {
    const answer = this.#apply([{ kind: 'takeBack', lineId, reason: 'otherSymbol' }, this.#adding(scanned)]);
    return answer.kind === 'accepted' ? this.#fate(answer, scanned) : null;
  }

  /** What lies on the pad, all of it in one append or none of it. */
  addTagged(items: readonly TaggedItem[]): LaneAnswer {
    if (!this.takesGoods()) return NOT_NOW;
    if (this.#core.state.transaction === null && closedFor(this.#core.state) !== null) return NOT_NOW;
    if (this.#isFull()) {
      this.#core.notice('basketFull');
      return NOT_NOW;
    }
    return this.#record(
      items.map((item) => this.#adding(item)),
      'pad',
    );
  }

  /** Goods that were picked by their picture. */
  addPicked(scanned: ScannedItem): LaneAnswer {
    return this.#addOne(scanned);
  }

  /** Goods with the weight that this lane's scale took. */
  addWeighed(scanned: ScannedItem & { readonly weighing: Weighing }): LaneAnswer {
    return this.#addOne(scanned);
  }

  /** A touch on the attract screen. */
  start(): LaneAnswer {
    const { state } = this.#core;
    if (state.stage.kind !== 'idle' || closedFor(state) !== null) return NOT_NOW;
    return this.#begin('touch');
  }

  /** Opens a sale with nothing in it. */
  #begin(trigger: 'touch' | 'scan'): LaneAnswer {
    const id = this.#core.on.identifiers.uuid();
    const recording = this.#core.record(id, () => [this.#startCommand(trigger)], null);
    if (recording.kind === 'refused') return NOT_NOW;
    const { transaction } = recording;
    this.#core.update({ transaction, priced: this.#core.price(transaction), stage: { kind: 'basket' }, notice: null });
    return ACCEPTED;
  }

  /** A change by touch or key. */
  change(command: Extract<LaneCommand, { kind: 'changeQuantity' | 'voidLine' | 'undo' }>): LaneAnswer {
    if (this.#core.state.transaction === null || !this.takesGoods()) return NOT_NOW;
    const order: TransactionCommand =
      command.kind === 'undo' ? { kind: 'undo', interventionId: this.#core.on.identifiers.uuid() } : command;
    return this.#apply([order]);
  }

  /** Everything goes back on the shelf. Refused once a payment is open or has taken money. */
  cancel(operatorId?: string): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    if (transaction === null || stage.kind === 'thanks' || stage.kind === 'paying' || stage.kind === 'checking')
      return NOT_NOW;
    const command: TransactionCommand =
      operatorId === undefined
        ? { kind: 'cancel', reason: 'shopper' }
        : { kind: 'cancel', reason: 'staff', operatorId };
    // A return that could not be given back is a staff member's to end.
    if (transaction.returnOf !== null && operatorId === undefined) return NOT_NOW;
    const recording = this.#core.record(transaction.transactionId, () => [command]);
    if (recording.kind === 'refused') return NOT_NOW;
    this.#goodbye();
    return ACCEPTED;
  }

  /** What decides whether an item can be sold in the basket that is open, or in the next one. */
  rules(): GoodsRules {
    const { settings, businessDay } = this.#core.on;
    return {
      taxCodes: new Set(this.#tax().rates.map((rate) => rate.code)),
      currency: settings.store.currency,
      businessDay: businessDay(),
      minuteOfDay: wallTime(this.#core.instant(), settings.store.timezone).minute,
    };
  }

  /** False once a payment has begun, and for a return. */
  takesGoods(): boolean {
    const { stage, transaction } = this.#core.state;
    if (stage.kind === 'idle' || stage.kind === 'thanks') return true;
    if (['paying', 'checking', 'partial', 'refundFailed'].includes(stage.kind)) return false;
    return transaction === null || basketBarred(transaction) === null;
  }

  #begins(): boolean {
    const { stage, transaction } = this.#core.state;
    return stage.kind === 'idle' || stage.kind === 'thanks' || transaction === null;
  }

  #refuse(notice: NoticeKind): ScanFate {
    this.#core.notice(notice);
    return { kind: 'refused', notice };
  }

  #fate(answer: LaneAnswer, { labelPrice }: ScannedItem): ScanFate {
    const { transaction } = this.#core.state;
    if (answer.kind === 'refused' || transaction === null || transaction.lastLineId === null)
      return { kind: 'refused', notice: null };
    const { transactionId, lastLineId: lineId } = transaction;
    return { kind: 'added', transactionId, lineId, labelled: labelPrice !== undefined };
  }

  #present(coupon: string): void {
    const twice = this.#core.state.transaction?.coupons.includes(coupon) === true;
    const taken = this.#record([{ kind: 'presentCoupon', coupon }], 'scan');
    if (taken.kind === 'accepted') this.#core.notice(twice ? 'couponTwice' : 'couponTaken');
  }

  /** With many reductions on many lines the totals would outgrow their entry in the journal before lines run out. */
  #isFull(): boolean {
    const { transaction, priced } = this.#core.state;
    if (transaction === null || priced === null || transaction.lines.length < CROWDED) return false;
    return !hasRoom(agreedTotals(priced));
  }

  #addOne(scanned: ScannedItem): LaneAnswer {
    if (!this.takesGoods() || this.#core.state.transaction === null) return NOT_NOW;
    if (this.#isFull()) {
      this.#core.notice('basketFull');
      return NOT_NOW;
    }
    return this.#apply([this.#adding(scanned)]);
  }

  /** A scanned thing that has to be weighed: the sale begins with its weighing. */
  #beginWeighing(scanned: ScannedItem): ScanFate {
    if (this.#isFull()) return this.#refuse('basketFull');
    if (this.#core.state.transaction === null) this.#begin('scan');
    const { transaction } = this.#core.state;
    if (transaction === null || this.#weigh?.(scanned).kind !== 'accepted') return { kind: 'refused', notice: null };
    const { transactionId, lastLineId: lineBefore } = transaction;
    return { kind: 'weighing', transactionId, itemId: scanned.item.id, lineBefore };
  }

  #adding(scanned: ScannedItem): TransactionCommand {
    const { identifiers } = this.#core.on;
    return {
      kind: 'addItem',
      ...scanned,
      lineId: identifiers.uuid(),
      depositLineId: identifiers.uuid(),
      interventionId: identifiers.uuid(),
    };
  }

  /** Records what a scan or the pad does, in the basket that is open or in a new one. */
  #record(commands: readonly TransactionCommand[], trigger: 'scan' | 'pad'): LaneAnswer {
    if (this.#core.state.transaction !== null) return this.#apply(commands);
    const id = this.#core.on.identifiers.uuid();
    const recording = this.#core.record(id, () => [this.#startCommand(trigger), ...commands], null);
    return this.#shown(recording);
  }

  #apply(commands: readonly TransactionCommand[]): LaneAnswer {
    const transactionId = this.#core.state.transaction?.transactionId ?? '';
    return this.#shown(this.#core.record(transactionId, () => commands));
  }

  #shown(recording: Recording): LaneAnswer {
    if (recording.kind === 'recorded') {
      this.#show(recording.transaction);
      return ACCEPTED;
    }
    if (['basketFull', 'lineFull', 'couponsFull'].includes(recording.refusal)) this.#core.notice('basketFull');
    return { kind: 'refused', reason: recording.refusal === 'unknownLine' ? 'unknownLine' : 'notNow' };
  }

  /** A scan while goods are counted goes into the basket, and the count stays. */
  #show(transaction: Transaction): void {
    const { stage: shown } = this.#core.state;
    const stage = shown.kind === 'pad' ? shown : ({ kind: 'basket' } as const);
    this.#core.update({ transaction, priced: this.#core.price(transaction), stage, notice: null });
  }

  /** An open basket keeps the rates it began with. */
  #tax(): TaxRules {
    return this.#core.state.transaction?.tax ?? taxInForce(this.#core.on.settings.tax, this.#core.on.businessDay());
  }

  #startCommand(trigger: 'touch' | 'scan' | 'pad'): TransactionCommand {
    const { settings, promotions } = this.#core.on;
    return {
      kind: 'start',
      at: this.#core.instant(),
      trigger,
      currency: settings.store.currency,
      locale: this.#core.state.locale,
      training: settings.training,
      tax: this.#tax(),
      promotionSet: promotions.current().engine.setHash,
    };
  }
}
