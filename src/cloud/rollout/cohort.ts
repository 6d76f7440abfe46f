/** Who is next, and whether there is a next: pure. */
import { createHash } from 'node:crypto';
import type { RolloutState } from './tables.ts';

/** Boxes of a rollout, by what their journals say of the configuration that they were given. */
export interface RolloutReport {
  readonly members: number;
  /** They have taken all of it. */
  readonly applied: number;
  /** They have refused a field of it. */
  readonly refused: number;
}

export type NextStep =
  | { readonly kind: 'widens'; readonly stage: number }
  /** Every box has it: it becomes what the scope is set to. */
  | { readonly kind: 'finishes' }
  /** Boxes refuse it: nobody else gets it until somebody has looked. */
  | { readonly kind: 'halts'; readonly why: string }
  /** So many have not said anything yet. */
  | { readonly kind: 'waits'; readonly silent: number }
  | { readonly kind: 'refused'; readonly state: RolloutState };

const MOST_STAGES = 20;

/** Whether these are shares in percent that grow up to all. */
export function areStages(stages: readonly number[]): boolean {
  if (stages.length === 0 || stages.length > MOST_STAGES || stages.at(-1) !== 100) return false;
  return stages.every((share, at) => Number.isInteger(share) && share >= 1 && share > (stages[at - 1] ?? 0));
}

/** What comes after the stage that it is at. @param anyway goes on without those that have not said anything. */
export function nextStep(
  rollout: { readonly state: RolloutState; readonly stage: number; readonly stages: readonly number[] },
  { members, applied, refused }: RolloutReport,
  anyway: boolean,
): NextStep {
  if (rollout.state !== 'running') return { kind: 'refused', state: rollout.state };
  if (refused > 0) return { kind: 'halts', why: `${refused} of ${members} boxes refused it` };
  const silent = members - applied;
  if (silent > 0 && !anyway) return { kind: 'waits', silent };
  const stage = rollout.stage + 1;
  return stage < rollout.stages.length ? { kind: 'widens', stage } : { kind: 'finishes' };
}

/**
 * The boxes of a share, at least one: by a hash of the rollout's name and theirs, so that it is not always the same ones that go first, and
 * a wider cohort holds the narrower.
 */
export function cohortOf<Box extends { readonly store: string; readonly name: string }>(
  rollout: string,
  boxes: readonly Box[],
  percent: number,
): Box[] {
  const place = ({ store, name }: Box) =>
    createHash('sha256').update(`checkstand rollout ${rollout}\n${store}\n${name}`).digest('hex');
  const placed = boxes.map((box) => [place(box), box] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return placed.slice(0, Math.ceil((boxes.length * percent) / 100)).map(([, box]) => box);
}
