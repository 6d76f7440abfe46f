import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { signToken } from '../../../src/sync/upload/token.ts';
import { CLOUD_AUDIENCE, NONCE_HEADER } from '../../../src/sync/wire/identity.ts';
import { batchOf, NDJSON_TYPE } from '../../../src/sync/wire/journal-upload.ts';
import { realClock, realIdentifiers } from '../../bench/real-ports.ts';
import type { Device } from '../../fixtures/cloud.ts';

export type Claims = Readonly<Record<string, unknown>>;

export async function nonceOf(app: FastifyInstance): Promise<string> {
  const reply = await app.inject({ method: 'GET', url: '/v1/nonce' });
  return String(reply.headers[NONCE_HEADER]);
}

/** A good token for one request; claims and header may be spoilt. */
export async function tokenFor(
  app: FastifyInstance,
  device: Device,
  method: 'GET' | 'POST',
  path: string,
  spoilt: { readonly claims?: Claims; readonly header?: Claims } = {},
): Promise<string> {
  const nonce = await nonceOf(app);
  const parts = { signer: device.signer, clock: realClock, identifiers: realIdentifiers };
  const good = signToken(device.name, { method, path }, { nonce, at: realClock.monotonic() }, parts);
  const [header, claims] = good
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  const signed = [
    { ...header, ...spoilt.header },
    { ...claims, ...spoilt.claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${Buffer.from(device.signer.sign(Buffer.from(signed))).toString('base64url')}`;
}

export const AUDIENCE = CLOUD_AUDIENCE;

export async function send(
  app: FastifyInstance,
  device: Device,
  epoch: string,
  entries: readonly { readonly bytes: Uint8Array }[],
  more: { readonly path?: string; readonly payload?: Buffer; readonly headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> {
  const path = more.path ?? `/v1/journal/${device.name}/${epoch}`;
  const authorization = `Bearer ${await tokenFor(app, device, 'POST', path)}`;
  return app.inject({
    method: 'POST',
    url: path,
    headers: { authorization, 'content-type': NDJSON_TYPE, ...more.headers },
    payload: more.payload ?? Buffer.from(batchOf(entries)),
  });
}

export async function get(app: FastifyInstance, device: Device, path: string): Promise<LightMyRequestResponse> {
  const authorization = `Bearer ${await tokenFor(app, device, 'GET', path)}`;
  return app.inject({ method: 'GET', url: path, headers: { authorization } });
}

/** A body as JSON, with a token for it. */
export async function post(
  app: FastifyInstance,
  device: Device,
  path: string,
  payload?: object,
): Promise<LightMyRequestResponse> {
  const authorization = `Bearer ${await tokenFor(app, device, 'POST', path)}`;
  return app.inject({
    method: 'POST',
    url: path,
    headers: { authorization },
    ...(payload === undefined ? {} : { payload }),
  });
}
