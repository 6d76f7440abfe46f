import { mkdirSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sheet } from './sheet.ts';

/** One sheet that came out of the printer. */
export interface Paper {
  /** Counts from 1, or from where the sheets on disk end. */
  readonly number: number;
  /** Grey PNG, 576 dots wide, one pixel a dot. */
  readonly png: Buffer;
  /** Its lines of text as the printer understood them, top to bottom; blank lines and pictures left out. */
  readonly text: readonly string[];
  /** What the QR codes on it say, top to bottom, a byte a character. */
  readonly codes: readonly string[];
  /** Wall clock, milliseconds, when it was cut. */
  readonly at: number;
}

const KEPT = 200;

/** The finished sheets, bounded, and on disk when a directory is given. */
export class Papers {
  readonly #directory: string | undefined;
  readonly #now: () => number;
  readonly #papers: Paper[] = [];
  #count = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @throws the disk's error when the directory can't be made. */
  constructor(directory: string | undefined, now: () => number) {
    this.#directory = directory;
    this.#now = now;
    if (directory !== undefined) this.#count = lastNumberIn(directory);
  }

  get all(): readonly Paper[] {
    return this.#papers;
  }

  add(sheet: Sheet, text: readonly string[]): void {
    const paper = this.preview(sheet, text);
    this.#count = paper.number;
    this.#papers.push(paper);
    if (this.#papers.length > KEPT) this.#papers.shift();
    this.#write(paper);
  }

  /** The sheet as it would be if it were cut now. */
  preview(sheet: Sheet, text: readonly string[]): Paper {
    return { number: this.#count + 1, png: sheet.png(), text: [...text], codes: [...sheet.codes], at: this.#now() };
  }

  /** Resolves when everything is on disk. */
  written(): Promise<void> {
    return this.#writing;
  }

  #write(paper: Paper): void {
    const directory = this.#directory;
    if (directory === undefined) return;
    // A full disk must not stop the printer: the sheet is still in memory.
    this.#writing = this.#writing
      .then(() => writeFile(join(directory, fileOf(paper.number)), paper.png))
      .then(() => rm(join(directory, fileOf(paper.number - KEPT)), { force: true }))
      .catch(() => {});
  }
}

function fileOf(number: number): string {
  return `paper-${String(number).padStart(4, '0')}.png`;
}

/** Numbers go on where an earlier run stopped, so that no sheet of it is written over. */
function lastNumberIn(directory: string): number {
  mkdirSync(directory, { recursive: true });
  return Math.max(0, ...readdirSync(directory).map((name) => Number(/^paper-(\d{4,})\.png$/.exec(name)?.[1] ?? 0)));
}
