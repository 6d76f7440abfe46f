import { columnsOf } from '../layout/columns.ts';
import { type Field, fieldsOf } from '../layout/fields.ts';
import type { PaperRow } from '../layout/rows.ts';
import type { Bits } from './bits.ts';
import { directionOf, isDrawn } from './scripts.ts';
import type { PlacedText, TextStyle, Typesetter } from './typesetter.ts';

/** Where a row stands: the model's columns and dots, and whether paper begins at the right. */
export interface RowFrame {
  readonly columns: number;
  readonly dots: number;
  readonly rtl: boolean;
}

/** Dots of a plain row, of the em in it, and of what is above its base line. A tall row is twice as high. */
const ROW = { height: 34, em: 22, baseline: 25 } as const;
/** Dots between a text and what stands beside it. */
const AIR = 6;
/** A text that does not fit is narrowed, to so much of its width at most. */
const NARROWEST = 0.5;

/**
 * A row of text as a picture. What the printer could have written itself, prices above all, stands character by character in the same
 * columns in which the printer's own characters do; other scripts are set between them.
 */
export function drawRow(row: Extract<PaperRow, { kind: 'text' }>, frame: RowFrame, setter: Typesetter): Bits {
  const tall = row.style === 'tall' ? 2 : 1;
  const style: TextStyle = { size: ROW.em, strong: row.style !== 'plain' };
  const cell = Math.floor(frame.dots / frame.columns);
  const fields = fieldsOf(row.text);
  const texts = fields.flatMap((field, index): PlacedText[] => {
    const placed = { ...style, baseline: ROW.baseline * tall, heightened: tall };
    if (!isDrawn(field.text)) return inCells(field, cell, style, setter).map((each) => ({ ...each, ...placed }));
    return [{ ...set(fields, index, cell, frame, style, tall, setter), ...placed }];
  });
  return setter.draw({ width: cell * frame.columns, height: ROW.height * tall }, texts);
}

type Across = Pick<PlacedText, 'text' | 'x' | 'direction' | 'widened'>;

/** Each character in the middle of its own columns, with the marks on it. */
function inCells({ text, from }: Field, cell: number, style: TextStyle, setter: Typesetter): Across[] {
  let column = from;
  return clusters(text).flatMap((cluster) => {
    const left = column * cell;
    const room = columnsOf(cluster) * cell;
    column += columnsOf(cluster);
    if (cluster === ' ') return [];
    const width = setter.width(cluster, style);
    const widened = Math.min(1, room / width);
    return [{ text: cluster, x: left + (room - width * widened) / 2, direction: 'ltr' as const, widened }];
  });
}

/** Characters, each with what stands on it. */
function clusters(text: string): string[] {
  const found: string[] = [];
  for (const character of text) {
    if (columnsOf(character) === 0 && found.length > 0) found.push(`${found.pop()}${character}`);
    else found.push(character);
  }
  return found;
}

/** One text in its own direction, between what stands beside it. */
function set(
  fields: readonly Field[],
  index: number,
  cell: number,
  { columns, rtl }: RowFrame,
  style: TextStyle,
  tall: number,
  setter: Typesetter,
): Across {
  const { text, from, to } = fields[index] ?? { text: '', from: 0, to: 0 };
  const before = fields[index - 1];
  const after = fields[index + 1];
  const left = before === undefined ? 0 : before.to * cell + AIR;
  const right = after === undefined ? columns * cell : after.from * cell - AIR;
  const alone = before === undefined && after === undefined;
  const centred = alone && from > 0 && Math.abs(from - (columns - to)) <= 1;
  // What begins a row keeps its beginning. What comes after it keeps its right edge, where digits stand below digits; so does all from the right.
  const keepsLeft = !centred && !rtl && before === undefined;
  const edge = keepsLeft ? from * cell : to * cell;
  const room = centred ? right - left : keepsLeft ? right - edge : edge - left;
  const plain = setter.width(text, style);
  const widened = Math.max(NARROWEST, Math.min(tall, room / plain));
  const width = plain * widened;
  const x = centred ? ((from + to) * cell - width) / 2 : keepsLeft ? edge : edge - width;
  return { text, x, direction: directionOf(text) ?? (rtl ? 'rtl' : 'ltr'), widened };
}
