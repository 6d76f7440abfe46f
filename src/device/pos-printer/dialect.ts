import type { PaperRow } from './layout/rows.ts';
import type { PrinterStatus, StatusQuestion } from './status.ts';

/** What a printer said, whatever its language. */
export type DialectReply =
  /** The answer to the status question that is under way. */
  | { readonly kind: 'status'; readonly byte: number }
  /** It reported a change by itself. */
  | { readonly kind: 'automatic'; readonly status: PrinterStatus }
  /** It has processed this job; null: the latest one, in a way of answering that carries no id. */
  | { readonly kind: 'processed'; readonly job: string | null }
  /** Its buffers are empty. */
  | { readonly kind: 'cleared' };

/**
 * A printer language as the driver needs it: the words, and what the answers mean. One for each printer, since what was asked decides
 * which answers count. The order of asking, the waiting and the outcomes are the driver's and the same for every language.
 */
export interface PrinterDialect {
  /** First words on a new line; empty where there are none. */
  readonly greeting: Uint8Array;
  /** Ends whatever command a job may have been cut off in. */
  readonly endsAnyCommand: Uint8Array;
  /** Empties the printer's buffer. */
  readonly clearBuffer: Uint8Array;
  question(question: StatusQuestion): Uint8Array;
  /** A whole job, with the request to say when it was processed. `id`: four digits. */
  job(rows: readonly PaperRow[], id: string): Uint8Array;
  /** Replies in order, each found only when it is asked for: what is done about one decides how the next counts. */
  read(bytes: Uint8Array): Iterable<DialectReply>;
  /** A job has been written to the line. */
  sent(): void;
  /** A new line is open. */
  opened(): void;
  /** The printer's buffer is empty. */
  cleared(): void;
  /** The line is gone. */
  lost(): void;
}
