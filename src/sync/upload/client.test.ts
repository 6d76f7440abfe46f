import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { NONCE_HEADER } from '../wire/identity.ts';
import { type FetchInit, journalClient } from './client.ts';

const EPOCH = '019f8d2a-3c40-7b6e-9d51-2f0c8a7e4b13';
const HASH = 'a'.repeat(64);
const NONCE = (seconds: number) => `${seconds}.${'n'.repeat(43)}`;
const HEAD = { epoch: EPOCH, ackSeq: 7, ackHash: HASH };

interface Asked {
  readonly path: string;
  readonly init: FetchInit;
  readonly claims: Record<string, unknown> | null;
}

/** A client in front of answers that are given one after the other; the first request for a nonce is answered by itself. */
function talking(...answers: (Response | Error | 'never')[]) {
  const clock = new HandClock();
  const asked: Asked[] = [];
  const client = journalClient({
    url: 'https://cloud.example/',
    workstation: 'lane-1',
    signer: { keyId: 'k'.repeat(43), sign: () => new Uint8Array(64) },
    clock,
    timers: clock,
    identifiers: countingIdentifiers(),
    fetch: (url, init) => {
      const token = init.headers.authorization?.split('.')[1];
      const claims = token === undefined ? null : JSON.parse(Buffer.from(token, 'base64url').toString());
      asked.push({ path: url, init, claims });
      if (url.endsWith('/v1/nonce')) return Promise.resolve(answer(null, 204, 1_793_000_000));
      const next = answers.shift();
      if (next instanceof Error) return Promise.reject(next);
      if (next === undefined || next === 'never') {
        return new Promise((_resolve, reject) => {
          init.signal.addEventListener('abort', () =>
            reject(Object.assign(new Error('aborted'), { name: 'AbortError' })),
          );
        });
      }
      return Promise.resolve(next);
    },
  });
  return { client, clock, asked };
}

function answer(body: unknown, status = 200, nonce: number | null = null, more: Record<string, string> = {}): Response {
  const headers = { ...more, ...(nonce === null ? {} : { [NONCE_HEADER]: NONCE(nonce) }) };
  return new Response(body === null ? null : typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers,
  });
}

const problem = (code: string, status: number, more: object = {}) => ({ code, status, title: 'no', ...more });

describe('the client', () => {
  it('asks for a nonce first, and signs a token for one request with it', async () => {
    const { client, asked } = talking(answer(HEAD));
    expect(await client.head(EPOCH)).toEqual({ kind: 'acknowledged', head: HEAD });
    expect(asked.map(({ path }) => path)).toEqual([
      'https://cloud.example/v1/nonce',
      `https://cloud.example/v1/journal/lane-1/${EPOCH}`,
    ]);
    expect(asked[1]?.claims).toMatchObject({
      aud: 'checkstand-cloud',
      nonce: NONCE(1_793_000_000),
      htm: 'GET',
      htu: `/v1/journal/lane-1/${EPOCH}`,
    });
  });

  it("invariant 6: dates tokens by the cloud's clock, carried on by the steady one, however wrong its own is", async () => {
    const { client, clock, asked } = talking(
      answer(HEAD),
      answer(HEAD),
      answer(HEAD, 200, 1_793_009_000),
      answer(HEAD),
    );
    await client.head(EPOCH);
    clock.jump(-365 * 86_400_000);
    await clock.advance(45_000);
    await client.head(EPOCH);
    clock.jump(3_600_000);
    await client.head(EPOCH);
    await client.head(EPOCH);
    expect(asked.slice(1).map(({ claims }) => claims?.iat)).toEqual([
      1_793_000_000, 1_793_000_045, 1_793_000_045, 1_793_009_000,
    ]);
    expect(new Set(asked.slice(1).map(({ claims }) => claims?.jti)).size).toBe(4);
  });

  it('makes a token that came too late anew at once, and only once', async () => {
    const stale = () => answer(problem('NONCE_STALE', 401), 401, 1_793_000_500);
    const mended = talking(stale(), answer(HEAD));
    expect((await mended.client.head(EPOCH)).kind).toBe('acknowledged');
    expect(mended.asked[2]?.claims?.nonce).toBe(NONCE(1_793_000_500));
    const never = talking(stale(), stale(), stale());
    expect(await never.client.head(EPOCH)).toEqual({ kind: 'refused', code: 'NONCE_STALE', asked: null });
    expect(never.asked).toHaveLength(3);
  });

  it('makes a token anew that the cloud met before, as where a line is led there twice', async () => {
    const replayed = () => answer(problem('TOKEN_REPLAYED', 401), 401);
    const { client, asked } = talking(replayed(), replayed(), answer(HEAD));
    expect((await client.head(EPOCH)).kind).toBe('acknowledged');
    expect(new Set(asked.slice(1).map(({ claims }) => claims?.jti)).size).toBe(3);
    const never = talking(...Array.from({ length: 9 }, replayed));
    expect(await never.client.head(EPOCH)).toEqual({ kind: 'refused', code: 'TOKEN_REPLAYED', asked: null });
    expect(never.asked).toHaveLength(6);
  });

  it('sends entries a line each, packed where it is worth it', async () => {
    const { client, asked } = talking(answer(HEAD), answer(HEAD));
    const small = { bytes: Buffer.from('{"a":1}') };
    await client.send(EPOCH, [small, small]);
    await client.send(EPOCH, Array(200).fill(small));
    const [, first, second] = asked.map(({ init }) => init);
    expect(Buffer.from(first!.body!).toString()).toBe('{"a":1}\n{"a":1}\n');
    expect(first?.headers['content-encoding']).toBeUndefined();
    const unpack = second?.headers['content-encoding'] === 'zstd' ? zstdDecompressSync : gunzipSync;
    expect(unpack(second!.body!).toString()).toBe('{"a":1}\n'.repeat(200));
    expect(second?.redirect).toBe('error');
  });

  it('tells a gap and a fork with what the cloud holds', async () => {
    const told = (code: string) => answer(problem(code, 409, { head: HEAD }), 409);
    const { client } = talking(told('JOURNAL_GAP'), told('JOURNAL_FORKED'));
    expect(await client.send(EPOCH, [])).toEqual({ kind: 'gap', head: HEAD });
    expect(await client.send(EPOCH, [])).toEqual({ kind: 'forked', head: HEAD });
  });

  it('tells how long it was asked to wait, in seconds alone: a date needs a clock that is right', async () => {
    const busy = (after: string) => answer(problem('BUSY', 429), 429, null, { 'retry-after': after });
    const { client } = talking(busy('17'), busy('Wed, 21 Oct 2026 07:28:00 GMT'), busy('-5'));
    expect(await client.head(EPOCH)).toEqual({ kind: 'refused', code: 'BUSY', asked: 17_000 });
    expect(await client.head(EPOCH)).toEqual({ kind: 'refused', code: 'BUSY', asked: null });
    expect(await client.head(EPOCH)).toEqual({ kind: 'refused', code: 'BUSY', asked: null });
  });

  it.each([
    ['a portal', answer('<html>Welcome to the guest network</html>'), 'HTTP_200'],
    ['a gateway', answer('bad gateway', 502), 'HTTP_502'],
    ['an answer without end', answer('{'.repeat(1_000_000)), 'HTTP_200'],
    ['another epoch', answer({ ...HEAD, epoch: EPOCH.replace('0', '1') }), 'HTTP_200'],
    ['half an answer', answer({ epoch: EPOCH, ackSeq: 7 }), 'HTTP_200'],
    ['a hash that is none', answer({ ...HEAD, ackHash: 'A'.repeat(64) }), 'HTTP_200'],
    ['a number that is none', answer({ ...HEAD, ackSeq: -1 }), 'HTTP_200'],
    ['a code that nobody agreed on', answer(problem('SOMETHING', 400), 400), 'HTTP_400'],
  ])('believes nothing of %s', async (_what, reply, code) => {
    const { client } = talking(reply);
    expect(await client.head(EPOCH)).toEqual({ kind: 'refused', code, asked: null });
  });

  it('is unreachable where nothing answers, and gives up after half a minute', async () => {
    const { client, clock } = talking(new TypeError('fetch failed'), 'never');
    expect(await client.head(EPOCH)).toEqual({ kind: 'unreachable' });
    const waiting = client.head(EPOCH);
    await clock.advance(30_000);
    expect(await waiting).toEqual({ kind: 'unreachable' });
  });

  it('says of one entry its hash, or that there is none', async () => {
    const held = { epoch: EPOCH, seq: 3, hash: HASH };
    const { client } = talking(answer(held), answer(problem('NOT_FOUND', 404), 404), answer({ ...held, seq: 4 }));
    expect(await client.hashAt(EPOCH, 3)).toEqual({ kind: 'held', hash: HASH });
    expect(await client.hashAt(EPOCH, 3)).toEqual({ kind: 'held', hash: null });
    expect((await client.hashAt(EPOCH, 3)).kind).toBe('refused');
  });

  it('once closed asks for nothing more', async () => {
    const { client, asked } = talking('never');
    const waiting = client.head(EPOCH);
    await Promise.resolve();
    client.close();
    expect(await waiting).toEqual({ kind: 'unreachable' });
    expect((await client.head(EPOCH)).kind).toBe('unreachable');
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});
