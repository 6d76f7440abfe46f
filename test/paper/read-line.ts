import { keyOf, type ReadableFace, readableFaces } from './glyph-table.ts';
import type { Picture } from './picture.ts';

interface Cell {
  readonly character: string;
  readonly left: number;
  readonly width: number;
  /** Width of a space beside it. */
  readonly space: number;
  readonly style: 'plain' | 'bold' | 'reversed';
  readonly setting: Setting;
}

/** One way of setting a character: its face and how often its dots are repeated. */
interface Setting {
  readonly face: ReadableFace;
  readonly byX: number;
  readonly byY: number;
}

const COLUMN_DOTS = 12;
const MAX_SCALE = 8;
const UNDERLINES = [0, 1, 2];

/** All heights a line of text can have, lowest first, and how tall a dot is in each. */
export const lineHeights: readonly { readonly height: number; readonly dot: number }[] = readableFaces
  .flatMap((face) => scales().map((byY) => ({ height: face.height * byY, dot: byY })))
  .sort((a, b) => a.height - b.height);

/** Reads the rows from `top` to `bottom` as one line of text; `undefined` when any of its ink is not a character. */
export function readLine(picture: Picture, top: number, bottom: number): string | undefined {
  const settings = settingsWithin(bottom - top);
  const deadEnds = new Set<string>();
  const cells: Cell[] = [];

  const readFrom = (cursor: number): boolean => {
    const inkAt = nextInk(picture, cursor, top, bottom);
    if (inkAt === undefined) return true;
    const previous = cells.at(-1);
    const dead = `${cursor} ${previous?.style}`;
    if (deadEnds.has(dead)) return false;
    // Most characters are set like the one before them: a wide dash is not two narrow ones.
    for (const setting of new Set([...(previous ? [previous.setting] : []), ...settings])) {
      for (const left of leftEdges(setting, cursor, inkAt, previous)) {
        for (const cell of cellsAt(picture, setting, left, top, bottom, previous?.style)) {
          cells.push(cell);
          if (readFrom(left + cell.width)) return true;
          cells.pop();
        }
      }
    }
    deadEnds.add(dead);
    return false;
  };

  return readFrom(0) ? textOf(cells) : undefined;
}

function scales(): number[] {
  return Array.from({ length: MAX_SCALE }, (_, index) => index + 1);
}

/** Settings that a line of this height can hold, those that fill it first; at least one of them must fill it. */
function settingsWithin(height: number): Setting[] {
  const all = readableFaces.flatMap((face) =>
    scales().flatMap((byY) => scales().map((byX) => ({ face, byX, byY }) satisfies Setting)),
  );
  return all
    .filter(({ face, byY }) => face.height * byY <= height)
    .sort((a, b) => b.face.height * b.byY - a.face.height * a.byY || a.byX - b.byX);
}

/** Where a cell with its first ink at `inkAt` can begin: on the grid of the cell before it, else anywhere it fits. */
function leftEdges({ face, byX }: Setting, cursor: number, inkAt: number, previous: Cell | undefined): number[] {
  const edges = Array.from({ length: face.width }, (_, column) => inkAt - column * byX).filter(
    (left) => left >= cursor,
  );
  const step = previous?.space ?? COLUMN_DOTS;
  const offGrid = (left: number) => ((left - cursor) % step === 0 ? 0 : 1);
  return edges.toSorted((a, b) => offGrid(a) - offGrid(b) || b - a);
}

function* cellsAt(
  picture: Picture,
  setting: Setting,
  left: number,
  top: number,
  bottom: number,
  style: Cell['style'] | undefined,
): Generator<Cell> {
  const { face, byX, byY } = setting;
  const width = face.width * byX;
  const cellTop = bottom - face.height * byY;
  if (left + width > picture.width || !picture.blank(left, top, left + width, cellTop)) return;
  const cell = { left, width, space: width, setting };
  const tables = style === 'bold' ? (['bold', 'plain'] as const) : (['plain', 'bold'] as const);
  for (const underline of UNDERLINES) {
    if (underline > 0 && !underlined(picture, left, width, bottom - underline, bottom)) return;
    const covered = Math.ceil(underline / byY);
    const rows = cellRows(picture, face, byX, byY, left, cellTop, face.height - covered);
    if (rows === undefined) continue;
    for (const table of tables) {
      const character = face[table][covered]?.get(keyOf(rows));
      if (character !== undefined) yield { ...cell, character, style: table };
    }
    if (underline > 0) continue;
    const inverse = keyOf(rows.map((row) => ~row & ((1 << face.width) - 1)));
    const character = face.plain[0]?.get(inverse) ?? face.bold[0]?.get(inverse);
    if (character !== undefined) yield { ...cell, character, style: 'reversed' };
  }
}

function underlined(picture: Picture, left: number, width: number, from: number, to: number): boolean {
  for (let y = from; y < to; y++) {
    for (let x = left; x < left + width; x++) if (!picture.ink(x, y)) return false;
  }
  return true;
}

/** The first rows of a cell, scaled back to one dot a dot; `undefined` when its blocks are not even. */
function cellRows(
  picture: Picture,
  face: ReadableFace,
  byX: number,
  byY: number,
  left: number,
  top: number,
  count: number,
): number[] | undefined {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) {
    let bits = 0;
    for (let column = 0; column < face.width; column++) {
      const dark = evenBlock(picture, left + column * byX, top + row * byY, byX, byY);
      if (dark === undefined) return undefined;
      bits = (bits << 1) | (dark ? 1 : 0);
    }
    rows.push(bits);
  }
  return rows;
}

function evenBlock(picture: Picture, x: number, y: number, byX: number, byY: number): boolean | undefined {
  const dark = picture.ink(x, y);
  for (let row = y; row < y + byY; row++) {
    for (let column = x; column < x + byX; column++) if (picture.ink(column, row) !== dark) return undefined;
  }
  return dark;
}

function nextInk(picture: Picture, from: number, top: number, bottom: number): number | undefined {
  for (let x = from; x < picture.width; x++) if (!picture.blank(x, top, x + 1, bottom)) return x;
  return undefined;
}

function textOf(cells: readonly Cell[]): string {
  let text = '';
  let right = 0;
  let space = COLUMN_DOTS;
  for (const [index, cell] of cells.entries()) {
    const gap = cell.left - right;
    const step = index === 0 ? COLUMN_DOTS : Math.min(space, cell.space);
    text += ' '.repeat(index === 0 ? Math.floor(gap / step) : Math.round(gap / step));
    text += inReversedRun(cells, index) ? ' ' : cell.character;
    right = cell.left + cell.width;
    space = cell.space;
  }
  return text.trimEnd();
}

/** A solid block beside reversed characters is a reversed space. */
function inReversedRun(cells: readonly Cell[], index: number): boolean {
  const reversed = (cell: Cell | undefined) => cell?.style === 'reversed';
  return cells[index]?.character === '█' && (reversed(cells[index - 1]) || reversed(cells[index + 1]));
}
