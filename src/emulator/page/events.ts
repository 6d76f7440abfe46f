import type { ServerResponse } from 'node:http';
import { securityHeaders } from './guard.ts';

const LISTENERS = 16;
const GATHER_MS = 25;
const KEEP_ALIVE_MS = 15_000;
const BACKLOG = 1_000_000;

/** Server-sent events: the whole state to every open page, whenever something changed, gathered over a moment. */
export class EventHub {
  readonly #listeners = new Set<ServerResponse>();
  readonly #snapshot: () => unknown;
  readonly #keepAlive: NodeJS.Timeout;
  #gathering: NodeJS.Timeout | undefined;

  constructor(snapshot: () => unknown) {
    this.#snapshot = snapshot;
    this.#keepAlive = setInterval(() => this.#send(': still here\n\n'), KEEP_ALIVE_MS).unref();
  }

  /** Takes a listener and gives it the state as it is. `false` when there are too many. */
  add(response: ServerResponse): boolean {
    if (this.#listeners.size >= LISTENERS) return false;
    response.writeHead(200, { ...securityHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
    response.write(this.#event());
    return true;
  }

  changed(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      if (this.#listeners.size > 0) this.#send(this.#event());
    }, GATHER_MS);
  }

  close(): void {
    clearInterval(this.#keepAlive);
    clearTimeout(this.#gathering);
    for (const listener of this.#listeners) listener.end();
  }

  #event(): string {
    return `event: state\ndata: ${JSON.stringify(this.#snapshot())}\n\n`;
  }

  #send(text: string): void {
    for (const listener of this.#listeners) {
      if (listener.writableLength > BACKLOG) listener.destroy();
      else listener.write(text);
    }
  }
}
