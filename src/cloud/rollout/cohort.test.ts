import { describe, expect, it } from 'vitest';
import { areStages, cohortOf, nextStep } from './cohort.ts';

const boxes = Array.from({ length: 200 }, (_, at) => ({ store: `s${at % 20}`, name: `lane-${at}` }));
const running = { state: 'running', stage: 0, stages: [1, 10, 100] } as const;
const allWell = { members: 2, applied: 2, refused: 0 };

describe('the boxes of a cohort', () => {
  it('are so many of a hundred, and one at least', () => {
    expect([1, 10, 50, 100].map((percent) => cohortOf('r', boxes, percent).length)).toEqual([2, 20, 100, 200]);
    expect(cohortOf('r', boxes.slice(0, 3), 1)).toHaveLength(1);
    expect(cohortOf('r', [], 1)).toEqual([]);
  });

  it('stay in it when it grows', () => {
    expect(cohortOf('r', boxes, 50)).toEqual(expect.arrayContaining(cohortOf('r', boxes, 10)));
  });

  it('are others for another rollout, whatever order they are told in', () => {
    expect(cohortOf('r', boxes.toReversed(), 10)).toEqual(cohortOf('r', boxes, 10));
    expect(cohortOf('other', boxes, 10)).not.toEqual(cohortOf('r', boxes, 10));
  });
});

describe('a rollout', () => {
  it('goes to the next cohort when every box of the last has taken it, and ends behind the last', () => {
    expect(nextStep(running, allWell, false)).toEqual({ kind: 'widens', stage: 1 });
    expect(nextStep({ ...running, stage: 2 }, allWell, false)).toEqual({ kind: 'finishes' });
  });

  it('waits for boxes that have said nothing, unless it is told to go on', () => {
    const silent = { members: 3, applied: 1, refused: 0 };
    expect(nextStep(running, silent, false)).toEqual({ kind: 'waits', silent: 2 });
    expect(nextStep(running, silent, true)).toEqual({ kind: 'widens', stage: 1 });
  });

  it('halts where one box refuses it, whatever it is told', () => {
    const refusing = { members: 3, applied: 2, refused: 1 };
    expect(nextStep(running, refusing, true)).toEqual({ kind: 'halts', why: '1 of 3 boxes refused it' });
  });

  it.each(['paused', 'done', 'rolledBack'] as const)('goes nowhere while it is %s', (state) => {
    expect(nextStep({ ...running, state }, allWell, true)).toEqual({ kind: 'refused', state });
  });

  it('has stages that grow up to all', () => {
    expect([[100], [1, 10, 100]].map(areStages)).toEqual([true, true]);
    const wrong = [[], [10], [10, 10, 100], [50, 10, 100], [0, 100], [0.5, 100], [100, 200]];
    expect(wrong.filter(areStages)).toEqual([]);
  });
});
