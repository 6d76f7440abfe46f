import type { Generated } from 'kysely';
import type { BalanceKind } from '../../sync/wire/reservation.ts';

/** A voucher, a gift card or an account of points. */
export interface BalancesTable {
  readonly id: Generated<number>;
  readonly kind: BalanceKind;
  /** HMAC-SHA-256 of the code: short codes can't be tried out by whoever reads the table. */
  readonly code_hash: Buffer;
  /** The one store that takes it; null for all. */
  readonly store: string | null;
  readonly currency: string;
  /** What was put on it less what was committed. */
  balance: number;
  /** Last day on which it is taken (UTC); null for none. */
  valid_until: string | null;
  blocked: boolean;
  readonly retailer: Generated<string>;
  /** Whose it was is not known any more. */
  readonly erased: Generated<boolean>;
}

export interface ReservationsTable {
  readonly id: string;
  readonly balance_id: number;
  readonly workstation_id: number;
  /** Empty where it is not known any more. */
  readonly transaction_id: string;
  /** What was asked for, and what was reserved of it. */
  readonly asked: number;
  readonly amount: number;
  state: 'reserved' | 'committed' | 'released';
  readonly expires_at: Date;
}

/** Every change of a balance: their sum is the balance. Never changed itself, but where whose it was is erased (erasure/account.ts). */
export interface BalanceMovementsTable {
  /** The reservation, or the id of the order of the back office. */
  readonly id: string;
  readonly balance_id: number;
  readonly amount: number;
  readonly by: string;
  readonly at: Date;
  readonly erased: boolean;
}

export const BALANCE_TABLES: readonly string[] = [
  `CREATE TABLE balances (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    code_hash bytea NOT NULL,
    store text,
    currency text NOT NULL,
    balance bigint NOT NULL CHECK (balance >= 0),
    valid_until text CHECK (valid_until ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    blocked boolean NOT NULL DEFAULT false,
    UNIQUE (kind, code_hash)
  )`,
  `CREATE TABLE reservations (
    id uuid PRIMARY KEY,
    balance_id integer NOT NULL REFERENCES balances (id),
    workstation_id integer NOT NULL,
    transaction_id text NOT NULL,
    asked bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX reservations_that_hold ON reservations (balance_id) WHERE state = 'reserved'`,
  `CREATE TABLE balance_movements (
    id uuid PRIMARY KEY,
    balance_id integer NOT NULL REFERENCES balances (id),
    amount bigint NOT NULL,
    by text NOT NULL,
    at timestamptz NOT NULL
  )`,
];
