import { type PrinterStatus, type StatusQuestion, UNKNOWN_STATUS, withAnswer } from './status.ts';

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

/** Takes one answer: the round with its next question to send, or what the whole round said. */
export function answerQuery(
  query: StatusQuery,
  byte: number,
): { readonly kind: 'next'; readonly query: StatusQuery } | { readonly kind: 'done'; readonly status: PrinterStatus } {
  const status = withAnswer(query.status, query.asked, byte);
  const [asked, ...left] = query.left;
  return asked === undefined ? { kind: 'done', status } : { kind: 'next', query: { asked, left, status } };
}
