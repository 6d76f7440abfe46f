import { z } from 'zod';

/** Media type of every answer that is not a success. Source: RFC 9457, section 3. */
export const PROBLEM_TYPE = 'application/problem+json';

/** Why the cloud did not do what it was asked to. The codes are stable; each has one HTTP status. */
export const PROBLEMS = {
  /** No token, or one that is not a JWT signed by a key that is enrolled. */
  TOKEN_INVALID: 401,
  /** Its time is over, or not yet come, by the cloud's clock. The answer carries a new nonce. */
  TOKEN_EXPIRED: 401,
  /** Its nonce is not ours or too old. The answer carries a new one. */
  NONCE_STALE: 401,
  /** A token opens one request. */
  TOKEN_REPLAYED: 401,
  /** The key was revoked. */
  IDENTITY_REVOKED: 403,
  /** What was asked for is not this workstation's, whether or not there is such a thing. */
  NOT_FOUND: 404,
  ENROLMENT_REFUSED: 403,
  /** An id that whoever asks chose stands for another request already. */
  IDEMPOTENCY_CONFLICT: 409,
  /** Whose it was is erased, and it is not made again. */
  ERASED: 410,
  BAD_REQUEST: 400,
  UNSUPPORTED_TYPE: 415,
  TIMED_OUT: 408,
  TOO_LARGE: 413,
  /** An entry that is not a journal record, not canonical, or does not follow the one before it in the same batch. */
  ENTRY_MALFORMED: 422,
  /** The batch begins after the cloud's last entry. The answer says where that is. */
  JOURNAL_GAP: 409,
  /** The cloud holds another entry of that number. The answer says what it holds; the edge begins a new epoch. */
  JOURNAL_FORKED: 409,
  /** The feed is not as far as the reader says it has read: the reader begins anew with a snapshot. */
  CURSOR_REFUSED: 409,
  /** The snapshot asked for is not kept any more; a new one is named by `/v1/snapshot`. */
  SNAPSHOT_GONE: 410,
  /** What was given to be published has mistakes. The answer lists them, and nothing was published. */
  IMPORT_REFUSED: 422,
  /** Another batch of this workstation is being taken, or more come than are allowed: `Retry-After` says when to ask again. */
  BUSY: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

const CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** The body of a problem; further members belong to single codes. */
export const problemSchema = z.object({
  code: z.enum(CODES),
  status: z.int(),
  title: z.string().max(300),
  requestId: z.string().max(64).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
