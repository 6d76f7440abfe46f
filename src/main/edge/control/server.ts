import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Role } from '../../../protocol/role.ts';
import { Fault } from '../../../workstation/ports/fault.ts';
import type { Log } from '../../../workstation/ports/log.ts';
import type { Pairing } from '../pairing.ts';
import { controlAddress } from './address.ts';
import { onLines } from './lines.ts';
import {
  type ControlRequest,
  type ControlResponse,
  controlRequestSchema,
  type EdgeStatus,
  MOST_LINE_BYTES,
} from './protocol.ts';

const MOST_CONNECTIONS = 16;

/** What the control socket reaches. */
export interface ControlHandlers extends Pairing {
  status(): EdgeStatus;
  launchUrl(role: Role): string;
  reloadCatalogue(): void;
  reloadPromotions(): void;
  shutdown(): void;
}

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Listens on `<state>/control.sock`, open to this user alone. The caller holds the directory's lock, so a socket that is there is
 * a dead one's and goes.
 * @throws Fault EDGE_CONTROL_SOCKET, EDGE_STATE_PATH.
 */
export async function listenControl(
  stateDirectory: string,
  handlers: ControlHandlers,
  log: Log,
): Promise<ControlServer> {
  const address = controlAddress(stateDirectory);
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
    onLines(socket, MOST_LINE_BYTES, (line) => socket.write(`${JSON.stringify(answer(line, handlers, log))}\n`));
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    await bind(server, address.path);
  } catch (error) {
    address.release();
    throw new Fault(
      'EDGE_CONTROL_SOCKET',
      `the control socket in ${stateDirectory} cannot be opened: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          address.release();
          resolve();
        });
        for (const socket of connections) socket.destroy();
      }),
  };
}

function bind(server: Server, path: string): Promise<void> {
  if (process.platform !== 'win32') rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made inside listen(): narrow rights from the first moment on, not only after chmod.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        if (process.platform !== 'win32') chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

function answer(line: string, handlers: ControlHandlers, log: Log): ControlResponse {
  const request = parse(line);
  if (request === null) {
    return { id: null, ok: false, code: 'CONTROL_BAD_REQUEST', message: 'not a request that the control socket knows' };
  }
  try {
    return { id: request.id, ok: true, result: perform(request, handlers) };
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'CONTROL_FAILED';
    const message = error instanceof Error ? error.message : String(error);
    log.warn('control.failed', { method: request.method, code });
    return { id: request.id, ok: false, code, message };
  }
}

function parse(line: string): ControlRequest | null {
  try {
    return controlRequestSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function perform(request: ControlRequest, handlers: ControlHandlers): unknown {
  switch (request.method) {
    case 'status':
      return handlers.status();
    case 'launchUrl':
      return { url: handlers.launchUrl(request.role) };
    case 'reloadCatalogue':
      handlers.reloadCatalogue();
      return {};
    case 'reloadPromotions':
      handlers.reloadPromotions();
      return {};
    case 'pairingCode':
      return { code: handlers.pairingCode(request.box, request.roles) };
    case 'revokeBox':
      return { revoked: handlers.revokeBox(request.box) };
    case 'shutdown':
      // After the answer is on its way.
      setImmediate(handlers.shutdown);
      return {};
  }
}
