import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { securityHeaders } from './guard.ts';

/** What a route gives back. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

const BODY_LIMIT = 65_536;

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

/** A refusal with a stable code. */
export function refusal(status: number, error: string, message: string): Answer {
  return json({ error, message }, status);
}

export function give(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export type BodyReading<T> =
  | { readonly kind: 'read'; readonly body: T }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** Reads a JSON body of at most 64 kB and checks it. An empty body is an empty object. */
export async function readBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<BodyReading<T>> {
  const refused = (status: number, error: string, message: string) =>
    ({ kind: 'refused', answer: refusal(status, error, message) }) as const;
  // A form of another site can't send this type without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refused(415, 'NOT_JSON', 'send application/json');
  }
  const text = await gather(request);
  if (text === undefined) return refused(413, 'TOO_LARGE', 'at most 64 kB');
  try {
    const result = schema.safeParse(text === '' ? {} : JSON.parse(text));
    if (result.success) return { kind: 'read', body: result.data };
    const [issue] = result.error.issues;
    return refused(400, 'BAD_BODY', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}`);
  } catch {
    return refused(400, 'NOT_JSON', 'the body is not JSON');
  }
}

/** The body as text; `undefined` when it is too large: the rest is then read away, so that the refusal still arrives. */
function gather(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= BODY_LIMIT) parts.push(part);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
  });
}
