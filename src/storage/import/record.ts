import type { FieldProblem } from './report.ts';

/** One record of a file before it is judged: members as the file gives them, under the names of the item's schema. */
export interface Candidate {
  readonly item: { readonly [key: string]: unknown };
  readonly barcodes: unknown;
  readonly plu: unknown;
  /** What reading the record found wrong already; those fields are not judged again. */
  readonly problems: readonly FieldProblem[];
  /** How the file names a place in the item: ['names', 'de'] is the column `name.de`. */
  readonly label: (path: readonly PropertyKey[]) => string;
}

export type SourceRecord<T = Candidate> =
  | { readonly kind: 'candidate'; readonly line: number; readonly candidate: T }
  | BadRecord;

export interface BadRecord {
  readonly kind: 'bad';
  readonly line: number;
  readonly problems: readonly FieldProblem[];
}

/** Most bytes of one record. The longest item there can be, in twenty languages, has a quarter of it. */
export const MAX_RECORD_BYTES = 64 * 1024;

/** A record that cannot be read at all. */
export function badRecord(line: number, message: string): BadRecord {
  return { kind: 'bad', line, problems: [{ field: null, message }] };
}
