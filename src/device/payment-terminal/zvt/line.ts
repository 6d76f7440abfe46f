import type { PaymentProgress } from '../../../workstation/ports/payment-terminal.ts';
import type { Timers } from '../../../workstation/ports/time.ts';
import type { Link } from '../../supervisor/driver.ts';
import { type Apdu, ApduReader, encodeApdu } from './apdu.ts';
import {
  beginExchange,
  type ExchangeEvent,
  type ExchangeResult,
  type ExchangeRules,
  type ExchangeState,
  type ExchangeStep,
  stepExchange,
} from './exchange.ts';

/** `notSent`: not a byte of the command left. */
export type LineResult = ExchangeResult | { readonly kind: 'notSent'; readonly cause: 'offline' | 'clogged' | 'busy' };

/** Who hears what happens while an exchange is under way. */
export type ExchangeListener = Pick<PaymentProgress, 'prompt' | 'abortRefused'>;

const NOBODY: ExchangeListener = { prompt: () => undefined, abortRefused: () => undefined };

interface Exchange {
  state: ExchangeState;
  readonly rules: ExchangeRules;
  readonly listener: ExchangeListener;
  readonly settle: (result: LineResult) => void;
  cancelTimer: () => void;
  /** Bounds the whole of it, whatever is said meanwhile. */
  cancelLimit: () => void;
  ending: boolean;
}

/** The wire to one terminal: puts exchanges on it one at a time, and keeps their time. */
export class ZvtLine {
  readonly #timers: Timers;
  /** Answers what the terminal says while no exchange is under way. */
  readonly #unasked: (apdu: Apdu) => Apdu | null;
  readonly #reader = new ApduReader();
  #link: Link | null = null;
  #exchange: Exchange | null = null;

  constructor(timers: Timers, unasked: (apdu: Apdu) => Apdu | null) {
    this.#timers = timers;
    this.#unasked = unasked;
  }

  get busy(): boolean {
    return this.#exchange !== null;
  }

  open(link: Link): void {
    this.#link = link;
    this.#reader.reset();
  }

  /** Runs one exchange to its end; beside another one nothing is sent. */
  run(command: Apdu, rules: ExchangeRules, listener: ExchangeListener = NOBODY): Promise<LineResult> {
    if (this.#exchange !== null) return Promise.resolve({ kind: 'notSent', cause: 'busy' });
    const { promise, resolve: settle } = Promise.withResolvers<LineResult>();
    const written = this.#link?.write(encodeApdu(command)) ?? 'closed';
    if (written !== 'accepted') {
      settle({ kind: 'notSent', cause: written === 'full' ? 'clogged' : 'offline' });
      return promise;
    }
    const { state, actions } = beginExchange(command, rules);
    const exchange: Exchange = {
      state,
      rules,
      listener,
      settle,
      cancelTimer: () => undefined,
      cancelLimit: () => undefined,
      ending: false,
    };
    this.#exchange = exchange;
    exchange.cancelLimit = this.#timers.after(rules.longestMs, () => this.abort());
    // The command itself has just left: only the waiting is to be begun.
    this.#apply(exchange, { state, actions: actions.filter(({ kind }) => kind !== 'send') });
    return promise;
  }

  /** Asks the exchange under way to stop. One that keeps saying "please wait" instead is given up after as long as a payment may take. */
  abort(): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (!exchange.ending) {
      exchange.ending = true;
      exchange.cancelLimit();
      exchange.cancelLimit = this.#timers.after(exchange.rules.completionMs, () => this.#feed({ kind: 'timeout' }));
    }
    this.#feed({ kind: 'abort' });
  }

  received(bytes: Uint8Array): void {
    const { kind, apdus } = this.#reader.push(bytes);
    for (const apdu of apdus) {
      if (this.#exchange !== null) this.#feed({ kind: 'apdu', apdu });
      else this.#answer(apdu);
    }
    if (kind !== 'broken') return;
    this.#feed({ kind: 'lost', cause: 'protocol' });
    this.#link?.drop('DEVICE_PROTOCOL');
  }

  lost(): void {
    this.#link = null;
    this.#feed({ kind: 'lost', cause: 'closed' });
  }

  #answer(apdu: Apdu): void {
    const answer = this.#unasked(apdu);
    if (answer !== null) this.#link?.write(encodeApdu(answer));
  }

  #feed(event: ExchangeEvent): void {
    if (this.#exchange !== null)
      this.#apply(this.#exchange, stepExchange(this.#exchange.state, event, this.#exchange.rules));
  }

  #apply(exchange: Exchange, step: ExchangeStep): void {
    exchange.state = step.state;
    if (step.state.kind === 'over') {
      exchange.cancelTimer();
      exchange.cancelLimit();
      this.#exchange = null;
    }
    for (const action of step.actions) {
      switch (action.kind) {
        case 'send':
          this.#link?.write(encodeApdu(action.apdu));
          break;
        case 'wait':
          exchange.cancelTimer();
          exchange.cancelTimer = this.#timers.after(action.milliseconds, () => this.#feed({ kind: 'timeout' }));
          break;
        case 'prompt':
          exchange.listener.prompt(action.prompt);
          break;
        case 'abortRefused':
          exchange.listener.abortRefused();
          break;
        case 'unasked':
          this.#answer(action.apdu);
          break;
        case 'drop':
          this.#link?.drop('DEVICE_SILENT');
          break;
      }
    }
    if (step.state.kind === 'over') exchange.settle(step.state.result);
  }
}
