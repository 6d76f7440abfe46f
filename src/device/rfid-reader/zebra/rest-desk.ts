import type { RestAnswer, RestClient } from '../../transport/rest.ts';
import { isRecord } from '../json/compare.ts';
import { type CommandOutcome, UNANSWERED, type ZebraCommand, type ZebraCommands } from './commands.ts';

/** Where each command is a request. Source: "IoT Connector local REST APIs", control and management. */
const REQUESTS = {
  get_mode: { method: 'GET', path: '/cloud/mode' },
  set_mode: { method: 'PUT', path: '/cloud/mode' },
  start: { method: 'PUT', path: '/cloud/start' },
  stop: { method: 'PUT', path: '/cloud/stop' },
  get_status: { method: 'GET', path: '/cloud/status' },
  set_gpo: { method: 'PUT', path: '/cloud/gpo' },
} as const satisfies Record<ZebraCommand, { method: 'GET' | 'PUT'; path: string }>;

const LOGIN = '/cloud/localRestLogin';
/** A token is a JSON Web Token; longer than any that a reader gives is none. */
const TOKEN = /^[\w.~+/=-]{1,4096}$/;
/** Some firmware says "JWT Token: " before it. */
const BEFORE_TOKEN = /^JWT Token:\s*/i;
/** What a web server says whose reader behind it is not there. */
const NOBODY = new Set([502, 503, 504]);
const UNAUTHORISED: CommandOutcome = { kind: 'unanswered', code: 'DEVICE_UNAUTHORISED' };

/**
 * Sends commands to one reader over its own REST interface. It logs in with name and password once, and again when its token is not taken
 * any more: a reader that was away has forgotten it, and others run out.
 */
export class RestDesk implements ZebraCommands {
  readonly #rest: RestClient;
  #token: string | null = null;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  async ask(command: ZebraCommand, payload: unknown = {}): Promise<CommandOutcome> {
    const { method, path } = REQUESTS[command];
    const body = method === 'GET' ? undefined : payload;
    for (const fresh of [false, true]) {
      if (this.#token === null || fresh) {
        const failed = await this.#login();
        if (failed !== null) return failed;
      }
      const answer = await this.#rest.request(method, path, body, this.#token ?? '');
      if (answer.kind === 'failed') return UNANSWERED;
      if (!isStale(answer)) return outcomeOf(answer);
      this.#token = null;
    }
    return UNAUTHORISED;
  }

  take(): boolean {
    return false;
  }

  forget(): void {
    this.#token = null;
    this.#rest.close();
  }

  async #login(): Promise<CommandOutcome | null> {
    this.#token = null;
    const answer = await this.#rest.request('GET', LOGIN);
    if (answer.kind === 'failed' || NOBODY.has(answer.status)) return UNANSWERED;
    const { code = 0, message } = isRecord(answer.body) ? answer.body : {};
    const token = typeof message === 'string' ? message.replace(BEFORE_TOKEN, '') : '';
    if (answer.status !== 200 || code !== 0 || !TOKEN.test(token)) return UNAUTHORISED;
    this.#token = token;
    return null;
  }
}

/** A token that is not taken is 401 or 403; readers in the field also say 500 and complain of the token in words. */
function isStale({ status, body }: Extract<RestAnswer, { kind: 'answered' }>): boolean {
  if (status === 401 || status === 403) return true;
  const message = isRecord(body) && typeof body.message === 'string' ? body.message : '';
  return status === 500 && /\btoken\b/i.test(message);
}

function outcomeOf({ status, body }: Extract<RestAnswer, { kind: 'answered' }>): CommandOutcome {
  if (NOBODY.has(status)) return UNANSWERED;
  return status >= 200 && status < 300 ? { kind: 'done', payload: body } : { kind: 'refused' };
}
