import { problemSchema } from '../wire/problem.ts';

/** A token that was refused for its nonce or its time is made anew at once, this often. */
export const MOST_TOKENS = 2;
/** Codes of such refusals. */
export const MENDED_BY_NONCE: ReadonlySet<string> = new Set(['NONCE_STALE', 'TOKEN_EXPIRED']);

/** Null for what is no JSON. */
export function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The code of a problem of the cloud's; null for what is none, as a portal's or a gateway's answer. */
export function problemCode(json: unknown): string | null {
  const problem = problemSchema.safeParse(json);
  return problem.success ? problem.data.code : null;
}

/**
 * Milliseconds that `retry-after` asks to wait. It has seconds, or an HTTP date, which a clock that may be wrong can't tell. Source: RFC
 * 9110, section 10.2.3.
 */
export function askedFor(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}

/** `fetch` throws a TypeError when there is no network and an AbortError when it was given up. */
export function isNetwork(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError'))
  );
}
