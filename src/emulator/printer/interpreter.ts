import type { Bitmap } from './bitmap.ts';
import { characterOf, knowsTable } from './code-pages.ts';
import { CONTROL, type Command, TEXT } from './command-parser.ts';
import { alignedAt, characterCell, LineBuffer } from './line-buffer.ts';
import { dotsAcross, dotsAlong, initialMode, type PrintMode, type Setting, settings } from './mode.ts';
import { qrSymbol, symbolStep } from './qr-symbol.ts';
import { columnImage, rasterImage } from './raster.ts';
import { SHEET_DOTS, Sheet } from './sheet.ts';

/** What the interpreter tells the printer around it. */
export interface PrintEffects {
  /** So many rows of paper went by. */
  fed(rows: number): void;
  /** The sheet came to its end; the next row is on a new one. */
  finished(sheet: Sheet, text: readonly string[]): void;
  /** Something the emulator can't draw, or no printer would print. */
  noted(what: string): void;
}

const LF = 0x0a;
const HT = 0x09;
/** Settings that a printer only takes at the beginning of a line (ESC a, ESC {, GS L, GS W). */
const lineStartOnly = new Set(['ESC a', 'ESC {', 'GS L', 'GS W']);

/** Turns commands into dots on a sheet: the part of an ESC/POS printer that prints. Standard mode only. */
export class Interpreter {
  readonly #effects: PrintEffects;
  readonly #line = new LineBuffer();
  readonly #actions: Readonly<Record<string, (command: Command) => void>>;
  #mode: PrintMode = initialMode;
  #sheet = new Sheet();
  #text: string[] = [];
  #graphics: Bitmap | undefined;

  constructor(effects: PrintEffects) {
    this.#effects = effects;
    this.#actions = {
      'ESC @': () => this.initialize(),
      'ESC d': ({ head: [n = 0] }) => this.#printLine(n * this.#mode.lineSpacing),
      'ESC J': ({ head: [n = 0] }) => this.#printLine(dotsAlong(this.#mode, n)),
      'ESC $': ({ head: [low = 0, high = 0] }) => this.#line.moveTo(dotsAcross(this.#mode, low + high * 256)),
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
    return { sheet: this.#sheet, text: this.#text };
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
    this.#line.clear();
    this.#mode = initialMode;
    this.#graphics = undefined;
  }

  /** Ends the sheet here: by a cut, or because the paper is gone. A sheet that nothing was printed on is kept on. */
  finishSheet(feed = 0): void {
    this.#printBuffer(0);
    this.#feed(feed);
    if (this.#sheet.blank) return;
    const done = { sheet: this.#sheet, text: this.#text };
    this.#sheet = new Sheet();
    this.#text = [];
    this.#effects.finished(done.sheet, done.text);
  }

  /** Dots of so many vertical motion units, for commands carried out elsewhere (GS V). */
  dotsOf(units: number): number {
    return dotsAlong(this.#mode, units);
  }

  #set({ name, head, data }: Command, setting: Setting): void {
    if (!this.#line.empty && lineStartOnly.has(name)) return;
    this.#mode = { ...this.#mode, ...setting(this.#mode, head, data) };
    const { table } = this.#mode;
    if (name === 'ESC t' && !knowsTable(table)) this.#effects.noted(`character code table ${table} not drawn`);
  }

  #character(byte: number): void {
    const character = characterOf(byte, this.#mode.table, this.#mode.international);
    const cell = characterCell(character, this.#mode);
    // A character that does not fit any more prints the line and begins the next.
    if (this.#line.position + cell.width > this.#mode.areaWidth) this.#printLine(this.#mode.lineSpacing);
    this.#line.add(cell, character);
  }

  #control(byte: number): void {
    if (byte === LF) this.#printLine(this.#mode.lineSpacing);
    if (byte === HT) {
      const next = this.#mode.tabs.find((tab) => tab > this.#line.position);
      if (next !== undefined && next < this.#mode.areaWidth) this.#line.moveTo(next);
    }
  }

  #moveBy(units: number): void {
    this.#line.moveTo(this.#line.position + Math.sign(units) * dotsAcross(this.#mode, Math.abs(units)));
  }

  #inLine(image: Bitmap | undefined): void {
    if (image === undefined) this.#effects.noted('bit image of an unknown mode');
    else if (this.#line.position + image.width <= this.#mode.areaWidth) this.#line.add(image, '');
  }

  #parenthesis(kind: string, data: Uint8Array): void {
    if (kind === 'L') this.#graphic(data);
    if (kind !== 'k') return;
    const step = symbolStep(this.#mode, data);
    if (step.kind === 'set') this.#mode = { ...this.#mode, qr: step.qr };
    else if (step.kind === 'print') this.#picture(qrSymbol(this.#mode.qr));
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

  /** Prints a picture that takes lines of its own. One wider than the printing area is not printed, as by a printer. */
  #picture(image: Bitmap | undefined): void {
    this.#printBuffer(0);
    if (image === undefined || image.width > SHEET_DOTS) {
      this.#effects.noted('picture that does not fit');
      return;
    }
    this.#sheet.draw(image, this.#mode.leftMargin + alignedAt(this.#mode, image.width));
    this.#feed(image.height);
  }

  #printLine(feed: number): void {
    if (!this.#printBuffer(feed)) this.#feed(feed);
  }

  /** Prints what is in the buffer and feeds, never less than the line's own height. `false` when it was empty. */
  #printBuffer(feed: number): boolean {
    const line = this.#line.compose(this.#mode);
    if (line === undefined) return false;
    this.#sheet.draw(line.bitmap, line.x);
    if (line.text !== '') this.#text.push(line.text);
    this.#feed(Math.max(feed, line.bitmap.height));
    return true;
  }

  #feed(rows: number): void {
    if (rows <= 0) return;
    this.#sheet.feed(rows);
    this.#effects.fed(rows);
    if (!this.#sheet.full) return;
    if (this.#sheet.blank) this.#sheet = new Sheet();
    else this.finishSheet();
  }
}
