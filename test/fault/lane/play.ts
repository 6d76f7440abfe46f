import { setTimeout as delay } from 'node:timers/promises';
import { readJournal } from '../books/journal.ts';
import type { Chance } from '../chance.ts';
import {
  answerTo,
  callsStaff,
  type KioskCommand,
  mayPrintAgain,
  type Situation,
  shownGoods,
  situationOf,
} from '../product.ts';
import { hasMetTerminal, type Sale, salesIn } from '../product-journal.ts';
import type { HeadlessKiosk } from './kiosk.ts';
import { befall } from './printer-trouble.ts';
import type { Rig } from './rig.ts';
import type { Step } from './script.ts';
import { StaffMember } from './staff.ts';
import { Weigher } from './weighing.ts';

/** Thrown out of whatever a shopper was doing when the edge is gone. */
export class EdgeGone extends Error {}

const REACTION_MS = 1_000;
const PAYMENT_MS = 8_000;
const OPEN_MS = 8_000;
/** A lane that was refused the room it keeps for itself asks for it again after 30 seconds, and looks every 5. */
const RESERVE_MS = 40_000;
const CHECKING_MS = 9_000;
const REVERSAL_MS = 2_000;
const SOON_MS = 200;
const SCAN_AGAIN_MS = 50;
/** How long a picture that a touch did not change is waited on before it is touched again. */
const STALE_MS = 250;
const MOST_SCANS = 10;
/** Modes in which the terminal may book something that the lane does not wait for any more. */
const STRAY: ReadonlySet<string> = new Set(['lateApproval', 'answerLater', 'otherAmount', 'mute', 'silent']);
const PAPER_MS = 1_500;

/**
 * Plays shoppers on a lane, until the edge is gone. Steps are wishes: what makes no sense on the screen there is left out, as a
 * shopper would.
 */
export class Player {
  readonly #rig: Rig;
  readonly #kiosk: HeadlessKiosk;
  readonly #gone: AbortSignal;
  readonly #chance: Chance;
  readonly #came: () => boolean;
  readonly #staff: StaffMember;
  readonly #weigher: Weigher;

  /**
   * `came`: whether the receipt that a restart found in doubt is on paper. Staff and shoppers choose by `chance`. `takenBack` takes the
   * payments of which staff read that the terminal has taken them back.
   */
  constructor(rig: Rig, chance: Chance, came: () => boolean, takenBack: Set<string> = new Set()) {
    if (rig.edge === null) throw new Error('no edge to play on');
    this.#rig = rig;
    this.#kiosk = rig.kiosk;
    this.#gone = rig.edge.gone.signal;
    this.#chance = chance;
    this.#came = came;
    this.#staff = new StaffMember(rig, chance, this.#gone, takenBack);
    this.#weigher = new Weigher(rig, (command) => this.#press(command), this.#gone);
  }

  get situation(): Situation {
    const { view } = this.#kiosk;
    if (this.#gone.aborted || view === null) throw new EdgeGone();
    return situationOf(view);
  }

  /**
   * Brings whatever is on the screen to a basket to go on with or to the next shopper's screen. `lost` names a lane that cannot:
   * out of service for so long, or waiting for staff who could not settle it, or checking a payment for ever.
   */
  async takeOver(goOn: boolean, patienceMs = 0): Promise<'ready' | 'needsStaff' | 'unavailable' | 'stuck'> {
    for (let turn = 0; turn < 12; turn += 1) {
      const { situation } = this;
      const shown = this.#kiosk.view;
      switch (situation.kind) {
        case 'idle':
          return 'ready';
        case 'basket':
          if (goOn) return 'ready';
          await this.#press({ kind: 'cancelBasket' });
          break;
        case 'review':
        case 'notPaid':
          await this.#press({ kind: 'toBasket' });
          break;
        case 'finding':
        case 'weighing':
          await this.#press({ kind: 'leaveFind' });
          break;
        case 'partial':
          await this.#press({ kind: goOn ? 'pay' : 'cancelBasket' });
          await this.#until((it) => it.kind !== 'partial' && it.kind !== 'paying', PAYMENT_MS);
          break;
        case 'thanks':
          await this.#press({ kind: 'finish' });
          break;
        case 'asking':
          await this.#answer();
          break;
        case 'paying':
          await this.#until((it) => it.kind !== 'paying', PAYMENT_MS);
          break;
        case 'closed':
          await this.#until((it) => it.kind !== 'closed', patienceMs > 0 ? RESERVE_MS : OPEN_MS);
          if (this.situation.kind === 'closed') return 'stuck';
          break;
        case 'checking':
          await this.#until((it) => it.kind !== 'checking', CHECKING_MS);
          break;
        case 'needsStaff':
        case 'refundFailed':
          await this.#staff.settle();
          if (this.situation.kind === 'needsStaff') return 'needsStaff';
          break;
        case 'unavailable':
          if (!(await this.comesBack(patienceMs))) return 'unavailable';
      }
      // What was shown may be from before a restart: a touch on it did nothing, and the lane's own picture is on its way.
      await this.#kiosk.until((view) => view !== shown, STALE_MS, this.#gone);
    }
    return this.situation.kind === 'idle' ? 'ready' : 'stuck';
  }

  /** Ends everything: shoppers go, staff settle what waits for them, and what was put aside is recalled or cancelled. */
  async finishDay(patienceMs = 0): Promise<'ready' | 'needsStaff' | 'unavailable' | 'stuck'> {
    for (let turn = 0; turn < 4; turn += 1) {
      const freed = await this.takeOver(false, patienceMs);
      if (freed !== 'ready') return freed;
      await this.#staff.settle();
    }
    return this.takeOver(false, patienceMs);
  }

  /** True as soon as a lane that is out of service is back. */
  async comesBack(milliseconds: number): Promise<boolean> {
    await this.#until((it) => it.kind !== 'unavailable', milliseconds);
    return this.situation.kind !== 'unavailable';
  }

  /** Plays one step. @throws EdgeGone */
  async play(step: Step): Promise<void> {
    if (this.#gone.aborted) throw new EdgeGone();
    switch (step.kind) {
      case 'touch':
        return this.#press({ kind: 'start' });
      case 'scan':
        return this.#scan(step);
      case 'weigh':
        return this.situation.kind === 'basket' ? this.#weigher.weigh(step) : undefined;
      case 'quantity':
      case 'void':
        return this.#change(step);
      case 'undo':
        return this.#press({ kind: 'undo' });
      case 'help':
        return this.#press({ kind: this.#kiosk.view?.help === 'called' ? 'cancelHelp' : 'callHelp' });
      case 'locale':
        return this.#press({ kind: 'setLocale', locale: step.to });
      case 'review':
        return this.#press({ kind: 'toReview' });
      case 'back':
        return this.#press({ kind: 'toBasket' });
      case 'cancel':
        return this.#press({ kind: 'cancelBasket' });
      case 'walkAway':
        return;
      case 'pay':
        return this.#pay(step);
      case 'printer':
        return befall(this.#rig.devices.printer, step.trouble);
      case 'unplugTerminal':
        return this.#rig.devices.terminal.unplug(step.forMs);
      case 'restartTerminal':
        return this.#rig.devices.terminal.powerCycle('kept', step.forMs);
      case 'unasked':
        return this.#unasked(step.amount);
      case 'refund':
        return this.#refund(step);
      case 'suspend':
        return this.#staff.suspend();
      case 'takeUp':
        return this.situation.kind === 'idle' ? this.#staff.takeUp(step.share, step.cancel) : undefined;
      case 'staff':
        return this.#staffComes();
      case 'orElse':
        return this.#orElse(step);
      case 'goodbye':
        return this.#goodbye(step.how);
    }
  }

  /** A shopper who hears no beep holds it before the scanner again, and goes on when the screen has answered. */
  async #scan({ data, together }: Extract<Step, { kind: 'scan' }>): Promise<void> {
    const { scanner } = this.#rig.devices;
    const before = shownGoods(this.#kiosk.view);
    for (let tries = 0; tries < MOST_SCANS && !this.#gone.aborted; tries += 1) {
      const { kind } =
        together === undefined ? await scanner.scan(data) : await scanner.scanTogether([data, ...together]);
      if (kind === 'written') break;
      await delay(SCAN_AGAIN_MS);
    }
    await this.#kiosk.until((view) => shownGoods(view) !== before, REACTION_MS, this.#gone);
  }

  async #change(step: Extract<Step, { kind: 'quantity' | 'void' }>): Promise<void> {
    const { situation } = this;
    if (situation.kind !== 'basket') return;
    const lines = situation.basket.lines.filter((line) =>
      step.kind === 'void' ? line.canVoid : line.canChangeQuantity,
    );
    const line = lines[Math.floor(step.share * lines.length)];
    if (line === undefined) return;
    const { lineId } = line;
    await this.#press(
      step.kind === 'void' ? { kind: 'voidLine', lineId } : { kind: 'changeQuantity', lineId, quantity: step.to },
    );
  }

  async #pay({ mode, cardMs, abortAfterMs, unplugAfterMs }: Extract<Step, { kind: 'pay' }>): Promise<void> {
    const { terminal } = this.#rig.devices;
    terminal.setMode(mode);
    terminal.setCardDelay(cardMs);
    await this.#press({ kind: 'pay' });
    const later = [
      abortAfterMs === undefined
        ? undefined
        : setTimeout(() => void this.#kiosk.send({ kind: 'abortPayment' }), abortAfterMs),
      unplugAfterMs === undefined ? undefined : setTimeout(() => terminal.unplug(SOON_MS), unplugAfterMs),
    ];
    await this.#through();
    for (const each of later) clearTimeout(each);
    // Whatever comes next, a recovery or another payment, meets a terminal that is willing.
    terminal.setMode({ kind: 'approve' });
  }

  /** Only once the lane has met its terminal: what that did before is none of the lane's, which cannot tell. */
  #unasked(amount: number): void {
    if (!hasMetTerminal(readJournal(this.#rig.journalFile).entries)) return;
    this.#rig.devices.terminal.payUnasked(amount);
  }

  /** All transactions there are, read while the edge is running. */
  #sales(): Sale[] {
    return [...salesIn(readJournal(this.#rig.journalFile).entries).values()];
  }

  async #refund({ share, whole, mode }: Extract<Step, { kind: 'refund' }>): Promise<void> {
    if (this.situation.kind !== 'idle') return;
    const sales = this.#sales().filter(
      ({ state, returnOf, total }) => state === 'completed' && returnOf === null && (total ?? 0) > 0,
    );
    const sale = sales[Math.floor(share * sales.length)];
    if (sale?.receiptNumber === undefined || sale.receiptNumber === null) return;
    const { terminal } = this.#rig.devices;
    terminal.setMode(mode, { on: 'refund' });
    if (await this.#staff.refund(sale.receiptNumber, whole)) await this.#through();
    // It may stay as it is: then it fails for the next card too, and when staff try again.
    if (STRAY.has(mode.kind) || this.#chance.happens(0.5)) terminal.setMode({ kind: 'approve' }, { on: 'refund' });
  }

  async #staffComes(): Promise<void> {
    const { kind } = this.situation;
    const { view } = this.#kiosk;
    if (kind === 'needsStaff' || kind === 'refundFailed' || (view !== null && callsStaff(view)))
      await this.#staff.settle();
  }

  /** Waits until a payment has come to something that a shopper can do something about. */
  async #through(): Promise<void> {
    await this.#until((it) => it.kind !== 'paying' && it.kind !== 'review', PAYMENT_MS);
    await this.#until((it) => it.kind !== 'checking', CHECKING_MS);
  }

  async #orElse({ next, mode, reversal }: Extract<Step, { kind: 'orElse' }>): Promise<void> {
    const { kind } = this.situation;
    if (kind !== 'notPaid' && kind !== 'partial') return;
    if (next === 'payAgain') {
      const { terminal } = this.#rig.devices;
      terminal.setMode(mode);
      await this.#press({ kind: 'pay' });
      await this.#through();
      return terminal.setMode({ kind: 'approve' });
    }
    const { terminal } = this.#rig.devices;
    terminal.setMode(reversal, { on: 'reversal' });
    if (kind === 'notPaid') await this.#press({ kind: 'toBasket' });
    await this.#press({ kind: 'cancelBasket' });
    await this.#until((it) => it.kind !== 'checking' && it.kind !== 'partial', REVERSAL_MS);
    terminal.setMode({ kind: 'approve' }, { on: 'reversal' });
  }

  async #goodbye(how: 'touch' | 'scanNext' | 'waitForPaper'): Promise<void> {
    if (this.situation.kind === 'asking') await this.#answer();
    if (this.situation.kind !== 'thanks') return;
    if (how === 'waitForPaper') await this.#until((it) => it.kind !== 'thanks' || it.receipt !== 'printing', PAPER_MS);
    // The next shopper's scan says goodbye to this one.
    if (how !== 'scanNext') await this.#press({ kind: 'finish' });
  }

  async #answer(): Promise<void> {
    const { view } = this.#kiosk;
    const command = view === null ? null : answerTo(view, this.#came());
    if (command === null) return this.#until((it) => it.kind !== 'asking', OPEN_MS);
    await this.#press(command);
    if (this.#kiosk.view !== null && mayPrintAgain(this.#kiosk.view) && this.#chance.happens(0.5))
      await this.#press({ kind: 'printReceipt' });
  }

  /** Presses, and waits until the screen has answered it with a view where it was accepted. */
  async #press(command: KioskCommand): Promise<void> {
    if (this.#gone.aborted) throw new EdgeGone();
    const before = this.#kiosk.view?.version ?? 0;
    const answer = await this.#kiosk.send(command);
    if (this.#gone.aborted) throw new EdgeGone();
    if (answer.kind === 'accepted') await this.#kiosk.until((view) => view.version > before, REACTION_MS, this.#gone);
  }

  async #until(passes: (situation: Situation) => boolean, milliseconds: number): Promise<void> {
    await this.#kiosk.until((view) => passes(situationOf(view)), milliseconds, this.#gone);
    if (this.#gone.aborted) throw new EdgeGone();
  }
}
