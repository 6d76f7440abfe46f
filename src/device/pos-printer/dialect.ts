import type { JobRules } from './job.ts';
import type { Paper } from './layout/rows.ts';
import type { PrinterStatus } from './status.ts';
import type { StatusQuestion } from './status-query.ts';

/** What a printer said, whatever its language. */
export type DialectReply =
  /** What the answer to the status question that is under way says: all of the printer's state, or the part that was asked for. */
  | { readonly kind: 'status'; readonly said: Partial<PrinterStatus> }
  /** It reported a change by itself. */
  | { readonly kind: 'automatic'; readonly status: PrinterStatus }
  /** It has processed this job; null: the latest one, in a way of answering that carries no id. */
  | { readonly kind: 'processed'; readonly job: string | null }
  /** Its buffers are empty. */
  | { readonly kind: 'cleared' };

/** What opens a drawer: on which of the two lines of the connector, for how many milliseconds. */
export interface DrawerPulse {
  readonly line: 1 | 2;
  readonly onMs: number;
  readonly offMs: number;
}

/**
 * A printer language as the driver needs it: the words, and what the answers mean. One for each printer, since what was asked decides
 * which answers count. The order of asking, the waiting and the outcomes are the driver's and the same for every language.
 */
export interface PrinterDialect {
  /** What this model can be asked, and what it can say of a job. */
  readonly rules: JobRules;
  /** First words on a new line; empty where there are none. */
  readonly greeting: Uint8Array;
  /** Ends whatever command a job may have been cut off in. */
  readonly endsAnyCommand: Uint8Array;
  question(question: StatusQuestion): Uint8Array;
  /** A whole job, with the request to say when it was processed. `id`: four digits. */
  job(paper: Paper, id: string): Uint8Array;
  /** A pulse that opens a drawer, with the same request. */
  pulse(pulse: DrawerPulse, id: string): Uint8Array;
  /** Empties the printer's buffer; for models whose rules say that it can be. */
  clear(): Uint8Array;
  /** Replies in order, each found only when it is asked for: what is done about one decides how the next counts. */
  read(bytes: Uint8Array): Iterable<DialectReply>;
  /** The job that was encoded last has been written to the line. */
  sent(): void;
  /** A new line is open. */
  opened(): void;
  /** The printer's buffer is empty. */
  cleared(): void;
  /** The line is gone. */
  lost(): void;
}

/** Milliseconds in a command's units, at least one and at most what it takes. */
export const units = (milliseconds: number, unit: number, most: number): number =>
  Math.min(most, Math.max(1, Math.round(milliseconds / unit)));
