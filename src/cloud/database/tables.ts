import type { ColumnType, Generated } from 'kysely';
import type { BalanceMovementsTable, BalancesTable, ReservationsTable } from '../balance/tables.ts';
import type { ErasedKeysTable, ErasureNewsTable, ErasuresTable } from '../erasure/tables.ts';
import type { OfficeKeysTable } from '../office/tables.ts';
import type { RolloutMembersTable, RolloutsTable } from '../rollout/tables.ts';
import type { OrderModifiersTable, SoldEpcsTable, WorkstationEventsTable } from './projection-tables.ts';
import type { ErasedReceiptsTable, ReceiptMailsTable, ReceiptsTable, StoreHeadingsTable } from './receipt-tables.ts';

/** Made by the database where nobody says otherwise. */
type Now = ColumnType<Date, Date | undefined, Date>;

export interface WorkstationsTable {
  readonly id: Generated<number>;
  readonly store: string;
  readonly name: string;
  /** The Ed25519 public key, 32 bytes. */
  public_key: Buffer;
  /** RFC 7638 thumbprint of it, as tokens name it. */
  key_id: string;
  enrolled_at: Now;
  revoked_at: Date | null;
}

export interface EnrolmentCodesTable {
  /** SHA-256 of the code: whoever reads the table can't enrol. */
  readonly code_hash: Buffer;
  readonly store: string;
  readonly workstation: string;
  readonly expires_at: Date;
  used_at: Date | null;
}

export interface SpentTokensTable {
  readonly workstation_id: number;
  readonly jti: string;
  readonly expires_at: Date;
}

export interface SecretsTable {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface JournalTable {
  readonly workstation_id: number;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: Buffer;
  /** As they were sent. */
  readonly bytes: Buffer;
}

export interface HeadsTable {
  readonly workstation_id: number;
  readonly epoch: string;
  seq: number;
  hash: Buffer;
  readonly parent_epoch: string | null;
  readonly parent_hash: string | null;
  /** In the order in which they came. */
  readonly number: Generated<number>;
  readonly started_at: Now;
}

export interface QuarantineTable {
  readonly workstation_id: number;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: Buffer;
  readonly bytes: Buffer;
  readonly reason: 'otherHash' | 'notProjected';
  readonly detail: string;
  readonly found_at: Now;
}

export interface AlarmsTable {
  readonly id: Generated<number>;
  readonly workstation_id: number;
  readonly epoch: string;
  readonly seq: number;
  readonly kind: 'journalForked' | 'epochBehind' | 'saleDiffers';
  readonly detail: string;
  readonly raised_at: Now;
}

/** How far each epoch has been understood. */
export interface ProjectionCursorsTable {
  readonly workstation_id: number;
  readonly epoch: string;
  seq: number;
}

/** Where the events of a transaction are. */
export interface TransactionEntriesTable {
  readonly workstation_id: number;
  readonly transaction_id: string;
  readonly epoch: string;
  readonly seq: number;
}

interface OfOrder {
  readonly workstation_id: number;
  readonly transaction_id: string;
}

/** A completed sale or return. Amounts are minor units of `currency`, signed: what a return gives back is negative. */
export interface OrdersTable extends OfOrder {
  readonly receipt_number: string;
  readonly business_day: string;
  readonly completed_at: string;
  /** Practice: never counted. */
  readonly training: boolean;
  readonly return_of: string | null;
  readonly currency: string;
  readonly gross: number;
  readonly discount: number;
  readonly tax: number;
  readonly total: number;
  /** SHA-256 over all that is said of the order. */
  readonly content_hash: string;
}

export interface OrderLinesTable extends OfOrder {
  readonly number: number;
  readonly line_id: string;
  readonly item_id: string;
  readonly name: string;
  readonly quantity: number;
  readonly grams: number | null;
  readonly gross: number;
  readonly discount: number;
  readonly net: number;
  readonly tax: number;
}

export interface OrderTendersTable extends OfOrder {
  readonly number: number;
  readonly attempt_id: string;
  readonly tender: string;
  readonly amount: number;
}

export interface OrderTaxesTable extends OfOrder {
  readonly number: number;
  readonly code: string;
  readonly percent: string;
  readonly base: number;
  readonly tax: number;
}

/** The schema, as Kysely knows it. 8-byte integers are read as numbers: none here comes near 2⁵³. */
export interface Tables {
  readonly workstations: WorkstationsTable;
  readonly enrolment_codes: EnrolmentCodesTable;
  readonly spent_tokens: SpentTokensTable;
  readonly secrets: SecretsTable;
  readonly journal: JournalTable;
  readonly journal_heads: HeadsTable;
  readonly quarantine: QuarantineTable;
  readonly alarms: AlarmsTable;
  readonly projection_cursors: ProjectionCursorsTable;
  readonly transaction_entries: TransactionEntriesTable;
  readonly orders: OrdersTable;
  readonly order_lines: OrderLinesTable;
  readonly order_tenders: OrderTendersTable;
  readonly order_taxes: OrderTaxesTable;
  readonly sold_epcs: SoldEpcsTable;
  readonly order_modifiers: OrderModifiersTable;
  readonly workstation_events: WorkstationEventsTable;
  /** How far each epoch has been published. */
  readonly outbox_cursors: ProjectionCursorsTable;
  readonly office_keys: OfficeKeysTable;
  readonly rollouts: RolloutsTable;
  readonly rollout_members: RolloutMembersTable;
  readonly balances: BalancesTable;
  readonly reservations: ReservationsTable;
  readonly balance_movements: BalanceMovementsTable;
  readonly receipts: ReceiptsTable;
  readonly receipt_mails: ReceiptMailsTable;
  readonly erased_receipts: ErasedReceiptsTable;
  readonly store_headings: StoreHeadingsTable;
  readonly erasures: ErasuresTable;
  readonly erased_keys: ErasedKeysTable;
  readonly erasure_news: ErasureNewsTable;
}
