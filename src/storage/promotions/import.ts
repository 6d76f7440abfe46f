import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type DocumentProblem, problemsIn } from '../../domain/pricing/document-problems.ts';
import { MOST_PROMOTIONS, type Promotion, promotionSchema } from '../../domain/promotion/shape.ts';
import { guardedAsync } from '../database/faults.ts';
import { type Problems, problemList } from '../import/report.ts';
import { type PromotionRecord, promotionCsv } from './csv.ts';
import { promotionNdjson } from './ndjson.ts';
import { writePromotions } from './store.ts';

export interface PromotionImportOptions {
  /** A file's path, or its bytes. */
  readonly source: string | Readable;
  readonly format: 'csv' | 'ndjson';
  /** Where the promotions of this box lie. */
  readonly directory: string;
  /** Take the good promotions although others are bad. */
  readonly skipBad?: boolean;
}

export type PromotionImportReport =
  /** The set is in force. With `skipBad`, `badRecords` were left out. */
  | ({ readonly kind: 'imported'; readonly setHash: string; readonly promotions: number } & Problems)
  /** Nothing changed. */
  | ({ readonly kind: 'refused' } & Problems);

const FORMATS = { csv: promotionCsv, ndjson: promotionNdjson } as const;

/**
 * Replaces the promotions of a box by what a file lists. Every bad line is reported; unless `skipBad` is set, one bad line leaves
 * everything as it was. A CSV file of a header alone ends all promotions; a file with nothing in it is refused.
 * @throws Fault STORAGE_IO (the file cannot be read), STORAGE_LOCKED (another import runs), STORAGE_DISK_FULL.
 */
export async function importPromotions(options: PromotionImportOptions): Promise<PromotionImportReport> {
  const { directory, format, skipBad = false } = options;
  const problems = problemList();
  const taken = new Map<string, { readonly line: number; readonly promotion: Promotion }>();
  const source = typeof options.source === 'string' ? createReadStream(options.source) : options.source;
  let records = 0;
  await guardedAsync('reading the import', async () => {
    for await (const batch of FORMATS[format](source)) {
      for (const record of batch) {
        if (record.kind === 'header') {
          records += 1;
          continue;
        }
        records += 1;
        take(record);
      }
    }
  });

  function take(record: Exclude<PromotionRecord, { kind: 'header' }>): void {
    if (record.kind === 'bad') return problems.add(record.line, record.problems);
    const parsed = promotionSchema.safeParse(record.value);
    if (!parsed.success) {
      const found = problemsIn(parsed.error.issues, record.value);
      return problems.add(record.line, found.map(labelled(record.label)));
    }
    const promotion = parsed.data;
    const before = taken.get(promotion.id);
    if (before !== undefined) {
      const message = `The promotion ${promotion.id} is already on line ${before.line}.`;
      return problems.add(record.line, [{ field: 'id', message }]);
    }
    if (taken.size >= MOST_PROMOTIONS) {
      return problems.add(record.line, [{ field: null, message: `A set has at most ${MOST_PROMOTIONS} promotions.` }]);
    }
    taken.set(promotion.id, { line: record.line, promotion });
  }

  if (records === 0) problems.add(1, [{ field: null, message: 'The file lists no promotion.' }]);
  const nothing = records === 0 || (problems.count > 0 && taken.size === 0);
  if (nothing || (problems.count > 0 && !skipBad)) return { kind: 'refused', ...problems.result() };
  const promotions = [...taken.values()].map(({ promotion }) => promotion);
  const setHash = writePromotions(directory, promotions);
  return { kind: 'imported', setHash, promotions: promotions.length, ...problems.result() };
}

function labelled(label: (path: string) => string) {
  return ({ path, message }: DocumentProblem) => {
    const sentence = `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
    return { field: path === '(document)' ? null : label(path), message: sentence };
  };
}
