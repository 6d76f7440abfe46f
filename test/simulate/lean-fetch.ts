import { Agent, request } from 'node:http';
import type { Fetch } from '../../src/sync/upload/client.ts';

/** Connections that all lanes share: a fleet has one each, of which few are busy at a time. What waits for one waits within its time. */
const MOST_CONNECTIONS = 128;

/**
 * `fetch` for ten thousand lanes in one process: where the cloud falls behind, Node's own opens a connection for each request that waits,
 * thousands of them, and soon does nothing else.
 */
export function leanFetch(): Fetch {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      // As fetch says that there is no network.
      const lost = (cause: Error): void =>
        reject(cause.name === 'AbortError' ? cause : new TypeError('fetch failed', { cause }));
      const asked = request(url, { method, headers, agent, signal }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', lost);
        reply.on('end', () => {
          const told = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
          const status = reply.statusCode ?? 500;
          resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: told }));
        });
      });
      asked.on('error', lost);
      asked.end(body);
    });
}
