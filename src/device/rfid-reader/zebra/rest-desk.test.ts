import { describe, expect, it } from 'vitest';
import type { RestAnswer, RestClient } from '../../transport/rest.ts';
import type { ZebraCommand } from './commands.ts';
import { RestDesk } from './rest-desk.ts';

const LOGIN = 'GET /cloud/localRestLogin';
const answered = (status: number, body: unknown = null): RestAnswer => ({ kind: 'answered', status, body });

/** A desk whose reader answers from this book, the last answer again and again; logins give token-1, token-2 and so on. */
function rig(book: Readonly<Record<string, RestAnswer | readonly RestAnswer[]>> = {}) {
  const asked: string[] = [];
  let logins = 0;
  let closed = 0;
  const turns = new Map<string, number>();
  const rest: RestClient = {
    request(method, path, body, token) {
      const name = `${method} ${path}`;
      asked.push([name, token, body === undefined ? undefined : JSON.stringify(body)].filter(Boolean).join(' '));
      const said = book[name];
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      if (Array.isArray(said)) return Promise.resolve(said[Math.min(turn, said.length - 1)] as RestAnswer);
      if (said !== undefined) return Promise.resolve(said as RestAnswer);
      if (name !== LOGIN) return Promise.resolve(answered(200));
      logins += 1;
      return Promise.resolve(answered(200, { code: 0, message: `token-${logins}` }));
    },
    close: () => {
      closed += 1;
    },
  };
  return { desk: new RestDesk(rest), asked, closed: () => closed };
}

describe('a command over REST', () => {
  it.each<[ZebraCommand, unknown, string]>([
    ['get_mode', {}, 'GET /cloud/mode token-1'],
    ['get_status', {}, 'GET /cloud/status token-1'],
    ['set_mode', { type: 'CUSTOM' }, 'PUT /cloud/mode token-1 {"type":"CUSTOM"}'],
    ['start', { doNotPersistState: true }, 'PUT /cloud/start token-1 {"doNotPersistState":true}'],
    ['stop', {}, 'PUT /cloud/stop token-1 {}'],
    ['set_gpo', { port: 2, state: true }, 'PUT /cloud/gpo token-1 {"port":2,"state":true}'],
  ])('%s is the request of its page, with the token of a login', async (command, payload, expected) => {
    const { desk, asked } = rig();
    await desk.ask(command, payload);
    expect(asked).toEqual([LOGIN, expected]);
  });

  it('brings what the reader said, and logs in once for many', async () => {
    const { desk, asked } = rig({ 'GET /cloud/mode': answered(200, { type: 'SIMPLE' }) });
    expect(await desk.ask('get_mode')).toEqual({ kind: 'done', payload: { type: 'SIMPLE' } });
    await desk.ask('start');
    expect(asked.filter((each) => each === LOGIN)).toHaveLength(1);
  });

  it.each([
    ['401', answered(401)],
    ['403', answered(403)],
    ['500 with a word of the token', answered(500, { code: 7, message: 'token signature verification failed' })],
  ])('whose token is not taken any more (%s) is asked again with a new one', async (_, stale) => {
    const { desk, asked } = rig({ 'PUT /cloud/start': [stale, answered(200)] });
    expect(await desk.ask('start')).toMatchObject({ kind: 'done' });
    expect(asked).toEqual([LOGIN, 'PUT /cloud/start token-1 {}', LOGIN, 'PUT /cloud/start token-2 {}']);
  });

  it('whose new token is not taken either is unauthorised, and is not asked a third time', async () => {
    const { desk, asked } = rig({ 'PUT /cloud/start': answered(401) });
    expect(await desk.ask('start')).toEqual({ kind: 'unanswered', code: 'DEVICE_UNAUTHORISED' });
    expect(asked).toHaveLength(4);
  });

  it.each<[string, RestAnswer, string]>([
    ['refuses the login', answered(401), 'DEVICE_UNAUTHORISED'],
    ['answers the login with a failure', answered(200, { code: 3, message: 'no' }), 'DEVICE_UNAUTHORISED'],
    ['gives no token', answered(200, { code: 0 }), 'DEVICE_UNAUTHORISED'],
    ['gives a token with a line break', answered(200, { message: 'a\r\nX-Evil: 1' }), 'DEVICE_UNAUTHORISED'],
    ['gives a token without end', answered(200, { message: 'a'.repeat(5000) }), 'DEVICE_UNAUTHORISED'],
    ['answers the login with a list', answered(200, []), 'DEVICE_UNAUTHORISED'],
    ['is not behind its web server', answered(503), 'DEVICE_SILENT'],
    ['does not answer', { kind: 'failed' }, 'DEVICE_SILENT'],
  ])('to a reader that %s is unanswered', async (_, login, code) => {
    const { desk, asked } = rig({ [LOGIN]: login });
    expect(await desk.ask('get_mode')).toEqual({ kind: 'unanswered', code });
    expect(asked).toEqual([LOGIN]);
  });

  it('takes a token that firmware writes with words before it', async () => {
    const { desk, asked } = rig({ [LOGIN]: answered(200, { code: 0, message: 'JWT Token: eyJh.x' }) });
    await desk.ask('get_mode');
    expect(asked.at(-1)).toBe('GET /cloud/mode eyJh.x');
  });

  it.each<[RestAnswer, object]>([
    [answered(422, { message: 'Start currently ongoing' }), { kind: 'refused' }],
    [answered(400), { kind: 'refused' }],
    [answered(500, { message: 'radio' }), { kind: 'refused' }],
    [answered(302), { kind: 'refused' }],
    [answered(502), { kind: 'unanswered', code: 'DEVICE_SILENT' }],
    [{ kind: 'failed' }, { kind: 'unanswered', code: 'DEVICE_SILENT' }],
  ])('answered %j is %j', async (answer, expected) => {
    expect(await rig({ 'PUT /cloud/start': answer }).desk.ask('start')).toEqual(expected);
  });

  it('after the connection went begins with a login', async () => {
    const { desk, asked, closed } = rig();
    await desk.ask('start');
    desk.forget();
    expect(closed()).toBe(1);
    await desk.ask('start');
    expect(asked.filter((each) => each === LOGIN)).toHaveLength(2);
  });
});
