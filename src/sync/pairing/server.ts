import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { MAX_PAIRING_REQUEST_BYTES, PAIRING_PATH } from '../wire/pairing.ts';
import type { StoreAuthority } from './authority.ts';
import type { PairingDesk } from './desk.ts';

export interface PairingServerParts {
  readonly authority: StoreAuthority;
  readonly desk: PairingDesk;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

export interface PairingServer {
  readonly port: number;
  close(): Promise<void>;
}

const STATUS = { badRequest: 400, wrongCode: 403, tooSoon: 429, keyInUse: 409, full: 409 } as const;

/** The hub's desk over HTTPS, open to strangers: one path, small requests, few at once. @throws Fault SYNC_PAIRING_PORT */
export async function startPairingServer({
  authority,
  desk,
  host,
  port,
  log,
}: PairingServerParts): Promise<PairingServer> {
  const { certificate, privateKey } = authority.server;
  const server = createServer(
    { cert: certificate, key: privateKey, minVersion: 'TLSv1.2', handshakeTimeout: 10_000, requestTimeout: 10_000 },
    (request, response) => {
      serve(desk, request, response).catch((error: unknown) => {
        log.error('bus.pairingFailed', { error });
        reply(response, 500, {});
      });
    },
  );
  server.maxConnections = 32;
  server.maxRequestsPerSocket = 4;
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Fault('SYNC_PAIRING_PORT', `${host}:${port} cannot be listened on: ${error.code}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(desk: PairingDesk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST' || request.url !== PAIRING_PATH) return reply(response, 404, {});
  const value = await readJson(request);
  if (value === null) return reply(response, 400, { refused: 'badRequest' });
  const answer = await desk.answer(value.json, request.socket.remoteAddress ?? '');
  reply(response, 'refused' in answer ? STATUS[answer.refused] : 200, answer);
}

async function readJson(request: IncomingMessage): Promise<{ readonly json: unknown } | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_PAIRING_REQUEST_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    return { json: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return null;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
  response.end(JSON.stringify(body));
}
