import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../workstation/ports/fault.ts';

/** Who a device or broker takes us for, and whose certificate is believed. Never logged, never in a message. */
export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  /** PEM of the authority or the device's own certificate; the system's authorities where there is none. */
  readonly ca?: string;
}

const path = z.string().min(1).max(400);
const secret = z.string().min(1).max(256);
const MOST_BYTES = 262_144;

/** The options that say it, for one address of a device. A password is better kept in a file that only the service can read. */
export const credentialOptions = {
  username: z.string().min(1).max(128).optional(),
  password: secret.optional(),
  passwordFile: path.optional(),
  caFile: path.optional(),
};

const schema = z.strictObject(credentialOptions);

/** What we show to a device that calls us: certificate and key, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads what the options of a binding say.
 * @param id names the device in the message.
 * @throws Fault DEVICE_BINDING: both a password and a file with one, a password and no name, a file that can't be read.
 */
export function credentialsOf(id: string, options: z.infer<typeof schema>): Credentials {
  const { username, passwordFile, caFile } = options;
  if (options.password !== undefined && passwordFile !== undefined) {
    throw new Fault('DEVICE_BINDING', `options of ${id}: password and passwordFile are both set`);
  }
  const password = passwordFile === undefined ? options.password : read(id, 'passwordFile', passwordFile).trimEnd();
  if (password !== undefined && username === undefined) {
    throw new Fault('DEVICE_BINDING', `options of ${id}: a password needs a username`);
  }
  const ca = caFile === undefined ? undefined : read(id, 'caFile', caFile);
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
  };
}

/**
 * Reads certificate and key; null where neither is named.
 * @throws Fault DEVICE_BINDING: one without the other, a file that can't be read.
 */
export function identityOf(
  id: string,
  { listenCertFile, listenKeyFile }: { readonly listenCertFile?: string; readonly listenKeyFile?: string },
): Identity | null {
  if (listenCertFile === undefined && listenKeyFile === undefined) return null;
  if (listenCertFile === undefined || listenKeyFile === undefined) {
    throw new Fault('DEVICE_BINDING', `options of ${id}: listenCertFile and listenKeyFile need each other`);
  }
  return { cert: read(id, 'listenCertFile', listenCertFile), key: read(id, 'listenKeyFile', listenKeyFile) };
}

function read(id: string, option: string, file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Fault('DEVICE_BINDING', `options of ${id}: ${option} cannot be read`, { cause });
  }
  const usable = bytes.length > 0 && bytes.length <= MOST_BYTES;
  if (!usable) throw new Fault('DEVICE_BINDING', `options of ${id}: ${option} is empty or too large`);
  return bytes.toString('utf8');
}
