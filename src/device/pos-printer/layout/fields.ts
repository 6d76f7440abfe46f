import { columnsOf, GAP, padded } from './columns.ts';
import type { PaperRow } from './rows.ts';

/** A text that stands between columns `from` and `to` of a row. */
export interface Field {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** What stands between the gaps of a row, from the left. */
export function fieldsOf(text: string): Field[] {
  const fields: Field[] = [];
  let column = 0;
  for (const piece of text.split(GAP)) {
    const columns = columnsOf(piece);
    if (piece !== '') fields.push({ text: piece, from: column, to: column + columns });
    column += columns + 1;
  }
  return fields;
}

/** Whether paper in this language begins at the right. */
export function fromRight(locale: string): boolean {
  const [language = ''] = locale.toLowerCase().split('-');
  return ['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'].includes(language);
}

/**
 * Rows as paper that begins at the right has them: what began a row ends it, and what ended in one column still does, so that digits
 * stand below digits. Texts keep their own direction.
 */
export function mirrored(rows: readonly PaperRow[], columns: number): PaperRow[] {
  const widest = new Map<number, number>();
  for (const row of rows) {
    if (row.kind !== 'text' || row.fixed) continue;
    for (const { from, to } of fieldsOf(row.text).slice(1)) widest.set(to, Math.max(widest.get(to) ?? 0, to - from));
  }
  return rows.map((row) => {
    if (row.kind !== 'text' || row.fixed) return row;
    const placed = fieldsOf(row.text).map(({ text, from, to }, index): Field => {
      const end = index === 0 ? columns - from : columns - to + (widest.get(to) ?? 0);
      return { text, from: end - (to - from), to: end };
    });
    return { ...row, text: placedText(placed.reverse()) };
  });
}

/** Fields as one text; where two would stand upon each other the one at the left gives way. */
function placedText(fields: readonly Field[]): string {
  let right = Number.POSITIVE_INFINITY;
  const apart = fields.toReversed().map((field): Field => {
    const to = Math.min(field.to, right - 1);
    const from = Math.max(0, to - (field.to - field.from));
    right = from;
    return { ...field, from };
  });
  return apart.reverse().reduce((text, field) => padded(text, field.from) + field.text, '');
}
