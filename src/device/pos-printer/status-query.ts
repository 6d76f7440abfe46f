import { type PrinterStatus, UNKNOWN_STATUS, withFacts } from './status.ts';

/** One of the status questions that a printer's language has, by its number there. */
export type StatusQuestion = number;

/**
 * A round of status questions, asked one after the other: the answers carry no number, so only one may be under way.
 */
export interface StatusQuery {
  readonly asked: StatusQuestion;
  readonly left: readonly StatusQuestion[];
  readonly status: PrinterStatus;
}

/** A round over these questions; null when the model answers none. The first of them is to be sent now. */
export function beginQuery(questions: readonly StatusQuestion[]): StatusQuery | null {
  const [asked, ...left] = questions;
  return asked === undefined ? null : { asked, left, status: UNKNOWN_STATUS };
}

/** Takes what one answer said: the round with its next question to send, or what the whole round said. */
export function answerQuery(
  query: StatusQuery,
  said: Partial<PrinterStatus>,
): { readonly kind: 'next'; readonly query: StatusQuery } | { readonly kind: 'done'; readonly status: PrinterStatus } {
  const status = withFacts(query.status, said);
  const [asked, ...left] = query.left;
  return asked === undefined ? { kind: 'done', status } : { kind: 'next', query: { asked, left, status } };
}
