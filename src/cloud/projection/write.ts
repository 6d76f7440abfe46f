import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { sha256 } from '../digest.ts';
import type { Rows } from './plan.ts';

/** Writes what some entries come to, a statement for each table. @throws what the database says. */
export async function writeRows(db: Kysely<Tables>, rows: Rows): Promise<void> {
  const sales = rows.sales.map(({ key, order }) => ({ key, ...order }));
  const numbered = <Row extends object>(of: (sale: (typeof sales)[number]) => readonly Row[]) =>
    sales.flatMap((sale) => of(sale).map((row, at) => ({ ...sale.key, number: at + 1, ...row })));
  const receipts = sales.map(({ key, receiptToken }) => ({
    ...key,
    token_hash: `\\x${sha256(receiptToken).toString('hex')}`,
  }));

  await add(db, 'transaction_entries', rows.indexed);
  await add(
    db,
    'orders',
    sales.map(({ key, head }) => ({ ...key, ...head })),
  );
  await add(
    db,
    'order_lines',
    numbered(({ lines }) => lines),
  );
  await add(
    db,
    'order_modifiers',
    sales.flatMap(({ key, modifiers }) => modifiers.map((row) => ({ ...key, ...row }))),
  );
  await add(
    db,
    'order_tenders',
    numbered(({ tenders }) => tenders),
  );
  await add(
    db,
    'order_taxes',
    numbered(({ taxes }) => taxes),
  );
  // What a later epoch says again, or another before it, is passed over.
  await addNew(db, 'sold_epcs', rows.tags);
  await addReceipts(db, receipts);
  if (rows.events.length > 0) {
    const values = rows.events.map(({ workstation_id, said, record: { kind, recordedAt, businessDay, body } }) => {
      const row = { kind, recorded_at: recordedAt, business_day: businessDay, body: JSON.stringify(body) };
      return { workstation_id, said, ...row };
    });
    await db
      .insertInto('workstation_events')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (rows.aside.length > 0) {
    await db
      .insertInto('quarantine')
      .values([...rows.aside])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (rows.alarms.length > 0) {
    await db
      .insertInto('alarms')
      .values([...rows.alarms])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What was erased is not made again, however often all is: its token is only known as one that opens nothing any more. */
async function addReceipts(db: Kysely<Tables>, receipts: readonly object[]): Promise<void> {
  if (receipts.length === 0) return;
  await sql`
    WITH given AS (SELECT * FROM jsonb_populate_recordset(NULL::receipts, ${JSON.stringify(receipts)}::jsonb)),
    closed AS (
      INSERT INTO erased_keys (hash, erased_at) SELECT sha256(g.token_hash), e.erased_at
      FROM given g JOIN erased_receipts e USING (workstation_id, transaction_id) ON CONFLICT DO NOTHING
    )
    INSERT INTO receipts (token_hash, workstation_id, transaction_id)
    SELECT g.token_hash, g.workstation_id, g.transaction_id FROM given g WHERE NOT EXISTS (
      SELECT FROM erased_receipts e WHERE e.workstation_id = g.workstation_id AND e.transaction_id = g.transaction_id
    ) ON CONFLICT DO NOTHING`.execute(db);
}

type Table = keyof Tables & string;

/** As one parameter, however many rows: a statement takes 65535 at most, and one text is planned for all. */
async function add(db: Kysely<Tables>, table: Table, rows: readonly object[], otherwise = sql``): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)));
  await sql`
    INSERT INTO ${sql.table(table)} (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb) ${otherwise}
  `.execute(db);
}

function addNew(db: Kysely<Tables>, table: Table, rows: readonly object[]): Promise<void> {
  return add(db, table, rows, sql`ON CONFLICT DO NOTHING`);
}
