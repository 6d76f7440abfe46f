import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { type ErasureCounts, NOTHING_ERASED } from './order.ts';
import { type Reach, turn, within } from './reach.ts';

/** Rows of one transaction. */
const SOME = 500;

/**
 * Forgets an e-mail address wherever it still waits; where its mail was sent or given up it is forgotten already. It says nothing of whose
 * the sale was, since anyone may have a receipt sent anywhere: so that is left alone.
 */
export async function eraseAddress(database: Database, reach: Reach, address: string): Promise<ErasureCounts> {
  for (let mails = 0; ; ) {
    const some = await turn(database, async (transaction) => {
      const erased = await sql`UPDATE receipt_mails SET address = NULL WHERE id IN (
        SELECT m.id FROM receipt_mails m JOIN workstations w ON w.id = m.workstation_id
        WHERE m.address IS NOT NULL AND lower(m.address) = lower(${address}) AND ${within(reach, 'w.store')} LIMIT ${SOME}
      ) AND address IS NOT NULL`.execute(transaction);
      return Number(erased.numAffectedRows ?? 0n);
    });
    mails += some;
    if (some === 0) return { ...NOTHING_ERASED, mails };
  }
}

export async function countAddress({ journal }: Database, reach: Reach, address: string): Promise<ErasureCounts> {
  const { rows } = await sql<{ mails: number }>`
    SELECT count(*) AS mails FROM receipt_mails m JOIN workstations w ON w.id = m.workstation_id
    WHERE m.address IS NOT NULL AND lower(m.address) = lower(${address}) AND ${within(reach, 'w.store')}
  `.execute(journal);
  return { ...NOTHING_ERASED, mails: rows[0]?.mails ?? 0 };
}
