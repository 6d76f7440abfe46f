import type { ColumnType } from 'kysely';
import type { JsonValue } from '../../domain/journal/canonical.ts';

/** A tag that changed hands with a completed transaction. */
export interface SoldEpcsTable {
  readonly workstation_id: number;
  readonly transaction_id: string;
  /** Its key in the stores' sold ledgers, lowercase hexadecimal. */
  readonly key: string;
  /** Its memory, uppercase hexadecimal. */
  readonly epc: string;
  readonly action: 'sold' | 'returned';
  /** The sale that a return takes back. */
  readonly cancels: string | null;
}

/** A price change on a line, with its reason. `amount` is what came off: minor units of the order's currency. */
export interface OrderModifiersTable {
  readonly workstation_id: number;
  readonly transaction_id: string;
  /** Of the line. */
  readonly line: number;
  readonly number: number;
  readonly promotion_id: string;
  readonly title: string;
  readonly amount: number;
  readonly funded_by: string | null;
}

/** What a box told outside any transaction. */
export interface WorkstationEventsTable {
  readonly workstation_id: number;
  /** SHA-256 over all that is said, so that what a later epoch records again counts once. */
  readonly said: Buffer;
  readonly kind: string;
  /** By the box's clock, which orders nothing. */
  readonly recorded_at: string;
  readonly business_day: string;
  readonly body: ColumnType<JsonValue, string, never>;
}

/** What was understood before did not have all of this: it is thrown away, and the workers read the journal anew. */
export const READ_ANEW = `TRUNCATE projection_cursors, transaction_entries, orders, order_lines, order_tenders, order_taxes`;

export const PROJECTION_TABLES: readonly string[] = [
  `CREATE TABLE sold_epcs (
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    key text NOT NULL,
    epc text NOT NULL,
    action text NOT NULL,
    cancels text,
    PRIMARY KEY (workstation_id, transaction_id, key, action)
  )`,
  `CREATE INDEX sold_epcs_by_key ON sold_epcs (key)`,
  `CREATE TABLE order_modifiers (
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    line integer NOT NULL,
    number integer NOT NULL,
    promotion_id text NOT NULL,
    title text NOT NULL,
    amount bigint NOT NULL,
    funded_by text,
    PRIMARY KEY (workstation_id, transaction_id, line, number)
  )`,
  `CREATE TABLE workstation_events (
    workstation_id integer NOT NULL,
    said bytea NOT NULL,
    kind text NOT NULL,
    recorded_at timestamptz NOT NULL,
    business_day date NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (workstation_id, said)
  )`,
  `CREATE INDEX workstation_events_by_day ON workstation_events (workstation_id, business_day, kind)`,
  // A lane closes no day by itself yet: a day is what was sold on it.
  `CREATE VIEW business_days AS
    SELECT w.store, w.name AS workstation, o.business_day, o.currency,
      count(*) FILTER (WHERE o.return_of IS NULL) AS sales,
      count(*) FILTER (WHERE o.return_of IS NOT NULL) AS returns,
      sum(o.gross)::bigint AS gross, sum(o.discount)::bigint AS discount,
      sum(o.tax)::bigint AS tax, sum(o.total)::bigint AS total,
      min(o.completed_at) AS first_at, max(o.completed_at) AS last_at
    FROM orders o JOIN workstations w ON w.id = o.workstation_id
    WHERE NOT o.training
    GROUP BY w.store, w.name, o.business_day, o.currency`,
  `CREATE VIEW staff_presence AS
    SELECT w.store, w.name AS workstation, e.recorded_at, e.business_day, e.body ->> 'operatorId' AS operator_id,
      e.kind = 'OperatorSignedIn' AS signed_in, e.body ->> 'role' AS role, e.body ->> 'reason' AS reason
    FROM workstation_events e JOIN workstations w ON w.id = e.workstation_id
    WHERE e.kind IN ('OperatorSignedIn', 'OperatorSignedOut')`,
  `CREATE VIEW gate_alarms AS
    SELECT w.store, w.name AS workstation, r.body ->> 'alarmId' AS alarm_id, r.body ->> 'cause' AS cause,
      r.recorded_at AS raised_at, s.recorded_at AS settled_at, s.body ->> 'settlement' AS settlement,
      s.body ->> 'operatorId' AS operator_id
    FROM workstation_events r JOIN workstations w ON w.id = r.workstation_id
    LEFT JOIN workstation_events s ON s.workstation_id = r.workstation_id AND s.kind = 'GateAlarmSettled'
      AND s.body ->> 'alarmId' = r.body ->> 'alarmId'
    WHERE r.kind = 'GateAlarmRaised'`,
  READ_ANEW,
];
