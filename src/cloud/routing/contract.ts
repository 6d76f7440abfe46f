import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ProblemCode } from '../../sync/wire/problem.ts';

/**
 * Who may call a route. It is asked before the body is read (identity/guard.ts), so that no route can forget it:
 * `workstation` an enrolled box by its token, `office` a key of the back office that may do what `may` says, `metrics` whoever has the
 * scraper's token, `anyone` a stranger too.
 */
export type Access = 'anyone' | 'workstation' | 'office' | 'metrics';

/** What a key of the back office may be for. */
export const RIGHTS = ['export', 'balances', 'publish', 'erase'] as const;
export type Right = (typeof RIGHTS)[number];

export interface Answer {
  readonly description: string;
  /** `application/json` when left out. */
  readonly type?: string;
  /** Left out where the answer has no body, or is no JSON. */
  readonly schema?: z.ZodType;
}

/** What a route takes and gives: the OpenAPI document is made of these, and a route without one is refused. */
export interface RouteContract {
  readonly summary: string;
  readonly access: Access;
  /** The right that a key of the back office needs; for `office` alone. */
  readonly may?: Right;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Without a schema: bytes of that type. */
  readonly body?: { readonly type: string; readonly schema?: z.ZodType };
  /** Successes by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals of its own, beside those that every route of its kind has. */
  readonly problems?: readonly ProblemCode[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    contract?: RouteContract;
  }
}

/** A route that is there. */
export interface KnownRoute {
  readonly method: string;
  /** As it was registered: `/v1/journal/:workstation/:epoch`. */
  readonly path: string;
  readonly contract: RouteContract;
}

/** The path that was asked for, without the query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
