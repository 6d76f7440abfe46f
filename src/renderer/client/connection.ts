import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import { envelope, type Send } from './command.ts';
import { type KioskStore, lose, receive } from './store.ts';

export interface ConnectionOptions {
  /** `ws://` or `wss://` address of the edge's router. */
  readonly url: string;
  readonly store: KioskStore;
  readonly newId: () => string;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called each time the socket opens, first and again. */
  readonly onOpen?: () => void;
  /** Milliseconds between a ping and the next, and how long its answer may take; 3 s and 2 s when left out. */
  readonly ping?: { readonly every: number; readonly patience: number };
}

export interface Connection {
  readonly send: Send;
  readonly close: () => Promise<void>;
}

const SLOWEST_RETRY_MS = 1000;

/** Milliseconds before the n-th attempt to reach the edge again: at once, then doubling from 100 ms to one second, for ever. */
export function retryDelay(attempt: number): number {
  return attempt === 0 ? 0 : Math.min(SLOWEST_RETRY_MS, 50 * 2 ** Math.min(attempt, 10));
}

/**
 * A WebSocket that says so at once when it is given up. A hung edge never finishes the closing handshake, and a browser waits for
 * it so long that a shopper would go on touching a dead screen.
 */
function givingUp(lost: () => void): typeof WebSocket {
  return class extends WebSocket {
    override close(code?: number, reason?: string): void {
      lost();
      super.close(code, reason);
    }
  };
}

/**
 * Keeps one WebSocket to the edge and hands what it pushes to the store: the subscription begins again with every socket, and its
 * first push is the whole view. Commands pressed while the edge is away are dropped, never queued: what was true when they were
 * pressed may not be true any more.
 */
export function connect(options: ConnectionOptions): Connection {
  const { store } = options;
  const socket = createWSClient({
    url: options.url,
    WebSocket: givingUp(() => lose(store)),
    retryDelayMs: retryDelay,
    keepAlive: {
      enabled: true,
      intervalMs: options.ping?.every ?? 3000,
      pongTimeoutMs: options.ping?.patience ?? 2000,
    },
    onOpen: () => options.onOpen?.(),
  });
  const edge = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });

  let subscription: { unsubscribe(): void } | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const watch = () => {
    subscription = edge.kiosk.view.subscribe(undefined, {
      onData: (view) => receive(store, view, options.now()),
      onConnectionStateChange: ({ state }) => {
        if (state === 'connecting') lose(store);
      },
      onError: watchAgain,
      onComplete: watchAgain,
    });
  };
  // A lost socket is the library's to mend; a subscription that the edge itself ended is begun again here.
  const watchAgain = () => {
    lose(store);
    clearTimeout(again);
    if (!closed) again = setTimeout(watch, SLOWEST_RETRY_MS);
  };
  watch();

  return {
    send: async (command) => {
      const message = envelope(store.getState(), command, options.newId);
      if (message === null) return { kind: 'notSent' };
      return await edge.kiosk.command.mutate(message).catch(() => ({ kind: 'notSent' }) as const);
    },
    close: async () => {
      closed = true;
      clearTimeout(again);
      subscription?.unsubscribe();
      await socket.close();
    },
  };
}
