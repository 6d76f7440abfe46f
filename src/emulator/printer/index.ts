import type { EmulatorLog } from '../log.ts';
import type { Chunks } from '../wire/chunks.ts';
import { DeviceLine } from '../wire/device-line.ts';
import { PluggedDevice } from '../wire/plugged-device.ts';
import { EscPosLanguage } from './esc-pos-language.ts';
import type { EmulatedLanguage, PrinterBody } from './language.ts';
import { type Paper, Papers } from './papers.ts';
import { StarLanguage } from './star/language.ts';
import { isOffline, type PrinterState, readyState } from './status.ts';

export type { Paper } from './papers.ts';
export type { PrinterState } from './status.ts';

export interface EmulatedPrinterOptions {
  readonly host: string;
  readonly port: number;
  /** Where it appears as a serial port too. */
  readonly pty?: string;
  /** What it speaks; ESC/POS when left out. `star` understands StarPRNT and Star Line Mode. */
  readonly language?: PrinterLanguage;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
  /** Where each finished sheet is also written as `paper-0001.png`. */
  readonly directory?: string;
}

export type PrinterLanguage = 'esc-pos' | 'star';

/** What is set by hand and the printer does not know of. */
export interface PrinterBehaviour {
  /** Takes bytes and answers status, and does nothing else. */
  readonly busy: boolean;
  /** Answers nothing. */
  readonly silent: boolean;
  /** How its answers leave. */
  readonly chunks: Chunks;
  /** Whether a Star printer answers as one on a network does, and not as one on a serial line. */
  readonly expandedStatus: boolean;
  /** What becomes of the rest of a job once there is paper again. */
  readonly whenPaperReturns: 'printRest' | 'discardRest';
  /** Rows of paper until it runs out; `undefined` for a roll that lasts. */
  readonly rowsLeft: number | undefined;
  /** What goes wrong once so many more rows have been printed. */
  readonly stopAfter: { readonly rows: number; readonly by: 'cover' | 'jam' | 'power' } | undefined;
}

const RECEIVE_BUFFER = 65_536;
const NOTES = 100;
const NEAR_END_ROWS = 1_600;

/**
 * A receipt printer with a network interface (TCP 9100), 80 mm paper, a cutter and a drawer. Stopped by paper, cover, cutter or hand it
 * keeps what it was sent and goes on with it afterwards. What it understands is its language's business.
 */
export class EmulatedPrinter extends PluggedDevice {
  readonly #options: EmulatedPrinterOptions;
  readonly #papers: Papers;
  readonly #language: EmulatedLanguage;
  readonly #notes: string[] = [];
  #state = readyState;
  #behaviour: PrinterBehaviour = {
    busy: false,
    silent: false,
    chunks: 'whole',
    expandedStatus: true,
    whenPaperReturns: 'printRest',
    rowsLeft: undefined,
    stopAfter: undefined,
  };
  #buffer: Uint8Array = new Uint8Array(0);
  #dropAfter: number | undefined;
  #pumping = false;

  constructor(options: EmulatedPrinterOptions) {
    const { host, port, log, onChange } = options;
    super(
      new DeviceLine({
        ...{ name: 'printer', host, port, log, onChange },
        ...(options.pty === undefined ? {} : { pty: options.pty }),
        onBytes: (bytes) => this.#receive(bytes),
        onDisconnect: () => this.#language.disconnected(),
      }),
    );
    this.#options = options;
    this.#papers = new Papers(options.directory, options.now);
    const body = this.#body();
    this.#language =
      options.language === 'star' ? new StarLanguage(body, () => this.#behaviour) : new EscPosLanguage(body);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#papers.written();
  }

  get state(): PrinterState {
    return this.#state;
  }

  get behaviour(): PrinterBehaviour {
    return this.#behaviour;
  }

  /** Commands that were not carried out, the last hundred. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Bytes received and not yet looked at. */
  get waitingBytes(): number {
    return this.#buffer.length;
  }

  /** The finished sheets, oldest first, the last 200. */
  papers(): readonly Paper[] {
    return this.#papers.all;
  }

  /** How far the sheet still in the printer has come; `undefined` while nothing is on it. */
  get progress(): { readonly rows: number; readonly lines: number } | undefined {
    const { sheet, text } = this.#language.current;
    return sheet.blank ? undefined : { rows: sheet.height, lines: text.length };
  }

  /** The sheet still in the printer; `undefined` while nothing is on it. */
  currentPaper(): Paper | undefined {
    const { sheet, text } = this.#language.current;
    return sheet.blank ? undefined : this.#papers.preview(sheet, text);
  }

  /** Changes what the printer's sensors see, and tells a host that asked to be told. */
  setState(change: Partial<PrinterState>): void {
    const before = this.#state;
    const cleared = change.cutter === 'ok' ? { error: 'none' as const } : {};
    this.#state = { ...before, ...change, ...cleared };
    if (change.paper === 'out') this.#language.finishSheet();
    if (before.paper === 'out' && this.#state.paper !== 'out') {
      if (this.#behaviour.rowsLeft === 0) this.#behaviour = { ...this.#behaviour, rowsLeft: undefined };
      if (this.#behaviour.whenPaperReturns === 'discardRest') this.#clear();
    }
    this.#language.changed(before);
    this.#options.onChange();
    this.#pump();
  }

  /** Changes how the printer behaves beside what it reports. */
  setBehaviour(change: Partial<PrinterBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...change };
    this.#options.onChange();
    this.#pump();
  }

  /** After so many more bytes from the host the line is dropped; what came before them is printed. */
  dropAfter(bytes: number): void {
    this.#dropAfter = bytes;
  }

  /** Takes the power away, and with it what was received and not printed. For so many milliseconds, or until `plug`. */
  override unplug(forMs?: number): void {
    super.unplug(forMs);
    this.#clear();
    this.#language.restarted();
    // Switching it off is how a jam is got over.
    this.#state = { ...this.#state, jammed: false };
  }

  /** What the language may do to this printer. */
  #body(): PrinterBody {
    const state = () => this.#state;
    return {
      get state() {
        return state();
      },
      answer: (bytes) => this.#answer(bytes),
      change: (change) => this.setState(change),
      clear: () => this.#clear(),
      cut: (feed) => this.#cut(feed),
      kickDrawer: () => this.setState({ drawer: 'open' }),
      fed: (rows) => this.#fed(rows),
      finished: (sheet, text) => this.#papers.add(sheet, text),
      noted: (what) => this.#note(what),
    };
  }

  #receive(bytes: Uint8Array): void {
    const arrived = this.#dropAfter === undefined ? bytes : bytes.subarray(0, this.#dropAfter);
    const inTurn = this.#language.arrived(arrived);
    this.#buffer = Buffer.concat([this.#buffer, inTurn]);
    this.#pump();
    if (this.#dropAfter === undefined) return;
    this.#dropAfter -= arrived.length;
    if (this.#dropAfter <= 0) {
      this.#dropAfter = undefined;
      this.line.drop();
    }
  }

  /** Carries out what is in the buffer, as far as the printer can print. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    let at = 0;
    // The buffer can be cleared by what is carried out, so it is looked at anew each time.
    while (at < this.#buffer.length && !isOffline(this.#state) && !this.#behaviour.busy) {
      at = this.#language.step(this.#buffer, at);
    }
    this.#buffer = this.#buffer.subarray(at);
    this.#pumping = false;
    if (this.#buffer.length >= RECEIVE_BUFFER) this.line.pause();
    else this.line.resume();
    if (at > 0) this.#options.onChange();
  }

  #cut(feed: number): void {
    if (this.#state.cutter === 'jammed') this.setState({ error: 'cutter' });
    else this.#language.finishSheet(feed);
  }

  #fed(rows: number): void {
    this.#stop(rows);
    const left = this.#behaviour.rowsLeft;
    if (left === undefined) return;
    const rowsLeft = Math.max(0, left - rows);
    this.#behaviour = { ...this.#behaviour, rowsLeft };
    if (rowsLeft === 0) this.setState({ paper: 'out' });
    else if (rowsLeft < NEAR_END_ROWS && this.#state.paper === 'ok') this.setState({ paper: 'nearEnd' });
  }

  #stop(rows: number): void {
    const { stopAfter } = this.#behaviour;
    if (stopAfter === undefined) return;
    const left = stopAfter.rows - rows;
    this.#behaviour = { ...this.#behaviour, stopAfter: left > 0 ? { ...stopAfter, rows: left } : undefined };
    if (left > 0) return;
    if (stopAfter.by === 'cover') this.setState({ cover: 'open' });
    else if (stopAfter.by === 'jam') this.setState({ jammed: true });
    else this.unplug();
  }

  #clear(): void {
    this.#buffer = new Uint8Array(0);
    this.#language.cleared();
    this.line.resume();
  }

  #answer(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined && !this.#behaviour.silent) void this.line.write(bytes, this.#behaviour.chunks);
  }

  #note(what: string): void {
    this.#notes.push(what);
    if (this.#notes.length > NOTES) this.#notes.shift();
  }
}
