import { randomUUID } from 'node:crypto';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket as Socket } from 'ws';
import type { CommandAnswer } from '../../../src/protocol/command.ts';
import type { AppRouter } from '../../../src/server/router.ts';
import type { KioskCommand, KioskView } from '../product.ts';

/** How long the headless kiosk waits between two looks for an edge that is away: less than a real one, so that it measures the edge. */
const LOOK_MS = 10;

export type Answer = CommandAnswer | { readonly kind: 'notSent' };

/** A kiosk without a screen: one session, one WebSocket that finds the edge again by itself, the view pushed last. */
export class HeadlessKiosk {
  view: KioskView | null = null;
  link: 'away' | 'up' = 'away';
  readonly #watchers = new Set<() => void>();
  readonly #close: () => Promise<void>;
  readonly #edge: ReturnType<typeof createTRPCClient<AppRouter>>;

  /** `cookie` is a session's, as `openSession` gets it. */
  constructor(origin: string, cookie: string) {
    const headers = { cookie, origin };
    const client = createWSClient({
      url: `${origin.replace('http', 'ws')}/trpc`,
      WebSocket: class extends Socket {
        constructor(url: string | URL) {
          super(url, { headers, perMessageDeflate: false });
          // The library looks again when it closes; what it closed for is of no interest.
          this.on('error', () => {});
        }
      } as unknown as typeof WebSocket,
      retryDelayMs: () => LOOK_MS,
      onClose: () => this.#changed({ link: 'away' }),
    });
    this.#edge = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
    let closed = false;
    let again: NodeJS.Timeout | undefined;
    const watch = () => {
      this.#edge.kiosk.view.subscribe(undefined, {
        onData: (view) => this.#changed({ link: 'up', view }),
        onError: watchAgain,
        onComplete: watchAgain,
      });
    };
    const watchAgain = () => {
      this.#changed({ link: 'away' });
      if (!closed) again = setTimeout(watch, LOOK_MS);
    };
    watch();
    this.#close = async () => {
      closed = true;
      clearTimeout(again);
      await client.close();
    };
  }

  /** Sends one command, as seen on the view shown now. Nothing is sent while the edge is away, and nothing again. */
  async send(command: KioskCommand): Promise<Answer> {
    if (this.view === null || this.link !== 'up') return { kind: 'notSent' };
    const envelope = { id: randomUUID(), seen: this.view.version, command };
    // What the library has not sent when the socket goes, it would keep, and send to the next edge.
    const lost = new AbortController();
    const look = () => this.link === 'away' && lost.abort();
    this.#watchers.add(look);
    try {
      return await this.#edge.kiosk.command.mutate(envelope, { signal: lost.signal });
    } catch {
      return { kind: 'notSent' };
    } finally {
      this.#watchers.delete(look);
    }
  }

  /** The edge is known to be gone, before the socket has noticed. */
  lost(): void {
    this.#changed({ link: 'away' });
  }

  /** True as soon as a view that is up to date passes; false after so many milliseconds, or when the signal says so. */
  until(passes: (view: KioskView) => boolean, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.link === 'up' && this.view !== null && passes(this.view)) done(true);
      };
      const done = (passed: boolean) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        signal?.removeEventListener('abort', gone);
        resolve(passed);
      };
      const gone = () => done(false);
      const timer = setTimeout(gone, milliseconds);
      this.#watchers.add(look);
      signal?.addEventListener('abort', gone, { once: true });
      if (signal?.aborted) gone();
      else look();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }

  #changed(change: { link?: 'away' | 'up'; view?: KioskView }): void {
    this.link = change.link ?? this.link;
    this.view = change.view ?? this.view;
    for (const look of [...this.#watchers]) look();
  }
}

/** Trades a launch address for a session's cookie, as a shell's window does. */
export async function openSession(launchUrl: string): Promise<string> {
  const answer = await fetch(launchUrl, { redirect: 'manual' });
  const [cookie] = answer.headers.getSetCookie();
  if (answer.status !== 303 || cookie === undefined) throw new Error(`the launch address answered ${answer.status}`);
  return cookie.split(';')[0] ?? '';
}
