import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { utf8Bytes, utf8Text } from '../../domain/journal/utf8.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { hashPassword, newPassword, passwordMatches } from '../hub/password.ts';
import type { DirectoryStore } from '../store-bus/keyring.ts';
import { type BoxRole, boxId, publicKey, storeId } from '../wire/names.ts';
import { newTlsKey, type StoreAuthority } from './authority.ts';
import type { Joined } from './join.ts';
import type { SecretFiles } from './ports.ts';
import type { StoreRegistry } from './registry.ts';

const ACCESS = 'bus-access.json';
const DIRECTORY = 'bus-directory.json';

const membershipSchema = z.strictObject({
  store: storeId,
  box: boxId,
  hub: z.strictObject({ box: boxId, x: publicKey }),
  ca: z.string(),
  certificate: z.string(),
  privateKey: z.string(),
  password: z.string(),
  host: z.string(),
  port: z.int(),
});

/** What a box needs to get on its store's bus, as pairing gave it. */
export type Membership = z.infer<typeof membershipSchema>;

/** Null before this box was paired. @throws Fault SYNC_MEMBERSHIP_UNREADABLE: it is never taken for "not paired". */
export function readMembership(files: SecretFiles): Membership | null {
  const bytes = files.read(ACCESS);
  if (bytes === null) return null;
  try {
    return membershipSchema.parse(JSON.parse(utf8Text(bytes) ?? ''));
  } catch {
    // Without the reason: it could quote the password.
    throw new Fault('SYNC_MEMBERSHIP_UNREADABLE', `${ACCESS} is damaged; pair this box again`);
  }
}

/** Keeps what pairing gave. The list of keys goes first: a box with access and no list would believe nobody. */
export function keepMembership(
  files: SecretFiles,
  box: string,
  host: string,
  { answer, privateKey }: Joined,
): Membership {
  const { store, hub, ca, certificate, password, busPort } = answer;
  const membership = { store, box, hub, ca, certificate, privateKey, password, host, port: busPort };
  directoryStore(files).save(answer.directory);
  files.write(ACCESS, utf8Bytes(JSON.stringify(membership)));
  return membership;
}

/** The list of public keys on this box's disk. */
export function directoryStore(files: SecretFiles): DirectoryStore {
  return {
    load() {
      const bytes = files.read(DIRECTORY);
      try {
        return bytes === null ? null : JSON.parse(utf8Text(bytes) ?? '');
      } catch {
        // Damaged: as good as none, and the hub's retained list brings it back.
        return null;
      }
    },
    save: (signed) => files.write(DIRECTORY, utf8Bytes(JSON.stringify(signed))),
  };
}

export interface HubSelf {
  readonly store: string;
  readonly box: string;
  readonly roles: readonly BoxRole[];
  readonly x: string;
  readonly port: number;
}

/** The hub's own membership: it speaks on its bus as every box does, and needs no code for it. */
export async function hubMembership(
  files: SecretFiles,
  authority: StoreAuthority,
  registry: StoreRegistry,
  self: HubSelf,
): Promise<Membership> {
  const { store, box, roles, x, port } = self;
  const held = readMembership(files);
  const account = registry.account(box);
  const sameRoles = account !== null && account.roles.join() === roles.join();
  if (held !== null && held.hub.x === x && sameRoles && (await passwordMatches(account.passwordHash, held.password))) {
    return { ...held, port };
  }
  const privateKey = newTlsKey();
  const certificate = authority.forBox(box, createPublicKey(privateKey));
  const password = newPassword();
  const membership = {
    store,
    box,
    hub: { box, x },
    ca: authority.ca,
    certificate,
    privateKey,
    password,
    host: '127.0.0.1',
    port,
  };
  const outcome = registry.admit(box, roles, x, await hashPassword(password));
  if (outcome !== 'admitted') throw new Fault('SYNC_REGISTRY_UNREADABLE', `the hub cannot list itself: ${outcome}`);
  files.write(ACCESS, utf8Bytes(JSON.stringify(membership)));
  return membership;
}
