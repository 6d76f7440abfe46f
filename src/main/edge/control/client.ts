import { createConnection, type Socket } from 'node:net';
import { z } from 'zod';
import type { Role } from '../../../protocol/role.ts';
import type { BoxRole } from '../../../sync/wire/names.ts';
import { Fault } from '../../../workstation/ports/fault.ts';
import { controlAddress } from './address.ts';
import { onLines } from './lines.ts';
import { controlResponseSchema, type EdgeStatus, edgeStatusSchema, MOST_LINE_BYTES } from './protocol.ts';

/** How long an edge may take to answer before it counts as hung. */
const ANSWER_TIMEOUT_MS = 5_000;

/** A connection to a running edge. Every call rejects with Fault CONTROL_LOST when the edge goes or does not answer in time. */
export interface ControlClient {
  status(): Promise<EdgeStatus>;
  /** An address that opens a session of that role, once. */
  launchUrl(role: Role): Promise<string>;
  reloadCatalogue(): Promise<void>;
  reloadPromotions(): Promise<void>;
  /** Of a hub: a code that pairs this box once, and whether a box was known that is to be shut out. Reject with Fault SYNC_NO_HUB. */
  pairingCode(box: string, roles: readonly BoxRole[]): Promise<string>;
  revokeBox(box: string): Promise<boolean>;
  shutdown(): Promise<void>;
  /** Resolves when the connection has ended, by either side. */
  readonly closed: Promise<void>;
  close(): void;
}

type Question = {
  readonly method: string;
  readonly role?: Role;
  readonly box?: string;
  readonly roles?: readonly BoxRole[];
};

interface Pending {
  resolve(result: unknown): void;
  reject(fault: Fault): void;
}

/** Connects to the edge that holds `stateDirectory`. @throws Fault CONTROL_UNREACHABLE when none runs there, EDGE_STATE_PATH. */
export async function connectControl(stateDirectory: string): Promise<ControlClient> {
  const socket = await connect(stateDirectory);
  const pending = new Map<number, Pending>();
  let lastId = 0;

  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const { reject } of pending.values())
        reject(new Fault('CONTROL_LOST', 'the edge went away before it answered'));
      pending.clear();
      resolve();
    });
  });

  onLines(socket, MOST_LINE_BYTES * 16, (line) => {
    const response = readResponse(line);
    const waiting = response?.id == null ? undefined : pending.get(response.id);
    if (response == null || waiting === undefined) return;
    pending.delete(response.id!);
    if (response.ok) waiting.resolve(response.result);
    else waiting.reject(new Fault(response.code, response.message));
  });

  const ask = <T>(question: Question, result: z.ZodType<T>): Promise<T> => {
    lastId += 1;
    const id = lastId;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        pending.delete(id);
        reject(new Fault('CONTROL_LOST', `the edge did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`));
      }, ANSWER_TIMEOUT_MS);
      const settled =
        <A>(settle: (value: A) => void) =>
        (value: A): void => {
          clearTimeout(timer);
          settle(value);
        };
      const refuse = settled(reject);
      pending.set(id, {
        resolve: settled((value: unknown) => {
          const checked = result.safeParse(value);
          if (checked.success) resolve(checked.data);
          else reject(new Fault('CONTROL_BAD_ANSWER', 'the edge answered in a form that this version does not know'));
        }),
        reject: refuse,
      });
      if (socket.destroyed) refuse(new Fault('CONTROL_LOST', 'the edge went away'));
      else socket.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  };

  return {
    status: () => ask({ method: 'status' }, edgeStatusSchema),
    launchUrl: async (role) => (await ask({ method: 'launchUrl', role }, z.object({ url: z.url() }))).url,
    reloadCatalogue: async () => void (await ask({ method: 'reloadCatalogue' }, z.unknown())),
    reloadPromotions: async () => void (await ask({ method: 'reloadPromotions' }, z.unknown())),
    pairingCode: async (box, roles) =>
      (await ask({ method: 'pairingCode', box, roles }, z.object({ code: z.string() }))).code,
    revokeBox: async (box) => (await ask({ method: 'revokeBox', box }, z.object({ revoked: z.boolean() }))).revoked,
    shutdown: async () => void (await ask({ method: 'shutdown' }, z.unknown())),
    closed,
    close: () => socket.destroy(),
  };
}

function connect(stateDirectory: string): Promise<Socket> {
  const address = controlAddress(stateDirectory);
  return new Promise((resolve, reject) => {
    const socket = createConnection(address.path);
    const failed = (error: NodeJS.ErrnoException): void => {
      address.release();
      reject(new Fault('CONTROL_UNREACHABLE', unreachable(stateDirectory, error.code), { cause: error }));
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      address.release();
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

function unreachable(stateDirectory: string, code: string | undefined): string {
  if (code === 'EACCES' || code === 'EPERM') return `another user runs the edge of ${stateDirectory}`;
  return `no edge runs on ${stateDirectory}`;
}

function readResponse(line: string): z.infer<typeof controlResponseSchema> | null {
  try {
    return controlResponseSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
