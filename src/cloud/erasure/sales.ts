import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { sha256 } from '../digest.ts';
import { isErased, receiptKey } from './keys.ts';
import { type ErasureCounts, NOTHING_ERASED } from './order.ts';
import { type Reach, turn, within } from './reach.ts';

export interface SaleId {
  readonly workstation_id: number;
  readonly transaction_id: string;
}

/** What a copy in quarantine says of its sale, as JSON: canonical bytes say it in one way. Found once for each, however many sales are asked for. */
const SALE_OF_COPY = sql.raw(
  String.raw`substring(convert_from(q.bytes, 'UTF8') FROM '"transactionId":("(?:[^"\\]|\\.)*")')`,
);

/** The sales that a receipt's number stands for in a store; several where boxes of it use one series. */
export async function salesByNumber({ journal }: Database, reach: Reach, number: string): Promise<SaleId[]> {
  const { rows } = await sql<SaleId>`
    SELECT o.workstation_id, o.transaction_id FROM orders o JOIN workstations w ON w.id = o.workstation_id
    WHERE o.receipt_number = ${number} AND ${within(reach, 'w.store')}
  `.execute(journal);
  return rows;
}

/** The sales that a token opens. `erased`: none any more. */
export async function salesByToken(
  { journal }: Database,
  reach: Reach,
  token: string,
): Promise<{ readonly sales: SaleId[]; readonly erased: boolean }> {
  const hash = sha256(token);
  const { rows } = await sql<SaleId>`
    SELECT r.workstation_id, r.transaction_id FROM receipts r JOIN workstations w ON w.id = r.workstation_id
    WHERE r.token_hash = ${hash} AND ${within(reach, 'w.store')}
  `.execute(journal);
  return { sales: rows, erased: rows.length === 0 && (await isErased(journal, receiptKey(hash))) };
}

/** Closes the receipts of sales for good, and takes away what else the cloud keeps beside the journal of whose they were. */
export function eraseSales(database: Database, sales: readonly SaleId[], now: number): Promise<ErasureCounts> {
  return turn(database, (transaction) => closeSales(transaction, sales, now));
}

/** The same within a transaction that does more. */
export async function closeSales(
  transaction: Transaction<Tables>,
  sales: readonly SaleId[],
  now: number,
): Promise<ErasureCounts> {
  if (sales.length === 0) return NOTHING_ERASED;
  const ids = sales.map(({ workstation_id }) => workstation_id);
  const list = sql`unnest(${ids}::integer[], ${sales.map((sale) => sale.transaction_id)}::text[])
    AS s (workstation_id, transaction_id)`;
  const at = new Date(now);
  // Whoever reads the journals of these boxes is waited for, and finds behind this what is not to be made again.
  await sql`SELECT FROM workstations WHERE id = ANY (${ids}::integer[]) ORDER BY id FOR NO KEY UPDATE`.execute(
    transaction,
  );
  const closed = await sql`
    INSERT INTO erased_receipts (workstation_id, transaction_id, erased_at)
    SELECT DISTINCT s.workstation_id, s.transaction_id, ${at}::timestamptz FROM ${list} ON CONFLICT DO NOTHING
    RETURNING workstation_id, transaction_id`.execute(transaction);
  await sql`INSERT INTO erasure_news (at, kind, subject, workstation_id)
    SELECT ${at}::timestamptz, 'receipt', closed.transaction_id, closed.workstation_id
    FROM jsonb_to_recordset(${JSON.stringify(closed.rows)}::jsonb) AS closed (workstation_id integer, transaction_id text)
    `.execute(transaction);
  await sql`
    WITH gone AS (
      DELETE FROM receipts r USING ${list} WHERE r.workstation_id = s.workstation_id AND r.transaction_id = s.transaction_id
      RETURNING r.token_hash
    )
    INSERT INTO erased_keys (hash, erased_at) SELECT DISTINCT sha256(token_hash), ${at}::timestamptz FROM gone
    ON CONFLICT DO NOTHING`.execute(transaction);
  const mails = await sql<{ waiting: boolean }>`
    DELETE FROM receipt_mails m USING ${list} WHERE m.workstation_id = s.workstation_id AND m.transaction_id = s.transaction_id
    RETURNING m.address IS NOT NULL AS waiting`.execute(transaction);
  const links = await sql`
    UPDATE reservations r SET transaction_id = '' FROM ${list}
    WHERE r.workstation_id = s.workstation_id AND r.transaction_id = s.transaction_id`.execute(transaction);
  // What is put aside of the journal itself is made again with it.
  const copies = await sql`
    DELETE FROM quarantine q USING ${list} WHERE q.workstation_id = s.workstation_id AND q.reason = 'otherHash'
      AND ${SALE_OF_COPY} = to_json(s.transaction_id)::text`.execute(transaction);
  return {
    ...NOTHING_ERASED,
    receipts: closed.rows.length,
    mails: mails.rows.filter(({ waiting }) => waiting).length,
    links: Number(links.numAffectedRows ?? 0n),
    copies: Number(copies.numAffectedRows ?? 0n),
  };
}

/** What closing them would take away. */
export async function countSales({ journal }: Database, sales: readonly SaleId[]): Promise<ErasureCounts> {
  const list = sql`unnest(${sales.map(({ workstation_id }) => workstation_id)}::integer[],
    ${sales.map(({ transaction_id }) => transaction_id)}::text[]) AS s (workstation_id, transaction_id)`;
  const { rows } = await sql<Pick<ErasureCounts, 'receipts' | 'mails' | 'links' | 'copies'>>`
    WITH list AS (SELECT DISTINCT workstation_id, transaction_id FROM ${list})
    SELECT
      (SELECT count(*) FROM list LEFT JOIN erased_receipts e USING (workstation_id, transaction_id)
        WHERE e.transaction_id IS NULL) AS receipts,
      (SELECT count(*) FROM list JOIN receipt_mails m USING (workstation_id, transaction_id)
        WHERE m.address IS NOT NULL) AS mails,
      (SELECT count(*) FROM list JOIN reservations USING (workstation_id, transaction_id)) AS links,
      (SELECT count(*) FROM list s JOIN quarantine q ON q.workstation_id = s.workstation_id AND q.reason = 'otherHash'
        AND ${SALE_OF_COPY} = to_json(s.transaction_id)::text) AS copies
  `.execute(journal);
  return { ...NOTHING_ERASED, ...rows[0] };
}
