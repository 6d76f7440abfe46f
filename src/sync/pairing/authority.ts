import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { utf8Bytes, utf8Text } from '../../domain/journal/utf8.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Identifiers } from '../../workstation/ports/time.ts';
import { issueCertificate } from './certificate.ts';
import type { SecretFiles } from './ports.ts';

const FILE = 'bus-authority.json';
const ORGANIZATION = 'Checkstand';

const fileSchema = z.strictObject({
  store: z.string(),
  hub: z.string(),
  ca: z.string(),
  caKey: z.string(),
  server: z.string(),
  serverKey: z.string(),
});

/** The store's own authority, as the hub holds it. */
export interface StoreAuthority {
  /** PEM. */
  readonly ca: string;
  readonly server: { readonly certificate: string; readonly privateKey: string };
  /** A certificate with which a box shows who it is, PEM. */
  forBox(box: string, publicKey: KeyObject): string;
}

/**
 * Opens the authority of this store, or makes it at the first start. One that is there and can't be read is never replaced: every box
 * of the store trusts it. @throws Fault SYNC_AUTHORITY_UNREADABLE; what the disk throws.
 */
export function openAuthority(files: SecretFiles, store: string, hub: string, ids: Identifiers): StoreAuthority {
  const bytes = files.read(FILE);
  const held = bytes === null ? create(files, store, hub, ids) : read(bytes);
  if (held.store !== store || held.hub !== hub) {
    throw new Fault('SYNC_AUTHORITY_UNREADABLE', `${FILE} belongs to ${held.hub} of ${held.store}`);
  }
  const privateKey = createPrivateKey(held.caKey);
  return {
    ca: held.ca,
    server: { certificate: held.server, privateKey: held.serverKey },
    forBox: (box, publicKey) =>
      issueCertificate(
        { name: box, organization: ORGANIZATION, publicKey, purpose: 'client', serial: ids.randomBytes(16) },
        { name: authorityName(store), organization: ORGANIZATION, privateKey },
      ),
  };
}

const authorityName = (store: string) => `${store} store`;

function read(bytes: Uint8Array): z.infer<typeof fileSchema> {
  try {
    const held = fileSchema.parse(JSON.parse(utf8Text(bytes) ?? ''));
    createPrivateKey(held.caKey);
    createPrivateKey(held.serverKey);
    return held;
  } catch {
    // Without the reason: it could quote the key.
    throw new Fault('SYNC_AUTHORITY_UNREADABLE', `${FILE} holds no authority; restore it from a backup`);
  }
}

function create(files: SecretFiles, store: string, hub: string, ids: Identifiers): z.infer<typeof fileSchema> {
  const root = newTlsKey();
  const server = newTlsKey();
  const issuer = { name: authorityName(store), organization: ORGANIZATION, privateKey: createPrivateKey(root) };
  const certificate = (name: string, key: string, purpose: 'authority' | 'server') =>
    issueCertificate(
      { name, organization: ORGANIZATION, publicKey: createPublicKey(key), purpose, serial: ids.randomBytes(16) },
      issuer,
    );
  const held = {
    ...{ store, hub, caKey: root, serverKey: server },
    ca: certificate(issuer.name, root, 'authority'),
    server: certificate(hub, server, 'server'),
  };
  files.write(FILE, utf8Bytes(JSON.stringify(held)));
  return held;
}

/** A P-256 key for TLS, PKCS #8 PEM. */
export function newTlsKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
