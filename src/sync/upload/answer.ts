import { problemSchema } from '../wire/problem.ts';

/**
 * Refusals of a token that another one mends at once, and how many are made for one request at most. A token is met for the second time
 * where something on the way leads a line to the cloud twice, and its copy arrived first: as likely as not, each time.
 */
const MENDED: ReadonlyMap<string, number> = new Map([
  ['NONCE_STALE', 2],
  ['TOKEN_EXPIRED', 2],
  ['TOKEN_REPLAYED', 5],
]);

/** Whether to ask again at once with another token, after so many. */
export const isMendedByToken = (code: string, tokens: number): boolean => tokens < (MENDED.get(code) ?? 0);

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
