import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Credentials } from './credentials.ts';

export interface HttpAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent: HttpAgent | HttpsAgent;
}

/** One socket that is used again and again; a reader's web server is small. */
export function agentFor({ secure }: HttpAddress): HttpAgent | HttpsAgent {
  const options = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
  return secure ? new HttpsAgent(options) : new HttpAgent(options);
}

/** Begins a request with what the credentials say; certificates are always verified. Redirections are not followed. */
export function startRequest(
  { host, port, secure }: HttpAddress,
  { username, password, ca }: Credentials,
  { method, path, headers = {}, agent }: HttpRequest,
  answered: (response: IncomingMessage) => void,
): ClientRequest {
  const options = {
    host,
    port,
    method,
    path,
    agent,
    headers: { accept: 'application/json', ...headers },
    ...(username === undefined ? {} : { auth: `${username}:${password ?? ''}` }),
  };
  return secure
    ? requestHttps({ ...options, ...(ca === undefined ? {} : { ca }) }, answered)
    : requestHttp(options, answered);
}

/** Writes an address as people write it. */
export function urlOf({ host, port, secure }: HttpAddress): string {
  return `http${secure ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
