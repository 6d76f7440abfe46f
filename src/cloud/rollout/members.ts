import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { RolloutReport } from './cohort.ts';
import type { Fields, RolloutBox } from './given.ts';
import type { RolloutState } from './tables.ts';

export interface OpenRollout {
  readonly retailer: string;
  readonly name: string;
  readonly store: string | null;
  readonly fields: Fields;
  readonly expires_at: Date;
  readonly stages: readonly number[];
  readonly stage: number;
  readonly state: RolloutState;
  readonly why: string | null;
}

/** A box that has it, and what it was set to before. */
export interface Member extends RolloutBox {
  readonly before: Fields;
  readonly hadOwn: boolean;
}

type Named = Pick<OpenRollout, 'retailer' | 'name'>;

export interface RolloutStatus extends Named {
  readonly store: string | null;
  readonly state: RolloutState;
  /** Of the boxes, whose turn it has been. */
  readonly percent: number;
  readonly why: string | null;
  readonly report: RolloutReport;
  /** Boxes that refuse fields of it, twenty at most. */
  readonly refusing: readonly { readonly store: string; readonly workstation: string; readonly fields: string }[];
}

export async function rolloutOf(db: Kysely<Tables>, retailer: string, name: string): Promise<OpenRollout | null> {
  const row = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('retailer', '=', retailer)
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, fields: JSON.parse(row.fields) as Fields };
}

export async function addMembers(
  db: Kysely<Tables>,
  { retailer, name }: Named,
  version: number,
  members: readonly Member[],
): Promise<void> {
  await sql`
    INSERT INTO rollout_members (retailer, name, workstation_id, version, before, had_own)
    SELECT ${retailer}, ${name}, id, ${version}::bigint, before, had_own FROM unnest(
      ${members.map(({ id }) => id)}::integer[], ${members.map(({ before }) => JSON.stringify(before))}::text[],
      ${members.map(({ hadOwn }) => hadOwn)}::boolean[]
    ) AS each (id, before, had_own)`.execute(db);
}

export async function membersOf(db: Kysely<Tables>, { retailer, name }: Named): Promise<Member[]> {
  const { rows } = await sql<RolloutBox & { before: string; hadOwn: boolean }>`
    SELECT w.id, w.store, w.name, m.before, m.had_own AS "hadOwn"
    FROM rollout_members m JOIN workstations w ON w.id = m.workstation_id
    WHERE m.retailer = ${retailer} AND m.name = ${name} ORDER BY w.id`.execute(db);
  return rows.map((row) => ({ ...row, before: JSON.parse(row.before) as Fields }));
}

/** A box's own journal says what became of the version that it was given. */
const said = (kind: 'ConfigApplied' | 'ConfigRefused') => sql`
  SELECT e.body FROM workstation_events e
  WHERE e.workstation_id = m.workstation_id AND e.kind = ${kind} AND e.body ->> 'version' = m.version::text`;

export async function reportOf(db: Kysely<Tables>, { retailer, name }: Named): Promise<RolloutReport> {
  const { rows } = await sql<RolloutReport>`
    SELECT count(*)::integer AS members, (count(*) FILTER (WHERE EXISTS (${said('ConfigApplied')})))::integer AS applied,
      (count(*) FILTER (WHERE EXISTS (${said('ConfigRefused')})))::integer AS refused
    FROM rollout_members m JOIN workstations w ON w.id = m.workstation_id
    WHERE m.retailer = ${retailer} AND m.name = ${name} AND w.revoked_at IS NULL`.execute(db);
  return rows[0] ?? { members: 0, applied: 0, refused: 0 };
}

/** Null where there is none of that name. */
export async function rolloutStatus(db: Kysely<Tables>, retailer: string, name: string): Promise<RolloutStatus | null> {
  const rollout = await rolloutOf(db, retailer, name);
  if (rollout === null) return null;
  const { rows: refusing } = await sql<RolloutStatus['refusing'][number]>`
    SELECT w.store, w.name AS workstation, (r.body -> 'fields')::text AS fields
    FROM rollout_members m JOIN workstations w ON w.id = m.workstation_id, LATERAL (${said('ConfigRefused')}) r
    WHERE m.retailer = ${retailer} AND m.name = ${name} ORDER BY w.store, w.name LIMIT 20`.execute(db);
  const { store, state, why, stages, stage } = rollout;
  const percent = stages[Math.min(stage, stages.length - 1)] ?? 100;
  return { retailer, name, store, state, why, percent, report: await reportOf(db, rollout), refusing };
}
