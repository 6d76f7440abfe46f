import { answerTo, type KioskCommand, type Situation, situationOf } from '../product.ts';
import type { HeadlessKiosk } from './kiosk.ts';
import type { Rig } from './rig.ts';
import type { PrinterTrouble, Step } from './script.ts';

/** Thrown out of whatever a shopper was doing when the edge is gone. */
export class EdgeGone extends Error {}

const REACTION_MS = 300;
const PAYMENT_MS = 4_000;
const OPEN_MS = 4_000;
const CHECKING_MS = 9_000;
const PAPER_MS = 1_500;

/**
 * Plays shoppers on a lane, until the edge is gone. Steps are wishes: what makes no sense on the screen there is left out, as a
 * shopper would.
 */
export class Player {
  readonly #rig: Rig;
  readonly #kiosk: HeadlessKiosk;
  readonly #gone: AbortSignal;

  constructor(rig: Rig) {
    if (rig.edge === null) throw new Error('no edge to play on');
    this.#rig = rig;
    this.#kiosk = rig.kiosk;
    this.#gone = rig.edge.gone.signal;
  }

  get situation(): Situation {
    const { view } = this.#kiosk;
    if (this.#gone.aborted || view === null) throw new EdgeGone();
    return situationOf(view);
  }

  /**
   * Brings whatever is on the screen to a basket to go on with or to the next shopper's screen. `lost` names a lane that cannot:
   * out of service, or waiting for staff, or checking a payment for ever.
   */
  async takeOver(goOn: boolean): Promise<'ready' | 'needsStaff' | 'unavailable' | 'stuck'> {
    for (let turn = 0; turn < 12; turn += 1) {
      const { situation } = this;
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
          await this.#until((it) => it.kind !== 'closed', OPEN_MS);
          break;
        case 'checking':
          await this.#until((it) => it.kind !== 'checking', CHECKING_MS);
          break;
        case 'needsStaff':
        case 'unavailable':
          return situation.kind;
      }
    }
    return this.situation.kind === 'idle' ? 'ready' : 'stuck';
  }

  /** Plays one step. @throws EdgeGone */
  async play(step: Step): Promise<void> {
    if (this.#gone.aborted) throw new EdgeGone();
    switch (step.kind) {
      case 'touch':
        return this.#press({ kind: 'start' });
      case 'scan':
        return this.#scan(step);
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
        return this.#trouble(step.trouble);
      case 'unplugTerminal':
        return this.#rig.devices.terminal.unplug(step.forMs);
      case 'orElse':
        return this.#orElse(step);
      case 'goodbye':
        return this.#goodbye(step.how);
    }
  }

  async #scan({ data, together }: Extract<Step, { kind: 'scan' }>): Promise<void> {
    const { scanner } = this.#rig.devices;
    const before = this.#kiosk.view?.version ?? 0;
    if (together === undefined) await scanner.scan(data);
    else await scanner.scanTogether([data, ...together]);
    await this.#kiosk.until((view) => view.version > before, REACTION_MS, this.#gone);
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

  async #pay({ mode, cardMs, abortAfterMs }: Extract<Step, { kind: 'pay' }>): Promise<void> {
    const { terminal } = this.#rig.devices;
    terminal.setMode(mode);
    terminal.setCardDelay(cardMs);
    await this.#press({ kind: 'pay' });
    const abort =
      abortAfterMs === undefined
        ? undefined
        : setTimeout(() => void this.#kiosk.send({ kind: 'abortPayment' }), abortAfterMs);
    await this.#through();
    clearTimeout(abort);
    // Whatever comes next, a recovery or another payment, meets a terminal that is willing.
    terminal.setMode({ kind: 'approve' });
  }

  /** Waits until a payment has come to something that a shopper can do something about. */
  async #through(): Promise<void> {
    await this.#until((it) => it.kind !== 'paying' && it.kind !== 'review', PAYMENT_MS);
    await this.#until((it) => it.kind !== 'checking', CHECKING_MS);
  }

  async #orElse({ next, mode }: Extract<Step, { kind: 'orElse' }>): Promise<void> {
    const { kind } = this.situation;
    if (kind !== 'notPaid' && kind !== 'partial') return;
    if (next === 'payAgain') {
      const { terminal } = this.#rig.devices;
      terminal.setMode(mode);
      await this.#press({ kind: 'pay' });
      await this.#through();
      return terminal.setMode({ kind: 'approve' });
    }
    if (kind === 'notPaid') await this.#press({ kind: 'toBasket' });
    await this.#press({ kind: 'cancelBasket' });
    await this.#until((it) => it.kind !== 'checking' && it.kind !== 'partial', CHECKING_MS);
  }

  async #goodbye(how: 'touch' | 'scanNext' | 'waitForPaper'): Promise<void> {
    if (this.situation.kind === 'asking') await this.#answer();
    if (this.situation.kind !== 'thanks') return;
    if (how === 'waitForPaper') await this.#until((it) => it.kind !== 'thanks' || it.receipt !== 'printing', PAPER_MS);
    // The next shopper's scan says goodbye to this one.
    if (how !== 'scanNext') await this.#press({ kind: 'finish' });
  }

  #trouble(trouble: PrinterTrouble): void {
    const { printer } = this.#rig.devices;
    if (trouble.kind === 'paperEnds') printer.setBehaviour({ rowsLeft: trouble.rows });
    else if (trouble.kind === 'unplugged') printer.unplug(trouble.forMs);
    else if (trouble.kind === 'paperOut') printer.setState({ paper: 'out' });
    else printer.setState({ cover: 'open' });
    const forMs = 'forMs' in trouble ? trouble.forMs : 600;
    setTimeout(() => printer.setState({ paper: 'ok', cover: 'closed' }), forMs).unref();
  }

  async #answer(): Promise<void> {
    const { view } = this.#kiosk;
    const command = view === null ? null : answerTo(view);
    if (command !== null) await this.#press(command);
    else await this.#until((it) => it.kind !== 'asking', OPEN_MS);
  }

  /** Presses, and waits until the screen has answered it with a view where it was accepted. */
  async #press(command: KioskCommand): Promise<void> {
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
