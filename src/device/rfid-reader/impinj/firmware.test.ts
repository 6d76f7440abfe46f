import { describe, expect, it } from 'vitest';
import { HandClock } from '../../../../test/fixtures/time.ts';
import type { RestAnswer } from '../../transport/rest.ts';
import { install } from './firmware.ts';

const answered = (status: number, body: unknown = null): RestAnswer => ({ kind: 'answered', status, body });
const FAILED: RestAnswer = { kind: 'failed' };
const state = (status: string) => answered(200, { status, message: '' });
const IMAGE = {
  ...{ version: '8.1.0', sha256: 'a'.repeat(64), bytes: 10 },
  async *read() {
    yield Buffer.from('01234');
    yield Buffer.from('56789');
  },
};

/** A reader that answers the upload so, and then tells these states, the last again and again. */
function installing(posted: RestAnswer, states: readonly RestAnswer[] = [], signal = new AbortController().signal) {
  const clock = new HandClock();
  const asked: string[] = [];
  const form: { type: string; bytes: number; text: string } = { type: '', bytes: 0, text: '' };
  const left = [...states];
  const rest = {
    async request(method: string, path: string) {
      asked.push(`${method} ${path}`);
      if (method === 'POST') return FAILED;
      return (left.length > 1 ? left.shift() : left[0]) ?? FAILED;
    },
    async upload(path: string, body: { type: string; bytes: number; read(): AsyncIterable<Uint8Array> }) {
      asked.push(`upload ${path}`);
      for await (const part of body.read()) form.text += Buffer.from(part).toString('latin1');
      Object.assign(form, { type: body.type, bytes: body.bytes });
      return posted;
    },
    close() {},
  };
  return { outcome: install(rest, IMAGE, clock, signal), clock, asked, form };
}

describe('firmware for an Impinj reader', () => {
  it('is posted as a form with one file, and the reader starts anew once it has it', async () => {
    const { outcome, clock, asked, form } = installing(answered(202, { message: 'accepted' }), [
      ...[state('ready'), state('verifying'), FAILED, state('installing'), state('successful')],
    ]);
    await clock.advance(20_000);
    expect(await outcome).toEqual({ kind: 'installed' });
    const boundary = /^multipart\/form-data; boundary=(checkstand-[0-9a-f]{32})$/.exec(form.type)?.[1];
    expect(form.text.split('\r\n')).toEqual([
      `--${boundary}`,
      'content-disposition: form-data; name="upgradeFile"; filename="8.1.0.upgx"',
      'content-type: application/octet-stream',
      '',
      '0123456789',
      `--${boundary}--`,
      '',
    ]);
    expect(form.bytes).toBe(form.text.length);
    expect(asked).toEqual([
      'upload /api/v1/system/image/upgrade',
      ...Array(5).fill('GET /api/v1/system/image/upgrade'),
      'POST /api/v1/system/reboot',
    ]);
  });

  it('is refused where the reader says that the file is none, at once or behind a look at it', async () => {
    expect(await installing(answered(400)).outcome).toEqual({ kind: 'refused', reason: 'rejected' });
    const { outcome, clock, asked } = installing(answered(202), [state('verifying'), state('failed')]);
    await clock.advance(10_000);
    expect(await outcome).toEqual({ kind: 'refused', reason: 'rejected' });
    expect(asked).not.toContain('POST /api/v1/system/reboot');
  });

  it.each([
    ['does not answer', FAILED],
    ['is at another one', answered(409)],
    ['asks who it is', answered(401)],
    ['is out of order', answered(500)],
  ])('comes later where the reader %s', async (_, posted) => {
    expect(await installing(posted).outcome).toEqual({ kind: 'later' });
  });

  it('comes later where the reader tells nothing of it for a quarter of an hour, or nobody waits', async () => {
    const silent = installing(answered(202), [FAILED]);
    await silent.clock.advance(900_000);
    expect(await silent.outcome).toEqual({ kind: 'later' });
    const given = new AbortController();
    const { outcome, clock } = installing(answered(202), [state('installing')], given.signal);
    await clock.advance(5_000);
    given.abort();
    expect(await outcome).toEqual({ kind: 'later' });
    expect(clock.pending).toBe(0);
  });
});
