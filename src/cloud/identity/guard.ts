import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sha256 } from '../digest.ts';
import { type OfficeKey, openKey } from '../office/keys.ts';
import type { CloudParts } from '../parts.ts';
import { CloudProblem, notFound } from '../problem.ts';
import { pathOf } from '../routing/contract.ts';
import { authenticator, type Identity } from './authenticate.ts';

const identities = new WeakMap<FastifyRequest, Identity>();
const offices = new WeakMap<FastifyRequest, OfficeKey>();

/**
 * Asks who calls, by the contract of the route and before the body is read: a stranger gets no further, and no route has to think of it.
 * @param metricsToken what a scraper of /metrics shows; null where none may.
 */
export function guardRoutes(app: FastifyInstance, parts: CloudParts, metricsToken: string | null): void {
  const { database, nonces, now } = parts;
  const authenticate = authenticator(database, nonces);
  app.addHook('onRequest', async (request) => {
    const contract = request.routeOptions.config.contract;
    if (contract === undefined || contract.access === 'anyone') return;
    const { authorization } = request.headers;
    if (contract.access === 'metrics') {
      if (metricsToken === null || !isSame(authorization ?? '', `Bearer ${metricsToken}`)) {
        throw new CloudProblem('TOKEN_INVALID', "This needs the scraper's token.");
      }
      return;
    }
    if (contract.access === 'office') {
      offices.set(request, await openKey(database, authorization, contract.may, now()));
      return;
    }
    const asked = { authorization, method: request.method, path: pathOf(request), now: now() };
    identities.set(request, await authenticate(asked));
  });
}

/** Who asks, on a route for workstations. */
export function workstationOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw notFound();
  return identity;
}

/** Whose key it is, on a route for the back office. */
export function officeOf(request: FastifyRequest): OfficeKey {
  const key = offices.get(request);
  if (key === undefined) throw notFound();
  return key;
}

function isSame(given: string, right: string): boolean {
  return timingSafeEqual(sha256(given), sha256(right));
}
