import { createHash, createPublicKey, randomInt, verify } from 'node:crypto';
import type { Transaction } from 'kysely';
import { type EnrolmentReply, type EnrolmentRequest, enrolmentText, plainCode } from '../../sync/wire/identity.ts';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { retailerOf } from '../feed/audience.ts';
import { publishIn } from '../feed/publish.ts';
import { CloudProblem } from '../problem.ts';

/** Crockford's base 32. Source: crockford.com/base32.html. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 60 bits, for ten minutes, a few tries a minute. */
const CODE_LENGTH = 12;
export const CODE_MINUTES = 10;

const codeHash = (code: string): Buffer =>
  createHash('sha256')
    .update(`checkstand code ${plainCode(code)}`)
    .digest();

/** A new one-time code for one workstation, "7KQ0-M1XZ-49AB". It is kept nowhere but in the answer. */
export async function issueCode(
  { journal }: Database,
  store: string,
  workstation: string,
  now: number,
): Promise<string> {
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  await journal
    .insertInto('enrolment_codes')
    .values({
      code_hash: codeHash(code),
      store,
      workstation,
      expires_at: new Date(now + CODE_MINUTES * 60_000),
      used_at: null,
    })
    .execute();
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * Enrols a key by a one-time code. A workstation that was enrolled before gets the new key instead of the old one, which from then on
 * opens nothing: the box was replaced.
 * @throws CloudProblem ENROLMENT_REFUSED, one answer for every reason.
 */
export async function enrol({ journal }: Database, request: EnrolmentRequest, now: number): Promise<EnrolmentReply> {
  const { code, store, workstation, publicKey } = request;
  const refused = () =>
    new CloudProblem('ENROLMENT_REFUSED', 'The code is wrong, used or too old, or not for this workstation.');
  if (!proves(request)) throw refused();
  const keyId = thumbprint(publicKey);
  return journal.transaction().execute(async (transaction) => {
    const used = await transaction
      .updateTable('enrolment_codes')
      .set({ used_at: new Date(now) })
      .where('code_hash', '=', codeHash(code))
      .where('store', '=', store)
      .where('workstation', '=', workstation)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(now))
      .executeTakeFirst();
    if (used.numUpdatedRows !== 1n) throw refused();
    const key = { public_key: Buffer.from(publicKey, 'base64url'), key_id: keyId };
    const taken = await transaction
      .selectFrom('workstations')
      .select('id')
      .where('key_id', '=', keyId)
      .where((row) => row.or([row('store', '!=', store), row('name', '!=', workstation)]))
      .executeTakeFirst();
    if (taken !== undefined) throw refused();
    await transaction
      .insertInto('workstations')
      .values({ store, name: workstation, ...key, revoked_at: null })
      .onConflict((conflict) =>
        conflict.columns(['store', 'name']).doUpdateSet({ ...key, enrolled_at: new Date(now), revoked_at: null }),
      )
      .execute();
    await tellStore(transaction, store, workstation, { keyId, publicKey });
    return { store, workstation, keyId };
  });
}

/** Its store's boxes know the key from the feed, so that they can check one another with no network. */
async function tellStore(
  transaction: Transaction<Tables>,
  store: string,
  workstation: string,
  value: { readonly keyId: string; readonly publicKey: string } | null,
): Promise<void> {
  const row = { target: { scope: 'store', store }, collection: 'workstations', key: workstation, value } as const;
  await publishIn(transaction, await retailerOf(transaction, store), (publisher) => publisher.put([row]));
}

/** From now on the workstation's key opens nothing. False when there is no such workstation. */
export async function revoke({ journal }: Database, store: string, workstation: string, now: number): Promise<boolean> {
  const revoked = await journal
    .updateTable('workstations')
    .set({ revoked_at: new Date(now) })
    .where('store', '=', store)
    .where('name', '=', workstation)
    .executeTakeFirst();
  // The key opens nothing from here on, whatever the feed has to wait for.
  await journal.transaction().execute((transaction) => tellStore(transaction, store, workstation, null));
  return revoked.numUpdatedRows === 1n;
}

/** Forgets codes that are of no more use. */
export async function forgetCodes({ journal }: Database, now: number): Promise<void> {
  await journal.deleteFrom('enrolment_codes').where('expires_at', '<', new Date(now)).execute();
}

function proves(request: EnrolmentRequest): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: request.publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(enrolmentText(request)), key, Buffer.from(request.proof, 'base64url'));
  } catch {
    return false;
  }
}

/** RFC 7638, section 3; the members of an OKP key are those of RFC 8037, section 2. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}
