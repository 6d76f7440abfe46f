import { expect, test } from 'vitest';
import { ManualTime } from '../rehearsal/manual-time.ts';
import { BufferClearing, PaperStatusAnswers, StatusAnswers } from './leftovers.ts';

test('a buffer is cleared once it is wanted and can be, and again when the line was lost before the answer', async () => {
  const time = new ManualTime();
  const said: string[] = [];
  const clearing = new BufferClearing(
    time,
    () => said.push('clear'),
    () => said.push('over'),
  );
  clearing.begin();
  expect(said).toEqual([]);
  clearing.want();
  clearing.begin();
  expect(clearing.asked).toBe(true);
  clearing.lost();
  expect(clearing.asked).toBe(false);
  clearing.begin();
  clearing.done();
  clearing.done();
  expect(said).toEqual(['clear', 'clear', 'over']);
  clearing.want();
  clearing.begin();
  await time.advance(500);
  expect(said.slice(3)).toEqual(['clear', 'over']);
  expect(time.waiting).toBe(0);
});

test('of several GS r only the answer to the last confirms', () => {
  const answers = new PaperStatusAnswers();
  answers.asked();
  answers.asked();
  expect([answers.answered(), answers.answered()]).toEqual([false, true]);
});

test('an answer that a lost line left open is not taken for the next job, where the buffer was kept', () => {
  for (const [kept, confirms] of [
    [true, [false, true]],
    [false, [true]],
  ] as const) {
    const answers = new PaperStatusAnswers();
    answers.asked();
    answers.lost(kept);
    answers.asked();
    expect(confirms.map(() => answers.answered())).toEqual(confirms);
  }
});

test('an answer that came on the idle line is open no more', () => {
  const answers = new PaperStatusAnswers();
  answers.asked();
  answers.lost(true);
  expect(answers.answered()).toBe(false);
  answers.asked();
  expect(answers.answered()).toBe(true);
});

test('one doubt is not handed on from line to line, and nothing unasked confirms', () => {
  const answers = new PaperStatusAnswers();
  expect(answers.answered()).toBe(false);
  answers.asked();
  answers.lost(true);
  answers.asked();
  expect(answers.answered()).toBe(false);
  answers.lost(true);
  answers.asked();
  expect(answers.answered()).toBe(true);
  answers.asked();
  answers.cleared();
  answers.asked();
  expect(answers.answered()).toBe(true);
});

test('answers to a round of questions that was given up do not count for the next', () => {
  const answers = new StatusAnswers();
  answers.begin();
  answers.asked();
  answers.begin();
  answers.asked();
  expect([answers.answered(), answers.answered()]).toEqual([false, true]);
  answers.asked();
  answers.reset();
  answers.begin();
  answers.asked();
  expect(answers.answered()).toBe(true);
});
