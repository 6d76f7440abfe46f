import { expect, test } from 'vitest';
import { notice } from '../../../messages/en/notice.ts';
import { pose } from './poses.ts';

const follow = (id: string) => pose({ direction: 'purchase', phase: 'follow', prompt: { id } }, '£16.87');

test('the drawn terminal asks for what the real one asks for', () => {
  expect(follow('prompt.enterPin')).toEqual({ face: { kind: 'pin' }, card: 'inserted' });
  expect(follow('prompt.removeCard').card).toBe('taken');
  expect(follow('prompt.presentCard')).toEqual({ face: { kind: 'amount', text: '£16.87' }, card: 'tap' });
});

test('a prompt that came with a newer edge shows the amount', () => {
  expect(follow('prompt.somethingNew').face.kind).toBe('amount');
  expect(pose({ direction: 'purchase', phase: 'follow', prompt: null }, '£1.00').card).toBe('tap');
});

test('approved and cancelling look different whatever the prompt still says', () => {
  const prompt = { id: 'prompt.enterPin' };
  expect(pose({ direction: 'purchase', phase: 'approved', prompt }, '').face.kind).toBe('approved');
  expect(pose({ direction: 'purchase', phase: 'cancelling', prompt }, '').face.kind).toBe('stopped');
});

test('the prompts drawn in a way of their own exist', () => {
  for (const id of ['insertCard', 'enterPin', 'processing', 'wait', 'removeCard']) {
    expect(Object.keys(notice)).toContain(`prompt.${id}`);
  }
});

test('money that goes back shows a card only when the terminal asks for one', () => {
  const refund = { direction: 'refund', phase: 'follow' } as const;
  expect(pose({ ...refund, prompt: null }, '£4.00').card).toBe('none');
  expect(pose({ ...refund, prompt: { id: 'prompt.presentCard' } }, '£4.00').card).toBe('tap');
});
