import { isIP } from 'node:net';
import { z } from 'zod';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import { credentialOptions, credentialsOf, identityOf } from '../transport/credentials.ts';
import { createHttpPostTransport } from '../transport/http-post.ts';
import type { Transport } from '../transport/transport.ts';

/** What a store says of the port at which a reader posts its events to us, and of the login that it was given for that. */
export const listenOptions = {
  listen: z.string().max(400).optional(),
  listenUsername: credentialOptions.username,
  listenPassword: credentialOptions.password,
  listenPasswordFile: credentialOptions.passwordFile,
  listenCertFile: credentialOptions.caFile,
  listenKeyFile: credentialOptions.caFile,
};

export type ListenOptions = z.infer<z.ZodObject<typeof listenOptions>>;

const PLACE = /^(?:\[([0-9a-f:.]+)\]|([^:]+)):(\d{1,5})$/i;

/**
 * The transport of a reader that posts to us at these paths. It needs a login, and but on this machine itself a certificate: what is read
 * at a gate decides who is stopped, so not everyone in the store's network may say it, nor read the password that says it.
 * @throws Fault DEVICE_BINDING.
 */
export function postTransport(
  id: string,
  options: ListenOptions,
  paths: readonly string[],
  maxBodyBytes: number,
  timers: Timers,
): Transport {
  const [, bracketed, plain, digits] = PLACE.exec(options.listen ?? '') ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  if (isIP(host) === 0 || port < 1 || port > 65_535)
    throw new Fault(
      'DEVICE_BINDING',
      `options of ${id}: listen is an address of this machine and a port, 192.168.1.5:7443`,
    );
  const { username, password } = credentialsOf(`${id} (listen…)`, {
    username: options.listenUsername,
    password: options.listenPassword,
    passwordFile: options.listenPasswordFile,
  });
  if (username === undefined || password === undefined)
    throw new Fault(
      'DEVICE_BINDING',
      `options of ${id}: listen needs listenUsername and listenPassword or a file of it`,
    );
  const identity = identityOf(id, options);
  if (identity === null && !isLoopback(host))
    throw new Fault('DEVICE_BINDING', `options of ${id}: listen needs listenCertFile and listenKeyFile`);
  const secure = identity === null ? {} : { identity };
  return createHttpPostTransport(
    { host, port },
    { timers, paths, login: { username, password }, maxBodyBytes, ...secure },
  );
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.');
}
