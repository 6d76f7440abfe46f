import { randomBytes } from 'node:crypto';
import { type PostAddress, Poster } from '../http/poster.ts';
import { type RestReply, RestServer } from '../http/rest-server.ts';
import type { ZebraBehaviour } from './behaviour.ts';
import type { ZebraAnswer, ZebraLine, ZebraVoice } from './line.ts';

export interface ZebraHttpOptions {
  readonly host: string;
  /** Of the REST interface; 0 takes any free one. */
  readonly port: number;
  /** What a host has to log in with. */
  readonly login: { readonly username: string; readonly password: string };
  /** Where it was told to post tag data and management events. */
  readonly post: PostAddress;
}

/** What each request of "IoT Connector local REST APIs" is as a command, and whether the control interface takes it. */
const COMMANDS: Readonly<Record<string, readonly [command: string, control: boolean]>> = {
  'GET /cloud/mode': ['get_mode', true],
  'PUT /cloud/mode': ['set_mode', true],
  'PUT /cloud/start': ['start', true],
  'PUT /cloud/stop': ['stop', true],
  'GET /cloud/status': ['get_status', false],
  'PUT /cloud/gpo': ['set_gpo', false],
};
const PATHS: Readonly<Partial<Record<ZebraVoice, string>>> = { data: '/tevents', events: '/mevents' };

/** Commands over REST with a token, and events that are posted to the host. Source: "IoT Connector local REST APIs". */
export class ZebraHttpLine implements ZebraLine {
  readonly #options: ZebraHttpOptions;
  readonly #rest: RestServer;
  readonly #answer: ZebraAnswer;
  readonly #behaviour: () => ZebraBehaviour;
  readonly #onChange: () => void;
  #poster: Poster | null = null;
  #token: string | null = null;
  #logins = 0;

  constructor(
    options: ZebraHttpOptions,
    answer: ZebraAnswer,
    behaviour: () => ZebraBehaviour,
    { onChange }: { readonly onChange: () => void },
  ) {
    this.#options = options;
    this.#answer = answer;
    this.#behaviour = behaviour;
    this.#onChange = onChange;
    const { host, port } = options;
    this.#rest = new RestServer({ host, port, handle: (...request) => this.#handle(...request), onChange });
  }

  get plugged(): boolean {
    return this.#rest.plugged;
  }

  /** Whether the host took the last post. */
  get connected(): boolean {
    return (this.#poster?.answered ?? 0) === 204;
  }

  get port(): number {
    return this.#rest.port;
  }

  /** What the host answered to the last post; null where nobody did. */
  get answered(): number | null {
    return this.#poster?.answered ?? null;
  }

  /** Posts that came to an end since it was plugged in, well or not. */
  get posted(): number {
    return this.#poster?.posted ?? 0;
  }

  /** Times that a host has logged in. */
  get logins(): number {
    return this.#logins;
  }

  async plug(): Promise<void> {
    this.#poster ??= new Poster(this.#options.post, this.#onChange);
    await this.#rest.plug();
  }

  async unplug(): Promise<void> {
    this.#token = null;
    const poster = this.#poster;
    this.#poster = null;
    await Promise.all([this.#rest.unplug(), poster?.close()]);
  }

  /** Its token runs out: the next request with it is refused as readers in the field refuse it. */
  expire(): void {
    this.#token = null;
  }

  say(voice: ZebraVoice, body: string | Uint8Array): void {
    const path = PATHS[voice];
    if (path !== undefined) this.#poster?.post(path, body);
  }

  #handle(method: string, path: string, body: unknown, authorization: string): RestReply {
    if (this.#behaviour().silent) return { silence: true };
    if (`${method} ${path}` === 'GET /cloud/localRestLogin') return this.#login(authorization);
    if (this.#token === null || authorization !== `Bearer ${this.#token}`)
      return { status: 500, body: { code: 7, message: 'token signature verification failed' } };
    const command = COMMANDS[`${method} ${path}`];
    if (command === undefined) return { status: 404 };
    const answer = this.#answer(command[0], command[1], body ?? {});
    if (answer === null) return { status: 422, body: { code: 1, message: 'failed' } };
    return method === 'GET' ? { status: 200, body: answer } : { status: 200 };
  }

  #login(authorization: string): RestReply {
    const { username, password } = this.#options.login;
    if (authorization !== `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
      return { status: 401, body: { code: 3, message: 'authentication failed' } };
    this.#token = `eyJh.${randomBytes(18).toString('base64url')}`;
    this.#logins += 1;
    return { status: 200, body: { code: 0, message: this.#token } };
  }
}
