import { readJournal } from '../books/journal.ts';
import type { Chance } from '../chance.ts';
import { deskOf, type KioskCommand, type StaffDeskView, type StaffTask, situationOf } from '../product.ts';
import type { Rig } from './rig.ts';
import { MANAGER } from './template.ts';
import { lastBooked, misread, readTerminal } from './terminal-truth.ts';

const SIGN_IN_MS = 6_000;
const REACTION_MS = 400;
const REVERSAL_MS = 4_000;
const REFUND_MS = 8_000;
const MOST_ORDERS = 30;

/** A member of staff without a body: signs in at the headless kiosk, reads the emulated terminal's own books, and tells the truth. */
export class StaffMember {
  readonly #rig: Rig;
  readonly #chance: Chance;
  readonly #gone: AbortSignal;
  readonly #takenBack: Set<string>;

  /** `takenBack` takes the payments that staff found taken back already when they were asked to give them back by hand. */
  constructor(rig: Rig, chance: Chance, gone: AbortSignal, takenBack: Set<string> = new Set()) {
    this.#rig = rig;
    this.#takenBack = takenBack;
    this.#chance = chance;
    this.#gone = gone;
  }

  /** Settles all that waits for staff; of the baskets put aside it may bring one back to the lane, and is done then. */
  async settle(): Promise<void> {
    for (let orders = 0; orders < MOST_ORDERS; orders += 1) {
      const desk = await this.#signedIn();
      if (desk === null) return;
      const task = desk.tasks.find(({ allowed }) => allowed);
      if (task !== undefined) await this.#settle(task, desk);
      else if (desk.canRecall && desk.suspended.length > 0) {
        await this.#takeUp(desk, this.#chance.next(), this.#chance.happens(0.5));
        if (situationOf(this.#view).kind === 'basket') break;
      } else break;
    }
    await this.order({ kind: 'staffClose' });
  }

  /** Puts the basket on the lane aside. */
  async suspend(): Promise<void> {
    if ((await this.#signedIn()) !== null) await this.order({ kind: 'staffSuspend' });
  }

  /** Brings a basket back that was put aside, or cancels it. `share` says which, 0 to 1. */
  async takeUp(share: number, cancel: boolean): Promise<void> {
    const desk = await this.#signedIn();
    if (desk?.canRecall && desk.suspended.length > 0) await this.#takeUp(desk, share, cancel);
    await this.order({ kind: 'staffClose' });
  }

  /** Begins a refund of a sale, of all that is left of it or of some pieces of one line. False where nothing can come back. */
  async refund(receiptNumber: string, whole: boolean): Promise<boolean> {
    if ((await this.#signedIn()) === null) return false;
    await this.order({ kind: 'staffFindSale', receiptNumber });
    const sale = deskOf(this.#view)?.sale ?? null;
    const left = (sale?.lines ?? []).filter((line) => line.left > 0);
    if (sale === null || left.length === 0) return false;
    const some = whole ? left : [this.#chance.pick(left)];
    const lines = some.map((line) => ({
      lineId: line.lineId,
      quantity: whole ? line.left : this.#chance.int(1, line.left),
    }));
    return this.order({ kind: 'staffRefund', transactionId: sale.transactionId, lines });
  }

  /** Gives one command, and waits until the screen has answered it. */
  async order(command: KioskCommand): Promise<boolean> {
    const { kiosk } = this.#rig;
    const before = kiosk.view?.version ?? 0;
    const answer = await kiosk.send(command);
    if (answer.kind !== 'accepted') return false;
    await kiosk.until((view) => view.version > before, REACTION_MS, this.#gone);
    return true;
  }

  async #signedIn(): Promise<StaffDeskView | null> {
    const { kiosk } = this.#rig;
    if (kiosk.view === null || this.#gone.aborted) return null;
    if (deskOf(kiosk.view) === null) {
      if (!(await this.order({ kind: 'staffOpen' }))) return null;
      const { id: operatorId, pin } = MANAGER;
      await this.order({ kind: 'staffSignIn', operatorId, pin });
      const answered = (state: string) => state !== 'ready' && state !== 'checking';
      await kiosk.until(
        ({ staff }) => staff?.kind === 'desk' || (staff?.kind === 'signIn' && answered(staff.state)),
        SIGN_IN_MS,
        this.#gone,
      );
    }
    return this.#gone.aborted || kiosk.view === null ? null : deskOf(kiosk.view);
  }

  async #settle(task: StaffTask, desk: StaffDeskView): Promise<void> {
    switch (task.kind) {
      case 'age': {
        const outcome = this.#chance.happens(0.7) ? 'approved' : 'denied';
        await this.order({ kind: 'staffSettleAge', interventionId: task.interventionId, outcome });
        return;
      }
      case 'payment':
        return this.#settlePayment(task);
      case 'reversal':
        return this.#settleReversal(task);
      case 'refund':
        return this.#settleRefund(task, desk);
      case 'alarm':
        return this.#settleAlarm(task);
    }
  }

  /** Reads the terminal, now and then wrong: the numbers of an earlier payment, which the lane refuses, or an amount, or nothing at all. */
  async #settlePayment({ attemptId, amount, concern }: Extract<StaffTask, { kind: 'payment' }>): Promise<void> {
    const { terminal } = this.#rig.devices;
    const ledger = concern === 'refund' ? terminal.refunds() : terminal.payments();
    const { entries } = readJournal(this.#rig.journalFile);
    const right = readTerminal(amount, ledger, entries);
    const earlier = this.#chance.happens(0.25) ? lastBooked(amount, ledger, entries) : null;
    if (earlier !== null && (await this.order({ kind: 'staffResolvePayment', attemptId, ...earlier }))) return;
    const reading = this.#chance.happens(0.5) ? misread(right, this.#chance) : right;
    await this.order({ kind: 'staffResolvePayment', attemptId, ...reading });
  }

  /** Money is handed out only where the terminal has not taken the payment back meanwhile. */
  async #settleReversal({ attemptId, receiptNumber }: Extract<StaffTask, { kind: 'reversal' }>): Promise<void> {
    const payment = this.#rig.devices.terminal.payments().findLast((it) => isNumber(it.receiptNumber, receiptNumber));
    if (payment?.reversed === true) this.#takenBack.add(attemptId);
    await this.order({ kind: 'staffResolveReversal', attemptId, receiptNumber: receiptNumber ?? '1' });
  }

  async #settleAlarm({ alarmId, canReverse }: Extract<StaffTask, { kind: 'alarm' }>): Promise<void> {
    if (canReverse && this.#chance.happens(0.6)) {
      await this.order({ kind: 'staffSettleAlarm', alarmId, action: 'reverse' });
      const standing = (desk: StaffDeskView | null) =>
        desk?.tasks.some((task) => task.kind === 'alarm' && task.alarmId === alarmId) ?? true;
      if (await this.#rig.kiosk.until((view) => !standing(deskOf(view)), REVERSAL_MS, this.#gone)) return;
    }
    await this.order({ kind: 'staffSettleAlarm', alarmId, action: 'acknowledge' });
  }

  /**
   * A refund that was not done is tried again, with the terminal as it is or willing; or it is given back another way; or, where nothing of
   * it has gone back, the goods stay with the shopper and the return ends.
   */
  async #settleRefund({ refundOf }: Extract<StaffTask, { kind: 'refund' }>, { actions }: StaffDeskView): Promise<void> {
    const way = this.#chance.next();
    if (way < 0.5 && way >= 0.35 && actions.cancelBasket) {
      await this.order({ kind: 'staffCancelBasket' });
      return;
    }
    if (this.#chance.happens(0.7)) this.#rig.devices.terminal.setMode({ kind: 'approve' }, { on: 'refund' });
    // The next card's part is sent at once, whichever it is.
    const byHand = { kind: 'staffRefundByHand', refundOf, receiptNumber: '90210' } as const;
    await this.order(way < 0.35 ? byHand : { kind: 'pay' });
    await this.#rig.kiosk.until((view) => situationOf(view).kind !== 'paying', REFUND_MS, this.#gone);
  }

  async #takeUp({ suspended }: StaffDeskView, share: number, cancel: boolean): Promise<void> {
    const basket = suspended[Math.floor(share * suspended.length)];
    if (basket === undefined) return;
    const { transactionId } = basket;
    await this.order({ kind: cancel ? 'staffCancelSuspended' : 'staffRecall', transactionId });
  }

  get #view() {
    const { view } = this.#rig.kiosk;
    if (view === null) throw new Error('nothing was ever shown');
    return view;
  }
}

function isNumber(one: string, other: string | null): boolean {
  return other !== null && Number(one) === Number(other);
}
