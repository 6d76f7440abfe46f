import { setTimeout as delay } from 'node:timers/promises';
import type { EmulatorLog } from '../log.ts';
import type { Chunks } from '../wire/chunks.ts';
import { DeviceLine } from '../wire/device-line.ts';
import { type Apdu, controlField, negativeAcknowledgement, positiveAcknowledgement } from './apdu.ts';
import { Behaviour, type Operation, type TerminalMode } from './behaviour.ts';
import { type Card, testCard } from './card.ts';
import { code, control } from './codes.ts';
import { carryOut, readRegistration, statusEnquiry } from './commands.ts';
import { complete, type Desk, identity, type Registration, unregistered } from './desk.ts';
import { Dialogue } from './dialogue.ts';
import { bmp, packed } from './fields.ts';
import { type Entry, Ledger } from './ledger.ts';

export type { Operation, TerminalMode } from './behaviour.ts';
export type { Entry } from './ledger.ts';

export interface EmulatedTerminalOptions {
  readonly host: string;
  readonly port: number;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
  /** Where the books are kept over a restart. */
  readonly directory?: string;
  /** How long a shopper takes to present a card; `null` waits for `presentCard`. */
  readonly cardDelayMs: number | null;
  /** How long the register has for an acknowledgement. */
  readonly patienceMs?: number;
}

/** A payment as a test asks for it. */
export type Payment = Omit<Entry, 'kind' | 'settled'>;

const CARD_WAIT_MS = 90_000;
const DISPLAY_MS = 4_000;
const PATIENCE_MS = 5_000;
const IDLE = ['Checkstand Pay', 'Ready'];

/** A payment terminal that speaks ZVT over TCP (20007): the other end of PA00P015 13.x, commands of one register at a time. */
export class EmulatedTerminal {
  readonly #options: EmulatedTerminalOptions;
  readonly #line: DeviceLine;
  readonly #ledger: Ledger;
  readonly #behaviour = new Behaviour();
  readonly #stopping = new AbortController();
  #dialogue: Dialogue | undefined;
  #registration: Registration | undefined;
  #card: Card = testCard;
  #cardDelayMs: number | null;
  #chunks: Chunks = 'whole';
  #running = false;
  #waitingForCard: ((event: 'presented' | 'stopped') => void) | undefined;
  #display: readonly string[] = IDLE;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: EmulatedTerminalOptions) {
    this.#options = options;
    this.#cardDelayMs = options.cardDelayMs;
    this.#ledger = new Ledger(options.directory);
    this.#line = new DeviceLine({
      name: 'terminal',
      host: options.host,
      port: options.port,
      log: options.log,
      onChange: options.onChange,
      onBytes: (bytes) => this.#dialogue?.receive(bytes),
      onConnect: () => {
        this.#dialogue = this.#openDialogue();
      },
      onDisconnect: () => {
        this.#dialogue?.close();
        // Without a register there is nobody to pay.
        this.#waitingForCard?.('stopped');
      },
    });
  }

  start(): Promise<void> {
    return this.#line.plug();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#idle);
    this.#stopping.abort();
    await this.#line.stop();
  }

  get port(): number {
    return this.#line.port;
  }

  get connected(): boolean {
    return this.#line.connected;
  }

  get plugged(): boolean {
    return this.#line.plugged;
  }

  get registered(): boolean {
    return this.#registration !== undefined;
  }

  /** What its display shows, line by line. */
  get display(): readonly string[] {
    return this.#display;
  }

  get waitingForCard(): boolean {
    return this.#waitingForCard !== undefined;
  }

  get card(): Card {
    return this.#card;
  }

  get cardDelayMs(): number | null {
    return this.#cardDelayMs;
  }

  /** The payments asked of it, oldest first, declined and cancelled ones included; the last 500 transactions. */
  payments(): readonly Payment[] {
    return this.#entries('payment');
  }

  refunds(): readonly Payment[] {
    return this.#entries('refund');
  }

  /** How the next transaction ends; with `once` only that one, later ones queue behind it. `on` is `payment` when left out. */
  setMode(mode: TerminalMode, options: { once?: boolean; on?: Operation } = {}): void {
    this.#behaviour.set(mode, options);
    this.#options.onChange();
  }

  /** The mode that the next transaction of this kind will run in. */
  upcomingMode(operation: Operation = 'payment'): TerminalMode {
    return this.#behaviour.upcoming(operation);
  }

  setCard(card: Card): void {
    this.#card = card;
    this.#options.onChange();
  }

  /** How long shoppers take to present a card; `null` waits for `presentCard`. */
  setCardDelay(ms: number | null): void {
    this.#cardDelayMs = ms;
    this.#options.onChange();
  }

  /** How bytes leave. */
  setChunks(chunks: Chunks): void {
    this.#chunks = chunks;
  }

  /** Presents the card now. `false` when the terminal is not waiting for one. */
  presentCard(): boolean {
    return this.#cardEvent('presented');
  }

  /** Presses the red key. `false` when it means nothing now. */
  pressStop(): boolean {
    return this.#cardEvent('stopped');
  }

  unplug(forMs?: number): void {
    this.#line.unplug(forMs);
  }

  plug(): Promise<void> {
    return this.#line.plug();
  }

  #openDialogue(): Dialogue {
    const dialogue: Dialogue = new Dialogue(
      (bytes) => void this.#line.write(bytes, this.#chunks),
      (command) => void this.#receive(command, dialogue),
      this.#options.patienceMs ?? PATIENCE_MS,
    );
    return dialogue;
  }

  async #receive(command: Apdu, dialogue: Dialogue): Promise<void> {
    const field = controlField(command);
    this.#options.log('terminal', 'command', { control: field.toString(16).padStart(4, '0') });
    if (this.#behaviour.silent) return;
    if (field === control.abortByRegister) {
      dialogue.answer(positiveAcknowledgement);
      this.#cardEvent('stopped');
      return;
    }
    if (this.#running) {
      dialogue.answer(negativeAcknowledgement(code.pleaseWait));
      return;
    }
    this.#running = true;
    try {
      await this.#carryOut(command, field, dialogue);
    } catch (error) {
      // Its books could not be written, say: the register hears nothing more, as from a terminal that hangs.
      this.#options.log('terminal', 'command failed', { error: String(error) });
    } finally {
      this.#running = false;
      this.#options.onChange();
    }
  }

  async #carryOut(command: Apdu, field: number, dialogue: Dialogue): Promise<void> {
    if (field === control.registration) return this.#register(command.data, dialogue);
    if (field === control.logOff) {
      this.#registration = undefined;
      dialogue.answer(positiveAcknowledgement);
      return;
    }
    const registration = this.#registration;
    if (field === control.statusEnquiry) return statusEnquiry(this.#desk(dialogue, registration ?? unregistered));
    if (registration === undefined) dialogue.answer(negativeAcknowledgement(code.notRegistered));
    else await carryOut(command, this.#desk(dialogue, registration), this.#behaviour);
  }

  async #register(data: Uint8Array, dialogue: Dialogue): Promise<void> {
    const registration = readRegistration(data);
    if (registration === undefined) {
      dialogue.answer(negativeAcknowledgement(code.protocolError));
      return;
    }
    this.#registration = registration;
    dialogue.answer(positiveAcknowledgement);
    const desk = this.#desk(dialogue, registration);
    const ready = Uint8Array.of(0x00);
    await complete(
      desk,
      bmp(0x19, ready),
      bmp(0x29, packed(Number(identity.terminalId), 4)),
      bmp(0x49, packed(registration.currency, 2)),
    );
  }

  #desk(dialogue: Dialogue, registration: Registration): Desk {
    return {
      dialogue,
      registration,
      identity,
      ledger: this.#ledger,
      card: this.#card,
      now: this.#options.now,
      // A terminal that is switched off meanwhile never comes back to what it was doing.
      sleep: (ms) => delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => new Promise(() => {})),
      waitForCard: () => this.#waitForCard(dialogue),
      show: (...lines) => this.#show(lines),
      dropLine: () => {
        if (dialogue.open) this.#line.drop();
      },
    };
  }

  #waitForCard(dialogue: Dialogue): Promise<'presented' | 'stopped'> {
    if (!dialogue.open) return Promise.resolve('stopped');
    return new Promise((resolve) => {
      const delayMs = this.#cardDelayMs;
      const timer = setTimeout(
        () => this.#cardEvent(delayMs === null ? 'stopped' : 'presented'),
        delayMs ?? CARD_WAIT_MS,
      );
      this.#waitingForCard = (event) => {
        clearTimeout(timer);
        this.#waitingForCard = undefined;
        resolve(event);
      };
      this.#options.onChange();
    });
  }

  #cardEvent(event: 'presented' | 'stopped'): boolean {
    const waiting = this.#waitingForCard;
    waiting?.(event);
    return waiting !== undefined;
  }

  #show(lines: readonly string[]): void {
    clearTimeout(this.#idle);
    this.#display = lines;
    this.#idle = setTimeout(() => this.#showIdle(), DISPLAY_MS).unref();
    this.#options.onChange();
  }

  #showIdle(): void {
    if (this.#running) this.#idle = setTimeout(() => this.#showIdle(), DISPLAY_MS).unref();
    else this.#display = IDLE;
    this.#options.onChange();
  }

  #entries(kind: Entry['kind']): Payment[] {
    return this.#ledger.entries
      .filter((entry) => entry.kind === kind)
      .map(({ kind: _, settled: __, ...payment }) => payment);
  }
}
