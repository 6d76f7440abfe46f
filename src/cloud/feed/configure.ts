/** Signs what boxes should be set to, with the office's own key. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { sql } from 'kysely';
import { DESIRED_KEY, desiredSchema, type FieldValue, signedText } from '../../domain/feed/desired.ts';
import { feedConfigSchema } from '../../domain/feed/values.ts';
import type { Database } from '../database/connect.ts';
import { sharedSecret } from '../database/secret.ts';
import { ownedBy, type Target } from './audience.ts';
import { type Published, publishing } from './publish.ts';

/** PKCS #8 of an Ed25519 key but for its 32 bytes. Source: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

async function configSigner(database: Database) {
  const seed = await sharedSecret(database, 'config');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  return { key, x };
}

/** `x` of the JWK of the key that boxes are to trust. */
export async function configKey(database: Database): Promise<string> {
  return (await configSigner(database)).x;
}

/**
 * Publishes the whole of what a scope's boxes should be set to, under the next version. Which fields there are, the boxes know, and say of
 * each that they don't take. @throws what the database says; ZodError for what can't be signed.
 */
export async function publishConfig(
  database: Database,
  retailer: string,
  target: Target,
  fields: Readonly<Record<string, FieldValue>>,
  expiresAt: Date,
): Promise<Published> {
  const { key, x } = await configSigner(database);
  const keyId = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  const { scope, owner } = ownedBy(target);
  const { rows } = await sql<{
    value: string;
  }>`SELECT value FROM feed_rows WHERE retailer = ${retailer} AND scope = ${scope}
    AND owner = ${owner} AND collection = 'config' AND key = ${DESIRED_KEY} AND value IS NOT NULL`.execute(
    database.journal,
  );
  const before =
    rows[0] === undefined
      ? 0
      : desiredSchema.parse(JSON.parse(feedConfigSchema.parse(JSON.parse(rows[0].value)).body)).version;
  const desired = desiredSchema.parse({
    version: before + 1,
    store: target.scope === 'retailer' ? null : target.store,
    workstation: target.scope === 'workstation' ? target.workstation : null,
    expiresAt: expiresAt.toISOString(),
    fields,
  });
  const body = JSON.stringify(desired);
  const signature = sign(null, Buffer.from(signedText(body)), key).toString('base64url');
  const value = { body, keyId, signature };
  return publishing(database.journal, retailer, (publisher) =>
    publisher.put([{ target, collection: 'config', key: DESIRED_KEY, value }]),
  );
}
