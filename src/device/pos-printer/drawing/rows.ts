import { columnsOf, GAP } from '../layout/columns.ts';
import type { PaperRow } from '../layout/rows.ts';
import type { Bits } from './bits.ts';
import { drawRow } from './row.ts';
import { isDrawn } from './scripts.ts';
import type { Typesetter } from './typesetter.ts';

type TextRow = Extract<PaperRow, { kind: 'text' }>;

/** A row as it goes to the printer: written in its own characters, or drawn. */
export type SettledRow =
  | { readonly kind: 'written'; readonly text: string; readonly style: TextRow['style'] }
  | { readonly kind: 'drawn'; readonly picture: Bits };

export interface RowSettling {
  readonly columns: number;
  readonly dots: number;
  /** Whether the model's code pages have a character. */
  readonly written: (character: string) => boolean;
  /** Null where nothing can be drawn: the model takes no pictures, or the library is not here. Asked for with the first row that wants it. */
  readonly typesetter: () => Typesetter | null;
  /** A character that no code page and no font has, and that "?" is printed for. */
  readonly missing: (character: string) => void;
}

/**
 * Decides row by row what a printer writes itself and what is drawn for it: scripts that it cannot set, and characters that its code pages
 * have not. What nobody has is printed as "?".
 */
export class RowSettler {
  readonly #on: RowSettling;

  constructor(on: RowSettling) {
    this.#on = on;
  }

  settle(row: TextRow, rtl: boolean): SettledRow {
    const { columns, dots } = this.#on;
    if (!this.#wantsDrawing(row.text)) return { kind: 'written', text: spaced(row.text), style: row.style };
    const setter = this.#on.typesetter();
    const text = [...row.text].map((character) => this.#possible(character, setter)).join('');
    if (setter === null || !this.#wantsDrawing(text)) return { kind: 'written', text: spaced(text), style: row.style };
    return { kind: 'drawn', picture: drawRow({ ...row, text }, { columns, dots, rtl }, setter) };
  }

  /** A character, or what is printed for it: as many columns as it would take. */
  #possible(character: string, setter: Typesetter | null): string {
    if (!this.#wantsDrawing(character)) return character;
    const columns = columnsOf(character);
    // A mark alone is no picture; whether there is one for what it stands on decides.
    if (setter !== null && (columns === 0 || setter.has(character))) return character;
    if (columns > 0) this.#on.missing(character);
    return '?'.repeat(columns);
  }

  #wantsDrawing(text: string): boolean {
    for (const character of text)
      if (character > '~' && character !== GAP && (isDrawn(character) || !this.#on.written(character))) return true;
    return false;
  }
}

const spaced = (text: string): string => text.replaceAll(GAP, ' ');
