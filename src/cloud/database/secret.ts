import { randomBytes } from 'node:crypto';
import type { Database } from './connect.ts';

const SECRET_BYTES = 32;

/** A secret that every copy of the cloud shares: the first one that needs it makes it. */
export async function sharedSecret({ journal }: Database, name: string): Promise<Uint8Array> {
  await journal
    .insertInto('secrets')
    .values({ name, bytes: randomBytes(SECRET_BYTES) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await journal.selectFrom('secrets').select('bytes').where('name', '=', name).executeTakeFirstOrThrow();
  return row.bytes;
}
