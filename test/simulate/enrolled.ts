import { sql } from 'kysely';
import { connectDatabase } from '../../src/cloud/database/connect.ts';
import { DEFAULT_RETAILER } from '../../src/cloud/feed/audience.ts';
import { publishIn } from '../../src/cloud/feed/publish.ts';
import type { Device } from '../fixtures/cloud.ts';

/** Lanes of one store. */
const STORE_LANES = 10;
const NO_LIMIT = 0;

/**
 * What ten thousand enrolments leave behind, in one transaction: the keys, and each store's rows of them in the feed. One by one, as codes do
 * it, they wait for one another at the retailer's feed, which takes minutes and is not what a simulation of sales measures.
 */
export async function enrolFleet(databaseUrl: string, devices: readonly Device[]): Promise<void> {
  const database = connectDatabase(databaseUrl, 1, () => {}, NO_LIMIT);
  const enrolled = devices.map((device, at) => ({ ...device, store: `s${Math.floor(at / STORE_LANES) + 1}` }));
  try {
    await database.journal.transaction().execute(async (transaction) => {
      await sql`
        INSERT INTO workstations (store, name, public_key, key_id)
        SELECT store, name, decode(key, 'hex'), key_id FROM unnest(
          ${enrolled.map(({ store }) => store)}::text[], ${enrolled.map(({ name }) => name)}::text[],
          ${enrolled.map(({ publicKey }) => Buffer.from(publicKey, 'base64url').toString('hex'))}::text[],
          ${enrolled.map(({ signer }) => signer.keyId)}::text[]
        ) AS each (store, name, key, key_id)`.execute(transaction);
      const rows = enrolled.map(({ store, name, publicKey, signer }) => ({
        target: { scope: 'store', store } as const,
        collection: 'workstations' as const,
        key: name,
        value: { keyId: signer.keyId, publicKey },
      }));
      await publishIn(transaction, DEFAULT_RETAILER, (publisher) => publisher.put(rows));
    });
    // As a database has it that has known its workstations for longer than a moment.
    await sql`ANALYZE workstations`.execute(database.journal);
  } finally {
    await database.close();
  }
}
