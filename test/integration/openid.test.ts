import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessToken, type ProviderOptions } from '../../src/sync/openid/access-token.ts';
import { clientAssertion, keySet } from '../../src/sync/openid/assertion.ts';
import { realClock, realIdentifiers } from '../bench/real-ports.ts';
import { newDevice } from '../fixtures/cloud.ts';

describe('a box at an OpenID provider (oidc-provider), by its own key', () => {
  const box = newDevice('lane-1');
  let server: Server;
  let issuer = '';
  /** In place of the date of its answers. */
  let date: string | null = null;

  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'lane-1',
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'EdDSA',
          grant_types: ['client_credentials'],
          response_types: [],
          redirect_uris: [],
          jwks: keySet(box.publicKey, box.signer.keyId),
        },
      ],
      clientAuthMethods: ['private_key_jwt'],
      scopes: ['journal'],
      enabledJWA: { clientAuthSigningAlgValues: ['EdDSA'] },
      features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    });
    const listener = provider.callback();
    server.on('request', (request, reply) => {
      if (date !== null) reply.setHeader('date', date);
      listener(request, reply);
    });
  });
  afterAll(() => {
    server?.close();
  });

  const ask = (more: Partial<ProviderOptions> = {}) =>
    accessToken({
      issuer,
      clientId: 'lane-1',
      scope: 'journal',
      signer: box.signer,
      clock: realClock,
      identifiers: realIdentifiers,
      fetch,
      ...more,
    });

  it('is given a token for its signature', async () => {
    expect(await ask()).toMatchObject({ kind: 'token', accessToken: expect.stringMatching(/^[\w-]{20,}$/) });
  });

  it('however wrong its own clock is: it goes by that of the provider', async () => {
    const clock = { now: () => Date.now() - 3 * 3_600_000 };
    expect((await ask({ clock })).kind).toBe('token');
    date = 'no date';
    expect(await ask({ clock })).toEqual({ kind: 'refused', error: 'invalid_client' });
    date = null;
  });

  it('another key, or another name, is refused', async () => {
    expect(await ask({ signer: newDevice('lane-1').signer })).toEqual({ kind: 'refused', error: 'invalid_client' });
    expect(await ask({ clientId: 'lane-2' })).toEqual({ kind: 'refused', error: 'invalid_client' });
  });

  it('an assertion opens one request', async () => {
    const assertion = clientAssertion('lane-1', issuer, Math.floor(Date.now() / 1000), {
      signer: box.signer,
      identifiers: realIdentifiers,
    });
    const outcomes: unknown[] = [];
    const replaying: ProviderOptions['fetch'] = async (url, init) => {
      if (init.body instanceof URLSearchParams) init.body.set('client_assertion', assertion);
      return fetch(url, init);
    };
    for (let n = 0; n < 2; n += 1) outcomes.push((await ask({ fetch: replaying })).kind);
    expect(outcomes).toEqual(['token', 'refused']);
  });

  it('signs for nobody who is not who they should be, nor in clear over a network', async () => {
    expect((await ask({ issuer: `${issuer}/other` })).kind).toBe('unreachable');
    expect((await ask({ issuer: 'http://127.0.0.1:1' })).kind).toBe('unreachable');
    expect(await ask({ issuer: 'http://id.example' })).toEqual({
      kind: 'unreachable',
      why: 'a provider is reached by https, or on this machine',
    });
    const elsewhere: ProviderOptions['fetch'] = async () =>
      Response.json({ issuer, token_endpoint: 'http://thief.example/token' });
    expect((await ask({ fetch: elsewhere })).kind).toBe('unreachable');
    const endless: ProviderOptions['fetch'] = async () => new Response('x'.repeat(100_000));
    expect(await ask({ fetch: endless })).toEqual({ kind: 'unreachable', why: 'its answer is too long' });
  });
});
