import { existsSync } from 'node:fs';
import type { FeedOperator } from '../../domain/feed/values.ts';
import { immediately, openConnection } from '../database/connection.ts';
import { emptyLog, openDurable } from '../database/durability.ts';
import { migrate } from '../database/migration.ts';
import { keepPrivate } from '../operators/private-file.ts';
import { OPERATORS_SCHEMA } from '../operators/schema.ts';
import { type OperatorRow, operatorTables } from '../operators/tables.ts';
import { readAbout } from './about.ts';
import { feedRows } from './rows.ts';

/** Most staff of one store. */
const MOST_STAFF = 10_000;
const AUTO_CHECKPOINT_PAGES = 64;

/**
 * Makes the staff file say what the feed does, where the feed has ever had staff; else it stays as it is. Wrong
 * tries are never forgiven here: what is published often would forgive them often. @throws Fault STORAGE_*
 */
export function publishStaff(catalogue: string, operators: string): void {
  const wanted = staffOf(catalogue);
  if (wanted === null) return;
  if (!existsSync(operators) && wanted.length === 0) return;
  keepPrivate(operators);
  const connection = openDurable(operators, { autoCheckpoint: AUTO_CHECKPOINT_PAGES, overwrites: true });
  try {
    migrate(connection, OPERATORS_SCHEMA);
    const tables = operatorTables(connection);
    const ids = new Set(wanted.map(({ id }) => id));
    immediately(connection, () => {
      for (const { id } of tables.operators()) if (!ids.has(id)) tables.remove(id);
      for (const row of wanted) {
        const before = tables.operator(row.id);
        if (before?.name === row.name && before.role === row.role && before.pin === row.pin) continue;
        tables.remove(row.id);
        tables.insert(row);
      }
    });
    emptyLog(connection);
  } finally {
    connection.close();
  }
}

function staffOf(catalogue: string): OperatorRow[] | null {
  const connection = openConnection(catalogue, { mustExist: true });
  try {
    if (readAbout(connection)?.collections.operators === undefined) return null;
    return feedRows(connection, new Map())
      .allInForce('operators', '', MOST_STAFF)
      .map(({ key, value }) => ({ id: key, ...(JSON.parse(value) as FeedOperator) }));
  } finally {
    connection.close();
  }
}
