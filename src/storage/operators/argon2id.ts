import crypto, { type Argon2Parameters } from 'node:crypto';
import { Fault } from '../../workstation/ports/fault.ts';

/** Derives a key with argon2id (RFC 9106). Injected, so that tests need not pay its price. */
export type Argon2id = (parameters: Argon2Parameters) => Promise<Uint8Array>;

const ofNode: Argon2id = (parameters) =>
  new Promise((resolve, reject) => {
    crypto.argon2('argon2id', parameters, (error, key) => (error === null ? resolve(key) : reject(error)));
  });

/** argon2id of the running Node, on its thread pool; null where Node is older than 24.7, which the types don't know of. */
export const argon2idOfNode: Argon2id | null = typeof crypto.argon2 === 'function' ? ofNode : null;

/** @throws Fault STORAGE_NO_ARGON2 where there is none: then nobody signs in. */
export function required(argon2id: Argon2id | null): Argon2id {
  if (argon2id !== null) return argon2id;
  throw new Fault('STORAGE_NO_ARGON2', `PINs need Node 24.7 or newer, and this is ${process.versions.node}`);
}
