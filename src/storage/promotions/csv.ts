import { csvRecords } from '../import/csv.ts';
import type { BadRecord } from '../import/record.ts';
import { PROMOTION_COLUMNS } from './csv-columns.ts';

/** One promotion of a file before it is judged. `label` turns a path of the model into the name that the file has for it. */
export type PromotionRecord =
  | {
      readonly kind: 'candidate';
      readonly line: number;
      readonly value: unknown;
      readonly label: (path: string) => string;
    }
  | BadRecord
  /** The header was read: a file that goes no further lists no promotions on purpose. */
  | { readonly kind: 'header' };

/** Reads the simple promotions that a spreadsheet can hold. */
export async function* promotionCsv(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly PromotionRecord[], void, undefined> {
  for await (const batch of csvRecords(source, PROMOTION_COLUMNS)) {
    const records = batch.map((record): PromotionRecord => {
      if (record.kind === 'bad') return record;
      const { value, label, problems } = record.candidate;
      if (problems.length > 0) return { kind: 'bad', line: record.line, problems };
      return { kind: 'candidate', line: record.line, value, label };
    });
    yield [{ kind: 'header' }, ...records];
  }
}
