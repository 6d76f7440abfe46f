import type { ColumnType, Generated } from 'kysely';

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
}
