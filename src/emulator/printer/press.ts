import type { Bitmap } from './bitmap.ts';
import { alignedAt, characterCell, LineBuffer } from './line-buffer.ts';
import type { PrintMode } from './mode.ts';
import { SHEET_DOTS, Sheet } from './sheet.ts';

/** What the press tells the printer around it. */
export interface PrintEffects {
  /** So many rows of paper went by. */
  fed(rows: number): void;
  /** The sheet came to its end; the next row is on a new one. */
  finished(sheet: Sheet, text: readonly string[]): void;
  /** Something the emulator can't draw, or no printer would print. */
  noted(what: string): void;
}

/** The mechanism, whatever the language: a line of characters that becomes rows of a sheet, pictures, and the paper that moves. */
export class Press {
  readonly line = new LineBuffer();
  readonly #effects: PrintEffects;
  #sheet = new Sheet();
  #text: string[] = [];

  constructor(effects: PrintEffects) {
    this.#effects = effects;
  }

  /** The sheet that is being printed, and its text. */
  get current(): { readonly sheet: Sheet; readonly text: readonly string[] } {
    return { sheet: this.#sheet, text: this.#text };
  }

  /** Adds a character to the line. One that does not fit any more prints the line and begins the next. */
  character(mode: PrintMode, character: string): void {
    const cell = characterCell(character, mode);
    if (this.line.position + cell.width > mode.areaWidth) this.printLine(mode, mode.lineSpacing);
    this.line.add(cell, character);
  }

  /**
   * Prints a picture that takes lines of its own; of a code, what it says is kept with the sheet. One wider than the printing area is not
   * printed, as by a printer.
   */
  picture(mode: PrintMode, image: Bitmap | undefined, code?: string): void {
    this.#printBuffer(mode, 0);
    if (image === undefined || image.width > SHEET_DOTS) {
      this.#effects.noted('picture that does not fit');
      return;
    }
    this.#sheet.draw(image, mode.leftMargin + alignedAt(mode, image.width));
    if (code !== undefined) this.#sheet.says(code);
    this.#feed(image.height);
  }

  /** Prints the line and feeds; an empty line only feeds. */
  printLine(mode: PrintMode, feed: number): void {
    if (!this.#printBuffer(mode, feed)) this.#feed(feed);
  }

  /** Ends the sheet here: by a cut, or because the paper is gone. A sheet that nothing was printed on is kept on. */
  finishSheet(mode: PrintMode, feed = 0): void {
    this.#printBuffer(mode, 0);
    this.#feed(feed);
    this.#finish();
  }

  #finish(): void {
    if (this.#sheet.blank) return;
    const done = { sheet: this.#sheet, text: this.#text };
    this.#sheet = new Sheet();
    this.#text = [];
    this.#effects.finished(done.sheet, done.text);
  }

  /** Prints what is in the buffer and feeds, never less than the line's own height. `false` when it was empty. */
  #printBuffer(mode: PrintMode, feed: number): boolean {
    const line = this.line.compose(mode);
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
    else this.#finish();
  }
}
