import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { CommandEnvelope } from '../../protocol/command.ts';
import type { KioskView } from '../../protocol/view.ts';
import { attractView } from '../kiosk/fixtures/base.ts';
import { type Connection, connect, retryDelay } from './connection.ts';
import { createKioskStore } from './store.ts';

/** An edge of the router's shape: it pushes `views` and remembers what it was asked. */
async function startEdge(views: readonly KioskView[], port = 0) {
  const commands: CommandEnvelope[] = [];
  const t = initTRPC.create();
  const router = t.router({
    kiosk: t.router({
      command: t.procedure
        .input((input) => input as CommandEnvelope)
        .mutation(({ input }) => {
          commands.push(input);
          return { kind: 'accepted' } as const;
        }),
      view: t.procedure.subscription(async function* ({ signal }) {
        yield* views;
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      }),
    }),
  });
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  applyWSSHandler({ wss: server, router });
  await once(server, 'listening');
  const stop = async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  };
  return { commands, stop, port: (server.address() as AddressInfo).port };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function kioskAt(port: number) {
  const store = createKioskStore();
  let ids = 0;
  const connection: Connection = connect({
    url: `ws://127.0.0.1:${port}/trpc`,
    store,
    newId: () => `id-${++ids}`,
    now: () => 42,
  });
  open.push(connection);
  return { store, connection };
}

test('what the edge pushes is in the store, with the time it came', async () => {
  const edge = await startEdge([attractView({ version: 1 }), attractView({ version: 2 })]);
  const { store } = kioskAt(edge.port);
  await vi.waitFor(() => expect(store.getState().view?.version).toBe(2));
  expect(store.getState()).toMatchObject({ link: 'up', receivedAt: 42 });
  await edge.stop();
});

test('a command carries an id of its own and the version that was on screen', async () => {
  const edge = await startEdge([attractView({ version: 7 })]);
  const { store, connection } = kioskAt(edge.port);
  await vi.waitFor(() => expect(store.getState().link).toBe('up'));
  await connection.send({ kind: 'start' });
  await connection.send({ kind: 'start' });
  expect(edge.commands).toEqual([
    { id: 'id-1', seen: 7, command: { kind: 'start' } },
    { id: 'id-2', seen: 7, command: { kind: 'start' } },
  ]);
  await edge.stop();
});

test('when the edge goes away the view stays, commands are dropped, and its return brings a new view', async () => {
  const first = await startEdge([attractView({ version: 5 })]);
  const { store, connection } = kioskAt(first.port);
  await vi.waitFor(() => expect(store.getState().link).toBe('up'));

  await first.stop();
  await vi.waitFor(() => expect(store.getState().link).toBe('away'));
  expect(store.getState().view?.version).toBe(5);
  expect(await connection.send({ kind: 'start' })).toEqual({ kind: 'notSent' });

  const second = await startEdge([attractView({ version: 1 })], first.port);
  await vi.waitFor(() => expect(store.getState()).toMatchObject({ link: 'up', view: { version: 1 } }), {
    timeout: 5000,
  });
  expect(second.commands).toEqual([]);
  await second.stop();
});

test('before the first view nothing is sent', async () => {
  const edge = await startEdge([]);
  const { connection } = kioskAt(edge.port);
  expect(await connection.send({ kind: 'start' })).toEqual({ kind: 'notSent' });
  await edge.stop();
});

test('the edge is looked for at once, and then at least every second', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([0, 100, 200, 400, 800, 1000, 1000]);
});
