import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracing } from './tracing.ts';

/** What monitors ask all day says nothing. */
const QUIET: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A span for every request by its route, so that no address that somebody makes up, and none that opens a receipt, is in a trace. Where
 * anyone may ask, a trace begins anew: strangers have no say in whose it is. Names are those of OpenTelemetry's HTTP conventions.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (url === undefined || config.contract === undefined || QUIET.has(url)) return;
    const start = config.contract.access === 'anyone' ? {} : { parent: request.headers };
    spans.set(request, tracing.begin(`${request.method} ${url}`, 'server', start));
  });
  app.addHook('onResponse', async (request, reply) => {
    const status = reply.statusCode;
    const attributes = {
      'http.request.method': request.method,
      'http.route': request.routeOptions.url ?? '',
      'http.response.status_code': status,
    };
    spans.get(request)?.end(attributes, status >= 500 ? String(status) : undefined);
  });
}
