import type { CatalogueCounts } from '../catalogue/entry.ts';

/** What is wrong with one field of one record, as a sentence for the person who keeps the file. */
export interface ImportProblem {
  /** The line, from 1, on which the record starts. */
  readonly line: number;
  /** The column or member as the file names it; null when it is the whole line. */
  readonly field: string | null;
  readonly message: string;
}

export type FieldProblem = Omit<ImportProblem, 'line'>;

/** The first problems in the order of their lines, and how many there are in all. */
export interface Problems {
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  /** Records (or lines that are none) with at least one problem. */
  readonly badRecords: number;
}

export type ImportReport =
  /** The catalogue was replaced. With `skipBad`, `badRecords` were left out. */
  | ({ readonly kind: 'imported'; readonly version: string; readonly counts: CatalogueCounts } & Problems)
  /** Nothing changed. */
  | ({ readonly kind: 'refused' } & Problems);

/** Most problems that a report lists. */
export const MAX_PROBLEMS = 1000;

export interface ProblemList {
  add(line: number, problems: readonly FieldProblem[]): void;
  readonly count: number;
  result(): Problems;
}

/** Gathers problems, a bounded number of them however many there are. */
export function problemList(): ProblemList {
  const kept: ImportProblem[] = [];
  let problemCount = 0;
  let badRecords = 0;
  return {
    add(line, problems) {
      badRecords += 1;
      problemCount += problems.length;
      for (const { field, message } of problems) {
        if (kept.length < MAX_PROBLEMS) kept.push({ line, field, message });
      }
    },
    get count() {
      return problemCount;
    },
    result: () => ({ problems: kept.toSorted((a, b) => a.line - b.line), problemCount, badRecords }),
  };
}
