import { setTimeout as delay } from 'node:timers/promises';
import type { EmulatorLog } from '../log.ts';
import type { Chunks } from '../wire/chunks.ts';
import { DeviceLine } from '../wire/device-line.ts';
import { PluggedDevice } from '../wire/plugged-device.ts';
import { type Apdu, controlField, negativeAcknowledgement, positiveAcknowledgement } from './apdu.ts';
import { Behaviour, type Operation, type TerminalMode } from './behaviour.ts';
import { type Card, testCard } from './card.ts';
import { CardReader } from './card-reader.ts';
import { code, control } from './codes.ts';
import { carryOut, readRegistration, statusEnquiry } from './commands.ts';
import { complete, type Desk, identity, type Registration, unregistered } from './desk.ts';
import { Dialogue } from './dialogue.ts';
import { Display } from './display.ts';
import { bmp, packed } from './fields.ts';
import { type Entry, Ledger } from './ledger.ts';
import { LineEvents } from './line-events.ts';
import { OwedMessages } from './owed.ts';
import { RegisterLine } from './register-line.ts';
import { tellUnasked } from './transaction.ts';

export type { Operation, TerminalMode } from './behaviour.ts';
export type { Entry } from './ledger.ts';

export interface EmulatedTerminalOptions {
  readonly host: string;
  readonly port: number;
  /** Where it appears as a serial port too. */
  readonly pty?: string;
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
export type Payment = Omit<Entry, 'kind' | 'settled' | 'original'>;

const POWER_OFF_MS = 500;
const PATIENCE_MS = 5_000;

/** A payment terminal that speaks ZVT over TCP (20007): the other end of PA00P015 13.x, commands of one register at a time. */
export class EmulatedTerminal extends PluggedDevice {
  readonly #options: EmulatedTerminalOptions;
  readonly #ledger: Ledger;
  readonly #behaviour = new Behaviour();
  readonly #reader: CardReader;
  readonly #display: Display;
  readonly #events = new LineEvents();
  readonly #owed = new OwedMessages<Desk>(() => void this.#payOwed());
  /** Aborted when the power goes, or the emulator ends: what sleeps then never wakes. */
  #power = new AbortController();
  /** How many bytes still leave before the line is cut. */
  #cutAfter: number | undefined;
  #dialogue: Dialogue | undefined;
  #registerLine: RegisterLine | undefined;
  #registration: Registration | undefined;
  #card: Card = testCard;
  #chunks: Chunks = 'whole';
  #running = false;

  constructor(options: EmulatedTerminalOptions) {
    super(
      new DeviceLine({
        name: 'terminal',
        host: options.host,
        port: options.port,
        ...(options.pty === undefined ? {} : { pty: options.pty }),
        log: options.log,
        onChange: options.onChange,
        onBytes: (bytes) => this.#registerLine?.receive(bytes),
        onConnect: () => {
          const line = this.#openLine();
          this.#registerLine = line;
          this.#dialogue = this.#openDialogue(line);
        },
        onDisconnect: () => {
          this.#cutAfter = undefined;
          this.#registerLine?.stop();
          this.#dialogue?.close();
          this.#events.gone();
          // Without a register there is nobody to pay.
          this.#reader.press('stopped');
        },
      }),
    );
    this.#options = options;
    this.#display = new Display(() => this.#running, options.onChange);
    this.#reader = new CardReader(options.cardDelayMs, options.onChange);
    this.#ledger = new Ledger(options.directory);
  }

  override async stop(): Promise<void> {
    this.#display.stop();
    this.#owed.forget();
    this.#power.abort();
    await super.stop();
  }

  get registered(): boolean {
    return this.#registration !== undefined;
  }

  /** What its display shows, line by line. */
  get display(): readonly string[] {
    return this.#display.lines;
  }

  get waitingForCard(): boolean {
    return this.#reader.waiting;
  }

  get card(): Card {
    return this.#card;
  }

  get cardDelayMs(): number | null {
    return this.#reader.delayMs;
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
    this.#reader.setDelay(ms);
  }

  get chunks(): Chunks {
    return this.#chunks;
  }

  /** How bytes leave. */
  setChunks(chunks: Chunks): void {
    this.#chunks = chunks;
    this.#options.onChange();
  }

  /** Presents the card now. `false` when the terminal is not waiting for one. */
  presentCard(): boolean {
    return this.#reader.press('presented');
  }

  /** Presses the red key. `false` when it means nothing now. */
  pressStop(): boolean {
    return this.#reader.press('stopped');
  }

  /** On a serial line: so many of the next acknowledgements get lost, and so many of the next blocks arrive spoilt. `false` on any other. */
  disturb({ lostSigns = 0, spoiltBlocks = 0 }: { lostSigns?: number; spoiltBlocks?: number }): boolean {
    this.#registerLine?.blocks.loseSigns(lostSigns);
    this.#registerLine?.blocks.spoil(spoiltBlocks);
    return this.#registerLine?.inBlocks ?? false;
  }

  /** Takes a payment that no register asked for, in its currency, and tells it as soon as nothing else goes on. */
  payUnasked(amount: number): void {
    this.#owed.add(0, (desk) =>
      tellUnasked(desk, { operation: 'payment', amount, currency: desk.registration.currency }),
    );
  }

  /** The power goes and comes back: what was going on is forgotten, and all the books where the memory is lost. */
  powerCycle(memory: 'kept' | 'lost', forMs = POWER_OFF_MS): void {
    this.#power.abort();
    this.#power = new AbortController();
    this.#dialogue?.die();
    this.#dialogue = undefined;
    this.#events.forget();
    this.#owed.forget();
    this.#reader.forget();
    this.#registration = undefined;
    this.#running = false;
    if (memory === 'lost') this.#ledger.wipe();
    this.line.unplug(forMs);
    this.#display.show(['Starting']);
  }

  #openLine(): RegisterLine {
    return new RegisterLine({
      write: (bytes) => this.#write(bytes),
      heard: (bytes) => this.#dialogue?.receive(bytes),
      failed: () => this.line.drop(),
    });
  }

  #openDialogue(line: RegisterLine): Dialogue {
    const dialogue: Dialogue = new Dialogue(
      (bytes) => line.send(bytes),
      (command) => void this.#receive(command, dialogue),
      this.#options.patienceMs ?? PATIENCE_MS,
    );
    return dialogue;
  }

  /** Lets bytes leave, as far as the line is not to be cut before. */
  #write(bytes: Uint8Array): void {
    const cutAfter = this.#cutAfter;
    if (cutAfter === undefined) {
      void this.line.write(bytes, this.#chunks);
      return;
    }
    const leaving = bytes.subarray(0, cutAfter);
    this.#cutAfter = cutAfter - leaving.length;
    const written = this.line.write(leaving, this.#chunks);
    if (leaving.length < bytes.length || this.#cutAfter === 0) void written.then(() => this.line.drop());
  }

  async #receive(command: Apdu, dialogue: Dialogue): Promise<void> {
    const field = controlField(command);
    this.#options.log('terminal', 'command', { control: field.toString(16).padStart(4, '0') });
    if (this.#behaviour.silent) return;
    if (field === control.abortByRegister) {
      dialogue.answer(positiveAcknowledgement);
      this.#events.abort();
      this.#reader.press('stopped');
      return;
    }
    if (this.#running) {
      dialogue.answer(negativeAcknowledgement(code.pleaseWait));
      return;
    }
    await this.#work(() => this.#carryOut(command, field, dialogue));
    await this.#payOwed();
  }

  async #work(run: () => Promise<void>): Promise<void> {
    this.#running = true;
    try {
      await run();
    } catch (error) {
      // Its books could not be written, say: the register hears nothing more, as from a terminal that hangs.
      this.#options.log('terminal', 'command failed', { error: String(error) });
    } finally {
      this.#running = false;
      this.#options.onChange();
    }
  }

  /** Says what is owed to a register that is there, registered, and not in the middle of something. */
  async #payOwed(): Promise<void> {
    const dialogue = this.#dialogue;
    const registration = this.#registration;
    if (dialogue?.open !== true || registration === undefined || this.#running) return;
    const next = this.#owed.take();
    if (next === undefined) return;
    await this.#work(() => next(this.#desk(dialogue, registration)));
    await this.#payOwed();
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
    const power = this.#power;
    return {
      dialogue,
      registration,
      identity,
      ledger: this.#ledger,
      card: this.#card,
      now: this.#options.now,
      // A terminal that is switched off meanwhile never comes back to what it was doing.
      sleep: (ms) => delay(ms, undefined, { signal: power.signal }).catch(() => new Promise(() => {})),
      waitForCard: () => (dialogue.open ? this.#reader.wait() : Promise.resolve('stopped')),
      abortAsked: () => (dialogue.open ? this.#events.untilAbort() : Promise.resolve()),
      lineGone: () => (dialogue.open ? this.#events.untilGone() : Promise.resolve()),
      show: (...lines) => this.#display.show(lines),
      cutAfter: (bytes) => {
        this.#cutAfter = bytes;
      },
      later: (ms, run) => this.#owed.add(ms, run),
      losePower: (memory, forMs) => {
        this.powerCycle(memory, forMs);
        return new Promise(() => {});
      },
      dropLine: () => {
        if (dialogue.open) this.line.drop();
      },
    };
  }

  #entries(kind: Entry['kind']): Payment[] {
    return this.#ledger.entries
      .filter((entry) => entry.kind === kind)
      .map(({ kind: _, settled: __, original: ___, ...payment }) => payment);
  }
}
