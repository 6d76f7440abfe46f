import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { camelled, type OrderDocument, orderDocument } from '../projection/order-document.ts';

/** What an export is of. Days are store-local dates (YYYY-MM-DD), both included. */
export interface Span {
  /** Null: every store. */
  readonly store: string | null;
  readonly from: string;
  readonly to: string;
}

export interface Sale extends OrderDocument {
  readonly store: string;
  readonly workstation: string;
  readonly transactionId: string;
  readonly epcs: readonly string[];
  readonly returnedEpcs: readonly string[];
}

/** Orders that are in memory at a time. */
const PAGE = 100;

interface Key {
  readonly workstation_id: number;
  readonly business_day: string;
  readonly transaction_id: string;
}

/**
 * Sales and returns of a span, by box, day and transaction; practice is left out. A page at a time, each read for itself: no statement or
 * transaction stays open while whoever asked takes their time.
 */
export async function* salesOf(db: Kysely<Tables>, span: Span, pageSize = PAGE): AsyncGenerator<Sale> {
  for (let after: Key | null = null; ; ) {
    const page: readonly (Key & Record<string, unknown>)[] = await pageAfter(db, span, after, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* await whole(db, page);
    after = last;
  }
}

/** How many lines an export will have. */
export async function countLines(db: Kysely<Tables>, { store, from, to }: Span): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    SELECT count(*) AS lines FROM order_lines l
    JOIN orders o USING (workstation_id, transaction_id) JOIN workstations w ON w.id = o.workstation_id
    WHERE NOT o.training AND o.business_day BETWEEN ${from}::date AND ${to}::date
      AND (${store}::text IS NULL OR w.store = ${store})
  `.execute(db);
  return rows[0]?.lines ?? 0;
}

async function pageAfter(db: Kysely<Tables>, { store, from, to }: Span, after: Key | null, pageSize: number) {
  const behind =
    after === null
      ? sql`TRUE`
      : sql`(o.workstation_id, o.business_day, o.transaction_id COLLATE "C")
          > (${after.workstation_id}, ${after.business_day}::date, ${after.transaction_id})`;
  const { rows } = await sql<Key & Record<string, unknown>>`
    SELECT o.workstation_id, o.transaction_id, w.store, w.name AS workstation, o.receipt_number,
      o.business_day::text AS business_day, to_char(o.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS completed_at,
      o.training, o.return_of, o.currency, o.gross, o.discount, o.tax, o.total, o.content_hash
    FROM orders o JOIN workstations w ON w.id = o.workstation_id
    WHERE NOT o.training AND o.business_day BETWEEN ${from}::date AND ${to}::date
      AND (${store}::text IS NULL OR w.store = ${store}) AND ${behind}
    ORDER BY o.workstation_id, o.business_day, o.transaction_id COLLATE "C" LIMIT ${pageSize}
  `.execute(db);
  return rows;
}

type PartTable = 'order_lines' | 'order_modifiers' | 'order_tenders' | 'order_taxes' | 'sold_epcs';

async function whole(db: Kysely<Tables>, page: readonly (Key & Record<string, unknown>)[]): Promise<Sale[]> {
  const ids = page.map(({ workstation_id }) => workstation_id);
  const transactions = page.map(({ transaction_id }) => transaction_id);
  const parts = async <Table extends PartTable>(table: Table): Promise<Map<string, Selected<Table>[]>> => {
    const { rows } = await sql<Selected<Table> & Key>`
      SELECT p.* FROM unnest(${ids}::integer[], ${transactions}::text[]) AS asked (workstation_id, transaction_id)
      JOIN ${sql.table(table)} p USING (workstation_id, transaction_id)
      ORDER BY ${sql.raw(table === 'sold_epcs' ? 'key' : table === 'order_modifiers' ? 'line, number' : 'number')}
    `.execute(db);
    return Map.groupBy(rows, ({ workstation_id, transaction_id }) => `${workstation_id} ${transaction_id}`);
  };
  const [lines, modifiers, tenders, taxes, epcs] = await Promise.all([
    parts('order_lines'),
    parts('order_modifiers'),
    parts('order_tenders'),
    parts('order_taxes'),
    parts('sold_epcs'),
  ]);
  return page.map(({ workstation_id, transaction_id, store, workstation, ...head }) => {
    const key = `${workstation_id} ${transaction_id}`;
    const tags = epcs.get(key) ?? [];
    const document = orderDocument({
      head: head as unknown as Parameters<typeof orderDocument>[0]['head'],
      lines: (lines.get(key) ?? []).map(stripped),
      modifiers: modifiers.get(key) ?? [],
      tenders: (tenders.get(key) ?? []).map(stripped),
      taxes: (taxes.get(key) ?? []).map(stripped),
    });
    return {
      ...camelled({ transaction_id }),
      store: String(store),
      workstation: String(workstation),
      ...document,
      epcs: tags.filter(({ action }) => action === 'sold').map(({ epc }) => epc),
      returnedEpcs: tags.filter(({ action }) => action === 'returned').map(({ epc }) => epc),
    };
  });
}

type Selected<Table extends PartTable> = Tables[Table];

/** A part without what names its order, which stands above it. */
function stripped<Row extends { workstation_id: number; transaction_id: string; number: number }>(row: Row) {
  const { workstation_id, transaction_id, number, ...rest } = row;
  return rest;
}
