/** Signs what boxes should be set to, with the office's own key. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { DESIRED_KEY, desiredSchema, type FieldValue, signedText } from '../../domain/feed/desired.ts';
import type { FeedConfig } from '../../domain/feed/values.ts';
import type { Database } from '../database/connect.ts';
import { sharedSecret } from '../database/secret.ts';
import type { Target } from './audience.ts';
import { type Published, type Publisher, publishing } from './publish.ts';

/** PKCS #8 of an Ed25519 key but for its 32 bytes. Source: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs what a target's boxes should be set to; the values of their rows. */
export interface ConfigSigner {
  /** `x` of the JWK of the key that boxes are to trust. */
  readonly x: string;
  /** @throws ZodError for what can't be signed. */
  sign(target: Target, version: number, fields: Readonly<Record<string, FieldValue>>, expiresAt: Date): FeedConfig;
}

export async function configSigner(database: Database): Promise<ConfigSigner> {
  const seed = await sharedSecret(database, 'config');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  const keyId = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return {
    x,
    sign(target, version, fields, expiresAt) {
      const desired = desiredSchema.parse({
        version,
        store: target.scope === 'retailer' ? null : target.store,
        workstation: target.scope === 'workstation' ? target.workstation : null,
        expiresAt: expiresAt.toISOString(),
        fields,
      });
      const body = JSON.stringify(desired);
      return { body, keyId, signature: sign(null, Buffer.from(signedText(body)), key).toString('base64url') };
    },
  };
}

/** `x` of the JWK of the key that boxes are to trust. */
export async function configKey(database: Database): Promise<string> {
  return (await configSigner(database)).x;
}

/**
 * Publishes the whole of what a scope's boxes should be set to. Which fields there are, the boxes know, and say of each that they don't take.
 * @throws what the database says; ZodError for what can't be signed.
 */
export async function publishConfig(
  database: Database,
  retailer: string,
  target: Target,
  fields: Readonly<Record<string, FieldValue>>,
  expiresAt: Date,
): Promise<Published> {
  const signer = await configSigner(database);
  return publishing(database.journal, retailer, (publisher) =>
    publisher.put([
      {
        ...{ target, collection: 'config', key: DESIRED_KEY },
        value: signer.sign(target, configVersion(publisher), fields, expiresAt),
      },
    ]),
  );
}

/**
 * The version of a configuration that is published next: one that no box of the retailer has met, in whichever scope. A box takes a newer one
 * only, and may be set by its own scope today and by its store's tomorrow.
 */
export function configVersion(publisher: Publisher): number {
  return publisher.version() + 1;
}
