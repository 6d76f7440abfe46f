import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../workstation/ports/fault.ts';

/** Longest message that is held; Chromium's answers to what the shell asks are a few hundred bytes. */
const MOST_MESSAGE_BYTES = 4 * 1024 * 1024;
const ANSWER_TIMEOUT_MS = 15_000;

type Params = Readonly<Record<string, unknown>>;

export interface DevtoolsEvent {
  readonly method: string;
  readonly params: Params;
  readonly sessionId?: string;
}

export interface DevtoolsPipe {
  /** @throws Fault SHELL_BROWSER_REFUSED with Chromium's words, SHELL_BROWSER_GONE. */
  send(method: string, params?: Params, sessionId?: string, timeoutMs?: number): Promise<Params>;
  /** The browser is gone: everything that waits for it fails. */
  end(): void;
}

interface Answer {
  readonly id: number;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly resolve: (result: Params) => void;
  readonly reject: (fault: Fault) => void;
}

/**
 * Speaks the Chrome DevTools Protocol over a pair of pipes (`--remote-debugging-pipe`: JSON messages, each ended by a zero byte). No
 * port is opened, so nobody but the parent process can drive the browser.
 */
export function devtoolsPipe(input: Writable, output: Readable, onEvent: (event: DevtoolsEvent) => void): DevtoolsPipe {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ended = false;

  const end = (): void => {
    ended = true;
    for (const { reject } of pending.values()) reject(new Fault('SHELL_BROWSER_GONE', 'the browser went away'));
    pending.clear();
  };

  const take = (message: Buffer): void => {
    const said = JSON.parse(message.toString('utf8')) as DevtoolsEvent | Answer;
    if (!('id' in said)) {
      onEvent(said);
      return;
    }
    const waiting = pending.get(said.id);
    pending.delete(said.id);
    if (said.error === undefined) waiting?.resolve(said.result ?? {});
    else waiting?.reject(new Fault('SHELL_BROWSER_REFUSED', said.error.message));
  };

  let held: Buffer[] = [];
  let size = 0;
  output.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let at = rest.indexOf(0); at !== -1; at = rest.indexOf(0)) {
      const message = Buffer.concat([...held, rest.subarray(0, at)]);
      held = [];
      size = 0;
      rest = rest.subarray(at + 1);
      if (message.length > 0) take(message);
    }
    held.push(rest);
    size += rest.length;
    if (size > MOST_MESSAGE_BYTES) output.destroy();
  });
  output.on('close', end);
  for (const stream of [input, output]) stream.on('error', end);

  return {
    end,
    send(method, params = {}, sessionId, timeoutMs = ANSWER_TIMEOUT_MS) {
      if (ended) return Promise.reject(new Fault('SHELL_BROWSER_GONE', 'the browser went away'));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          pending.delete(id);
          reject(new Fault('SHELL_BROWSER_GONE', `the browser did not answer ${method}`));
        }, timeoutMs);
        pending.set(id, {
          resolve: (result) => {
            clearTimeout(timer);
            resolve(result);
          },
          reject: (fault) => {
            clearTimeout(timer);
            reject(fault);
          },
        });
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    },
  };
}
