import { hash } from 'node:crypto';
import { canonicalBytes, type JsonValue } from '../../domain/journal/canonical.ts';
import type { JournalRecord } from '../../domain/journal/record.ts';
import { readTransactionEvent, type TransactionEvent } from '../../domain/transaction/events.ts';
import { evolve } from '../../domain/transaction/evolve.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { OrderModifiersTable } from '../database/projection-tables.ts';
import type { OrderLinesTable, OrdersTable, OrderTaxesTable, OrderTendersTable } from '../database/tables.ts';

type Plain<Row> = Omit<Row, 'workstation_id' | 'transaction_id' | 'number'>;

/** A completed transaction as the back office's tables say it. */
export interface Order {
  readonly head: Plain<OrdersTable>;
  readonly lines: readonly Plain<OrderLinesTable>[];
  readonly modifiers: readonly Omit<OrderModifiersTable, 'workstation_id' | 'transaction_id'>[];
  readonly tenders: readonly Plain<OrderTendersTable>[];
  readonly taxes: readonly Plain<OrderTaxesTable>[];
  /** Opens the digital receipt. */
  readonly receiptToken: string;
}

export type ProjectedOrder =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'notUnderstood'; readonly why: string };

/**
 * The order that the records of one transaction come to: by epoch in the order in which the epochs came, by number within. A record
 * that was recorded again in a later epoch counts once.
 * @param reads what was read of some of them before.
 */
export function orderOf(
  transactionId: string,
  epochs: readonly (readonly JournalRecord[])[],
  reads: ReadonlyMap<JournalRecord, ReturnType<typeof readTransactionEvent>> = new Map(),
): ProjectedOrder {
  const records = onceEach(epochs);
  let state: Transaction | null = null;
  let completed: { readonly event: Completed; readonly record: JournalRecord } | null = null;
  try {
    for (const record of records) {
      const read = reads.get(record) ?? readTransactionEvent(record.kind, record.v, record.body);
      if (read.kind === 'notOfTransaction') continue;
      if (read.kind === 'invalid') return { kind: 'notUnderstood', why: read.problem };
      if (read.event.kind === 'TransactionCompleted') completed = { event: read.event, record };
      state = evolve(state, transactionId, read.event);
    }
  } catch (error) {
    return { kind: 'notUnderstood', why: error instanceof Error ? error.message : String(error) };
  }
  if (state?.totals == null || completed === null)
    return { kind: 'notUnderstood', why: 'it was completed without totals' };
  return tables(state, state.totals, completed.event, completed.record);
}

type Completed = Extract<TransactionEvent, { kind: 'TransactionCompleted' }>;

function tables(
  { lines, currency, training, returnOf }: Transaction,
  totals: NonNullable<Transaction['totals']>,
  { body }: Completed,
  record: JournalRecord,
): ProjectedOrder {
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  const rows: Plain<OrderLinesTable>[] = [];
  const modifiers: Order['modifiers'][number][] = [];
  for (const { lineId, gross, discount, net, tax, modifiers: own } of totals.lines) {
    const line = byId.get(lineId);
    if (line === undefined) return { kind: 'notUnderstood', why: `line ${lineId} was agreed on and never added` };
    const { item, quantity, grams } = line;
    rows.push({ line_id: lineId, item_id: item.id, name: item.name, quantity, grams, gross, discount, net, tax });
    for (const [index, { promotionId, title, amount, fundedBy }] of own.entries()) {
      const reason = { promotion_id: promotionId, title, amount, funded_by: fundedBy ?? null };
      modifiers.push({ line: rows.length, number: index + 1, ...reason });
    }
  }
  const paid = body.tenders.reduce((sum, { amount }) => sum + amount, 0);
  if (paid !== totals.total) return { kind: 'notUnderstood', why: `${paid} was paid of ${totals.total}` };
  const head = {
    receipt_number: body.receiptNumber,
    business_day: record.businessDay,
    completed_at: body.completedAt,
    training,
    return_of: returnOf?.transactionId ?? null,
    currency,
    gross: totals.gross,
    discount: totals.discount,
    tax: totals.tax,
    total: totals.total,
  };
  const tenders = body.tenders.map(({ attemptId, tender, amount }) => ({ attempt_id: attemptId, tender, amount }));
  const taxes = totals.taxes.map(({ code, percent, base, tax }) => ({ code, percent, base, tax }));
  const content: JsonValue = { head, lines: rows, modifiers: [...modifiers], tenders, taxes };
  if (JSON.stringify(content).includes('\\u0000')) return { kind: 'notUnderstood', why: 'a text holds a NUL' };
  const content_hash = hash('sha256', canonicalBytes(content), 'hex');
  return {
    kind: 'order',
    order: { head: { ...head, content_hash }, lines: rows, modifiers, tenders, taxes, receiptToken: body.receiptToken },
  };
}

/**
 * Records of all epochs, each once. What a new epoch records again says the same at the same instant; what says the same twice within
 * one epoch happened twice.
 */
export function onceEach(epochs: readonly (readonly JournalRecord[])[]): JournalRecord[] {
  const [only] = epochs;
  if (only !== undefined && epochs.length === 1) return [...only];
  const merged: JournalRecord[] = [];
  const times = new Map<string, number>();
  for (const records of epochs) {
    const here = new Map<string, number>();
    for (const record of records) {
      const said = saying(record);
      const count = (here.get(said) ?? 0) + 1;
      here.set(said, count);
      if (count <= (times.get(said) ?? 0)) continue;
      times.set(said, count);
      merged.push(record);
    }
  }
  return merged;
}

/** SHA-256 over what a record says, hexadecimal. */
export function saidHash(record: JournalRecord): string {
  return hash('sha256', saying(record), 'hex');
}

/** What a record says, without its place in the chain. Its body is canonical: the same things said are the same text. */
function saying({ kind, v, body, recordedAt, businessDay }: JournalRecord): string {
  return JSON.stringify([kind, v, body, recordedAt, businessDay]);
}
