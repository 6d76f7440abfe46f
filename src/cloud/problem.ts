import { PROBLEMS, type ProblemCode } from '../sync/wire/problem.ts';

/** What a request ends with when it can't be done: a code that is agreed with the edge, and what that code carries. */
export class CloudProblem extends Error {
  override readonly name = 'CloudProblem';
  readonly code: ProblemCode;
  /** Members of the answer beside those that every problem has. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Seconds after which to ask again; null where asking again is of no use. */
  readonly retryAfter: number | null;

  constructor(
    code: ProblemCode,
    title: string,
    more: { readonly members?: Readonly<Record<string, unknown>>; readonly retryAfter?: number } = {},
  ) {
    super(title);
    this.code = code;
    this.members = more.members ?? {};
    this.retryAfter = more.retryAfter ?? null;
  }

  get status(): number {
    return PROBLEMS[this.code];
  }
}

/** One answer for what is not there and for what is another's: it tells neither from the other. */
export function notFound(): CloudProblem {
  return new CloudProblem('NOT_FOUND', 'There is no such thing for you.');
}
