import type { Bitmap } from './bitmap.ts';
import { characterOf, knowsTable } from './code-pages.ts';
import { CONTROL, type Command, TEXT } from './command-parser.ts';
import { dotsAcross, dotsAlong, initialMode, type PrintMode, type Setting, settings } from './mode.ts';
import { Press, type PrintEffects } from './press.ts';
import { qrSymbol, symbolStep } from './qr-symbol.ts';
import { columnImage, rasterImage } from './raster.ts';
import type { Sheet } from './sheet.ts';

const LF = 0x0a;
const HT = 0x09;
/** Settings that a printer only takes at the beginning of a line (ESC a, ESC {, GS L, GS W). */
const lineStartOnly = new Set(['ESC a', 'ESC {', 'GS L', 'GS W']);

/** Turns commands into dots on a sheet: the part of an ESC/POS printer that prints. Standard mode only. */
export class Interpreter {
  readonly #effects: PrintEffects;
  readonly #press: Press;
  readonly #actions: Readonly<Record<string, (command: Command) => void>>;
  #mode: PrintMode = initialMode;
  #graphics: Bitmap | undefined;

  constructor(effects: PrintEffects) {
    this.#effects = effects;
    this.#press = new Press(effects);
    this.#actions = {
      'ESC @': () => this.initialize(),
      'ESC d': ({ head: [n = 0] }) => this.#printLine(n * this.#mode.lineSpacing),
      'ESC J': ({ head: [n = 0] }) => this.#printLine(dotsAlong(this.#mode, n)),
      'ESC $': ({ head: [low = 0, high = 0] }) => this.#press.line.moveTo(dotsAcross(this.#mode, low + high * 256)),
      'ESC \\': ({ head: [low = 0, high = 0] }) => this.#moveBy(((low + high * 256) << 16) >> 16),
      'ESC *': ({ head: [m = 0, low = 0, high = 0], data }) => this.#inLine(columnImage(m, low + high * 256, data)),
      'GS v': ({ head: [, m = 0, xl = 0, xh = 0, yl = 0, yh = 0], data }) =>
        this.#picture(rasterImage(data, xl + xh * 256, yl + yh * 256, (m & 1) + 1, ((m >> 1) & 1) + 1)),
      'GS (': ({ head: [kind = 0], data }) => this.#parenthesis(String.fromCharCode(kind), data),
      'GS 8': ({ data }) => this.#graphic(data),
      'GS k': ({ head: [m = 0] }) => this.#effects.noted(`barcode of system ${m} not drawn`),
    };
  }

  /** The sheet that is being printed, and its text. */
  get current(): { readonly sheet: Sheet; readonly text: readonly string[] } {
    return this.#press.current;
  }

  /** Carries out one command of the stream. Commands it does not know are noted, never an error. */
  execute(command: Command): void {
    const setting = settings[command.name];
    if (command.name === TEXT) this.#character(command.head[0] ?? 0);
    else if (command.name === CONTROL) this.#control(command.head[0] ?? 0);
    else if (!command.known) this.#effects.noted(`unknown command ${command.name}`);
    else if (setting !== undefined) this.#set(command, setting);
    else this.#actions[command.name]?.(command);
  }

  /** ESC @: clears the print buffer and puts the settings back. The paper stays where it is. */
  initialize(): void {
    this.#press.line.clear();
    this.#mode = initialMode;
    this.#graphics = undefined;
  }

  /** Ends the sheet here: by a cut, or because the paper is gone. A sheet that nothing was printed on is kept on. */
  finishSheet(feed = 0): void {
    this.#press.finishSheet(this.#mode, feed);
  }

  /** Dots of so many vertical motion units, for commands carried out elsewhere (GS V). */
  dotsOf(units: number): number {
    return dotsAlong(this.#mode, units);
  }

  #set({ name, head, data }: Command, setting: Setting): void {
    if (!this.#press.line.empty && lineStartOnly.has(name)) return;
    this.#mode = { ...this.#mode, ...setting(this.#mode, head, data) };
    const { table } = this.#mode;
    if (name === 'ESC t' && !knowsTable(table)) this.#effects.noted(`character code table ${table} not drawn`);
  }

  #character(byte: number): void {
    const character = characterOf(byte, this.#mode.table, this.#mode.international);
    this.#press.character(this.#mode, character);
  }

  #control(byte: number): void {
    if (byte === LF) this.#printLine(this.#mode.lineSpacing);
    if (byte === HT) {
      const next = this.#mode.tabs.find((tab) => tab > this.#press.line.position);
      if (next !== undefined && next < this.#mode.areaWidth) this.#press.line.moveTo(next);
    }
  }

  #moveBy(units: number): void {
    this.#press.line.moveTo(this.#press.line.position + Math.sign(units) * dotsAcross(this.#mode, Math.abs(units)));
  }

  #inLine(image: Bitmap | undefined): void {
    if (image === undefined) this.#effects.noted('bit image of an unknown mode');
    else if (this.#press.line.position + image.width <= this.#mode.areaWidth) this.#press.line.add(image, '');
  }

  #parenthesis(kind: string, data: Uint8Array): void {
    if (kind === 'L') this.#graphic(data);
    if (kind !== 'k') return;
    const step = symbolStep(this.#mode, data);
    if (step.kind === 'set') this.#mode = { ...this.#mode, qr: step.qr };
    else if (step.kind === 'print') this.#press.picture(this.#mode, qrSymbol(this.#mode.qr), this.#mode.qr.stored);
    else this.#effects.noted(`symbol ${data[0]} function ${data[1]} not drawn`);
  }

  /** GS ( L: functions 112 (store raster graphics) and 50 (print them); parameters m fn a bx by c xL xH yL yH. */
  #graphic(data: Uint8Array): void {
    const [, fn, , byX, byY, , xl = 0, xh = 0, yl = 0, yh = 0] = data;
    if (fn === 112) {
      const rowBytes = (xl + xh * 256 + 7) >> 3;
      this.#graphics = rasterImage(data.subarray(10), rowBytes, yl + yh * 256, byX === 2 ? 2 : 1, byY === 2 ? 2 : 1);
    }
    if (fn === 50 || fn === 2) this.#picture(this.#graphics);
  }

  #picture(image: Bitmap | undefined): void {
    this.#press.picture(this.#mode, image);
  }

  #printLine(feed: number): void {
    this.#press.printLine(this.#mode, feed);
  }
}
