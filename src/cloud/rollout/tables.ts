/** How far a change of configuration has come. */
export interface RolloutsTable {
  readonly retailer: string;
  readonly name: string;
  /** Of one store alone; null: of all of the retailer's. */
  readonly store: string | null;
  /** JSON: what is to be set, field by field. */
  readonly fields: string;
  readonly expires_at: Date;
  /** Shares of the boxes in percent, growing. */
  readonly stages: number[];
  /** Place in `stages` of the cohort that has it; the length of `stages` when all scopes have it. */
  stage: number;
  state: RolloutState;
  /** Why it was halted. */
  why: string | null;
}

export type RolloutState = 'running' | 'paused' | 'done' | 'rolledBack';

/** A box that has it. */
export interface RolloutMembersTable {
  readonly retailer: string;
  readonly name: string;
  readonly workstation_id: number;
  /** Of the configuration that it was given: its journal says by that what it made of it. */
  version: number;
  /** JSON: what the office had set it to before. */
  readonly before: string;
  /** Whether it had a row of its own then. */
  readonly had_own: boolean;
}

export const ROLLOUT_TABLES: readonly string[] = [
  `CREATE TABLE rollouts (
    retailer text NOT NULL,
    name text NOT NULL,
    store text,
    fields text NOT NULL,
    expires_at timestamptz NOT NULL,
    stages integer[] NOT NULL,
    stage integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'running',
    why text,
    PRIMARY KEY (retailer, name)
  )`,
  // One at a time: what one set, another's way back would take away.
  `CREATE UNIQUE INDEX rollouts_open ON rollouts (retailer) WHERE state IN ('running', 'paused')`,
  `CREATE TABLE rollout_members (
    retailer text NOT NULL,
    name text NOT NULL,
    workstation_id integer NOT NULL REFERENCES workstations (id),
    version bigint NOT NULL,
    before text NOT NULL,
    had_own boolean NOT NULL,
    PRIMARY KEY (retailer, name, workstation_id),
    FOREIGN KEY (retailer, name) REFERENCES rollouts (retailer, name)
  )`,
];
