/**
 * A change of configuration that goes to a few boxes first, to more when those have taken it, and to all in the end; that halts where a box
 * refuses it, and can be taken back. Each step is one transaction of the retailer's publisher, so that boxes see all of it or nothing.
 */
import type { Transaction } from 'kysely';
import type { FeedConfig } from '../../domain/feed/values.ts';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import type { Target } from '../feed/audience.ts';
import { type ConfigSigner, configSigner, configVersion } from '../feed/configure.ts';
import { type FeedChange, type Publisher, publishIn } from '../feed/publish.ts';
import { areStages, cohortOf, type NextStep, nextStep } from './cohort.ts';
import { boxesOf, type Fields, type GivenConfig, givenConfig, ownTarget, type RolloutBox } from './given.ts';
import { addMembers, type Member, membersOf, type OpenRollout, reportOf, rolloutOf } from './members.ts';
import type { RolloutState } from './tables.ts';

export interface RolloutOrder {
  readonly retailer: string;
  readonly name: string;
  /** Null: every store of the retailer. */
  readonly store: string | null;
  /** What is to be set; what the office has set otherwise stays. */
  readonly fields: Fields;
  /** Shares of the boxes in percent, growing up to 100. */
  readonly stages: readonly number[];
  readonly expiresAt: Date;
}

export type RolloutStart =
  | { readonly kind: 'started'; readonly boxes: number }
  | { readonly kind: 'refused'; readonly why: 'stages' | 'nameTaken' | 'anotherIsOpen' | 'noBoxes' };

export type RolloutStep = NextStep | { readonly kind: 'unknown' };

export type RolloutTurn =
  | { readonly kind: 'turned' }
  | { readonly kind: 'refused'; readonly state: RolloutState }
  | { readonly kind: 'unknown' };

/** What was rolled back has to be taken, however late that is. */
const BACK_DAYS = 30;
const DAY_MS = 86_400_000;

/** One step's hands: the publisher, who signs, what is set now, and the version that this step's rows have. */
interface Step {
  readonly transaction: Transaction<Tables>;
  readonly publisher: Publisher;
  readonly signer: ConfigSigner;
  readonly given: GivenConfig;
  readonly version: number;
}

/** Gives it to the first cohort. @throws what the database says; ZodError for fields that can't be signed. */
export function startRollout(database: Database, order: RolloutOrder): Promise<RolloutStart> {
  const { retailer, name, store, fields, stages, expiresAt } = order;
  if (!areStages(stages)) return Promise.resolve({ kind: 'refused', why: 'stages' });
  return stepping(database, retailer, async (step): Promise<RolloutStart> => {
    const { transaction } = step;
    const others = await transaction
      .selectFrom('rollouts')
      .select(['name', 'state'])
      .where('retailer', '=', retailer)
      .where((row) => row.or([row('name', '=', name), row('state', 'in', ['running', 'paused'])]))
      .execute();
    if (others.some((other) => other.name === name)) return { kind: 'refused', why: 'nameTaken' };
    if (others.length > 0) return { kind: 'refused', why: 'anotherIsOpen' };
    const boxes = cohortOf(name, await boxesOf(transaction, retailer, store), stages[0] ?? 100);
    if (boxes.length === 0) return { kind: 'refused', why: 'noBoxes' };
    const rollout = { retailer, name, store, expires_at: expiresAt, fields: JSON.stringify(fields) };
    await transaction
      .insertInto('rollouts')
      .values({ ...rollout, stages: [...stages], stage: 0, state: 'running', why: null })
      .execute();
    await give(step, { ...rollout, fields }, boxes);
    return { kind: 'started', boxes: boxes.length };
  });
}

/** Takes the next step, where every box so far has taken it. @param anyway goes on without those that have said nothing yet. */
export function advanceRollout(
  database: Database,
  retailer: string,
  name: string,
  anyway: boolean,
): Promise<RolloutStep> {
  return stepping(database, retailer, async (step): Promise<RolloutStep> => {
    const rollout = await rolloutOf(step.transaction, retailer, name);
    if (rollout === null) return { kind: 'unknown' };
    const next = nextStep(rollout, await reportOf(step.transaction, rollout), anyway);
    if (next.kind === 'halts') await turn(step.transaction, rollout, { state: 'paused', why: next.why });
    if (next.kind === 'widens') {
      const has = new Set((await membersOf(step.transaction, rollout)).map(({ id }) => id));
      const all = await boxesOf(step.transaction, retailer, rollout.store);
      const cohort = cohortOf(name, all, rollout.stages[next.stage] ?? 100);
      await give(
        step,
        rollout,
        cohort.filter(({ id }) => !has.has(id)),
      );
      await turn(step.transaction, rollout, { stage: next.stage });
    }
    if (next.kind === 'finishes') {
      const merged = (before: Fields): Fields => ({ ...before, ...rollout.fields });
      await settle(step, rollout, merged, rollout.expires_at, false);
      await turn(step.transaction, rollout, { state: 'done', stage: rollout.stages.length });
    }
    return next;
  });
}

/** Nobody else gets it until it is resumed. */
export const pauseRollout = (database: Database, retailer: string, name: string): Promise<RolloutTurn> =>
  turning(database, retailer, name, ['running'], { state: 'paused', why: 'by hand' });

/** Goes on where it was; what the boxes refuse halts it again. */
export const resumeRollout = (database: Database, retailer: string, name: string): Promise<RolloutTurn> =>
  turning(database, retailer, name, ['paused'], { state: 'running', why: null });

/** Sets every box that has it to what it was set to before, under a new version, and ends the rollout. */
export function rollBack(database: Database, retailer: string, name: string, now: number): Promise<RolloutTurn> {
  return stepping(database, retailer, async (step): Promise<RolloutTurn> => {
    const rollout = await rolloutOf(step.transaction, retailer, name);
    if (rollout === null) return { kind: 'unknown' };
    if (rollout.state !== 'running' && rollout.state !== 'paused') return { kind: 'refused', state: rollout.state };
    const until = new Date(Math.max(rollout.expires_at.getTime(), now + BACK_DAYS * DAY_MS));
    await settle(step, rollout, (before) => before, until, true);
    await turn(step.transaction, rollout, { state: 'rolledBack' });
    return { kind: 'turned' };
  });
}

async function stepping<T>(database: Database, retailer: string, work: (step: Step) => Promise<T>): Promise<T> {
  // Before the transaction: the office has one connection.
  const signer = await configSigner(database);
  return database.journal.transaction().execute(async (transaction) => {
    let outcome: { readonly value: T } | null = null;
    await publishIn(transaction, retailer, async (publisher) => {
      const given = await givenConfig(transaction, retailer);
      outcome = { value: await work({ transaction, publisher, signer, given, version: configVersion(publisher) }) };
    });
    if (outcome === null) throw new Error('the publisher did nothing');
    return (outcome as { readonly value: T }).value;
  });
}

function turning(
  database: Database,
  retailer: string,
  name: string,
  from: readonly RolloutState[],
  to: { readonly state: RolloutState; readonly why: string | null },
): Promise<RolloutTurn> {
  return stepping(database, retailer, async ({ transaction }): Promise<RolloutTurn> => {
    const rollout = await rolloutOf(transaction, retailer, name);
    if (rollout === null) return { kind: 'unknown' };
    if (!from.includes(rollout.state)) return { kind: 'refused', state: rollout.state };
    await turn(transaction, rollout, to);
    return { kind: 'turned' };
  });
}

async function turn(
  transaction: Transaction<Tables>,
  { retailer, name }: Pick<OpenRollout, 'retailer' | 'name'>,
  to: { readonly state?: RolloutState; readonly stage?: number; readonly why?: string | null },
): Promise<void> {
  await transaction.updateTable('rollouts').set(to).where('retailer', '=', retailer).where('name', '=', name).execute();
}

const rowOf = (target: Target, value: FeedConfig | null): FeedChange => ({
  ...{ target, collection: 'config', key: 'desired' },
  value,
});

/** Sets some boxes, each by a row of its own, to what they are set to now and the rollout's fields. */
async function give(
  { transaction, publisher, signer, given, version }: Step,
  rollout: Pick<OpenRollout, 'retailer' | 'name' | 'fields' | 'expires_at'>,
  boxes: readonly RolloutBox[],
): Promise<void> {
  const members: Member[] = boxes.map((box) => ({
    ...box,
    before: given.effective(box),
    hadOwn: given.of(ownTarget(box)) !== null,
  }));
  await addMembers(transaction, rollout, version, members);
  await publisher.put(
    members.map((member) => {
      const target = ownTarget(member);
      return rowOf(target, signer.sign(target, version, { ...member.before, ...rollout.fields }, rollout.expires_at));
    }),
  );
}

/**
 * Ends a rollout: its scope is set to `fields` of what it was set to, and so is every store that has rows of its own, all under a new
 * version; boxes that had none of their own lose theirs again, so that their scope's is what they go by.
 */
async function settle(
  { transaction, publisher, signer, given, version }: Step,
  rollout: OpenRollout,
  fields: (before: Fields) => Fields,
  until: Date,
  back: boolean,
): Promise<void> {
  const members = await membersOf(transaction, rollout);
  const scope: Target = rollout.store === null ? { scope: 'retailer' } : { scope: 'store', store: rollout.store };
  const stores = [...new Set(members.map(({ store }) => store))].map((store): Target => ({ scope: 'store', store }));
  const scopes = rollout.store === null ? [scope, ...stores.filter((each) => given.of(each) !== null)] : [scope];
  // A store that was set by its retailer's row alone gets that, and what is new, as its own.
  const now = (target: Target): Fields => given.of(target) ?? given.of({ scope: 'retailer' }) ?? {};
  const own = members.filter(({ hadOwn }) => hadOwn && back);
  await publisher.put([
    ...scopes.map((target) => rowOf(target, signer.sign(target, version, fields(now(target)), until))),
    ...own.map((member) => {
      const target = ownTarget(member);
      return rowOf(target, signer.sign(target, version, fields(member.before), until));
    }),
    ...members.filter(({ hadOwn }) => !hadOwn).map((member) => rowOf(ownTarget(member), null)),
  ]);
}
