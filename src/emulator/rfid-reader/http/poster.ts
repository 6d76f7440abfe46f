import { Agent, type IncomingMessage, request as plain } from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';

/** Where a reader posts its events to: a whole address, and what it logs in with there. */
export interface PostAddress {
  /** `https://192.168.1.5:7443`; paths are put behind it. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** PEM of the certificate that it believes. */
  readonly ca?: string;
}

const LIMIT_MS = 2000;
const MOST_WAITING = 1000;

/** Posts one body after the other, in order; what can't be posted is gone, as with a reader that retains nothing. */
export class Poster {
  readonly #address: PostAddress;
  readonly #agent: Agent | SecureAgent;
  readonly #onChange: () => void;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #answered: number | null = null;
  #posted = 0;
  #open = true;

  constructor(address: PostAddress, onChange: () => void) {
    this.#address = address;
    this.#onChange = onChange;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = address.url.startsWith('https:') ? new SecureAgent(options) : new Agent(options);
  }

  /** What the last post was answered with; null where nobody answered. */
  get answered(): number | null {
    return this.#answered;
  }

  /** Posts that came to an end, well or not. */
  get posted(): number {
    return this.#posted;
  }

  post(path: string, body: string | Uint8Array): void {
    if (this.#waiting >= MOST_WAITING) return;
    this.#waiting += 1;
    this.#tail = this.#tail.then(async () => {
      const answered = this.#open ? await this.#once(path, Buffer.from(body)) : null;
      this.#waiting -= 1;
      this.#posted += 1;
      if (answered === this.#answered) return;
      this.#answered = answered;
      this.#onChange();
    });
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#agent.destroy();
    await this.#tail;
  }

  #once(path: string, body: Buffer): Promise<number | null> {
    const { url, username, password, ca } = this.#address;
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const options = {
      method: 'POST',
      agent: this.#agent,
      auth: `${username}:${password}`,
      headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
      timeout: LIMIT_MS,
    };
    const answered = (response: IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode ?? null);
    };
    const at = new URL(path, url);
    const request =
      at.protocol === 'https:'
        ? secure(at, { ...options, ...(ca === undefined ? {} : { ca }) }, answered)
        : plain(at, options, answered);
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
    request.on('close', () => resolve(null));
    request.end(body);
    return promise;
  }
}
