import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { StoreAuthority } from '../pairing/authority.ts';
import type { PairingDesk } from '../pairing/desk.ts';
import { MAX_PAIRING_REQUEST_BYTES, PAIRING_PATH } from '../wire/pairing.ts';
import type { BusAccounts } from './gatekeeper.ts';
import { passwordMatches } from './password.ts';
import { type SnapshotFile, sendSnapshot, snapshotPath } from './snapshot.ts';

export interface HubHttpsParts {
  readonly authority: StoreAuthority;
  readonly desk: PairingDesk;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** Who may fetch the ledger. */
  readonly accounts: BusAccounts;
  /** The copy of the ledger that is on offer; null while there is none. */
  readonly snapshot?: () => SnapshotFile | null;
}

export interface HubHttps {
  readonly port: number;
  close(): Promise<void>;
}

const STATUS = { badRequest: 400, wrongCode: 403, tooSoon: 429, keyInUse: 409, full: 409 } as const;

/**
 * What the hub serves over HTTPS: the desk, open to strangers (small requests, few at once), and the ledger's copy for boxes that show a
 * certificate of the store and are not revoked. @throws Fault SYNC_PAIRING_PORT
 */
export async function startHubHttps(parts: HubHttpsParts): Promise<HubHttps> {
  const { authority, host, port, log } = parts;
  const { certificate, privateKey } = authority.server;
  const server = createServer(
    {
      ...{ cert: certificate, key: privateKey, ca: authority.ca, minVersion: 'TLSv1.2' },
      // Asked for, not demanded: a box that comes to be paired has none yet.
      ...{ requestCert: true, rejectUnauthorized: false, handshakeTimeout: 10_000, requestTimeout: 10_000 },
    },
    (request, response) => {
      serve(parts, request, response).catch((error: unknown) => {
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

async function serve(parts: HubHttpsParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') return serveSnapshot(parts, request, response);
  if (request.method !== 'POST' || request.url !== PAIRING_PATH) return reply(response, 404, {});
  const value = await readJson(request);
  if (value === null) return reply(response, 400, { refused: 'badRequest' });
  const answer = await parts.desk.answer(value.json, request.socket.remoteAddress ?? '');
  reply(response, 'refused' in answer ? STATUS[answer.refused] : 200, answer);
}

async function serveSnapshot(
  { snapshot, accounts }: HubHttpsParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!(await isBox(accounts, request))) return reply(response, 403, {});
  const file = snapshot?.() ?? null;
  if (file === null || request.url !== snapshotPath(file.sha256)) return reply(response, 404, {});
  await sendSnapshot(file, request.headers.range, response);
}

/** As at the broker: a certificate of the store, and under the name in it the password of a box that is not revoked. */
async function isBox(accounts: BusAccounts, { socket, headers }: IncomingMessage): Promise<boolean> {
  const box: unknown =
    socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().subject?.CN : null;
  const [name, password = ''] = basicCredentials(headers.authorization);
  if (typeof box !== 'string' || name !== box) return false;
  const account = accounts.account(box);
  return account !== null && (await passwordMatches(account.passwordHash, password));
}

/** User and password of RFC 7617. */
function basicCredentials(header = ''): string[] {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]{1,400})$/.exec(header) ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8').split(':');
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
