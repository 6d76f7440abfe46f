import type { FastifyInstance } from 'fastify';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode } from '../../sync/wire/problem.ts';
import { isPassing } from '../database/connect.ts';
import { errorFields } from '../error-fields.ts';
import { CloudProblem, notFound } from '../problem.ts';

const UNAVAILABLE_SECONDS = 5;
/** Fastify's own refusals. Source: fastify.dev/docs/latest/Reference/Errors. */
const OWN_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_TYPE',
};

/** Every failure becomes a problem with a code (RFC 9457), and says no more than that. */
export function refuseWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ problem: problem.code, ...errorFields(error) }, 'request failed');
    else request.log.info({ problem: problem.code }, 'request refused');
    if (problem.retryAfter !== null) reply.header('retry-after', String(problem.retryAfter));
    return reply
      .code(problem.status)
      .type(PROBLEM_TYPE)
      .send(
        JSON.stringify({
          code: problem.code,
          status: problem.status,
          title: problem.message,
          requestId: request.id,
          ...problem.members,
        }),
      );
  });
  app.setNotFoundHandler(() => {
    throw notFound();
  });
}

function problemOf(error: unknown): CloudProblem {
  if (error instanceof CloudProblem) return error;
  if (isPassing(error)) {
    return new CloudProblem('UNAVAILABLE', 'The database is away.', { retryAfter: UNAVAILABLE_SECONDS });
  }
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  const own = OWN_CODES[code];
  if (own !== undefined) return new CloudProblem(own, 'The body is too large or of another type.');
  if (statusCode === PROBLEMS.TIMED_OUT) return new CloudProblem('TIMED_OUT', 'The request took too long.');
  if (statusCode >= 400 && statusCode < 500) return new CloudProblem('BAD_REQUEST', 'The request cannot be read.');
  return new CloudProblem('INTERNAL', 'Something is wrong here.');
}
