import { expect, it } from 'vitest';
import type { Entry } from '../product-journal.ts';
import { agesAgainstApprovals } from './laws-of-ages.ts';

const NOBODY_HURT = new Set<string>();
const at = (kind: string, body: Entry['body']) => ({ epoch: 'e', seq: 1, kind, body: { transactionId: 'a', ...body } });
const wine = at('LineAdded', { lineId: 'wine', item: { minAge: 18 } });
const asked = at('InterventionRaised', { interventionId: 'i', reason: 'age', lineId: 'wine', minAge: 18 });
const settled = (outcome: string, operatorId: string | undefined = '2') =>
  at('InterventionSettled', { interventionId: 'i', outcome, operatorId });
const paid = at('PaymentIntended', { attemptId: 'p' });
const found = (...entries: readonly Entry[]) => agesAgainstApprovals(entries, NOBODY_HURT);

it('find a payment begun for goods whose age nobody has approved', () => {
  const nobody = ['PaymentIntended of a, and nobody has approved age 18'];
  expect(found(wine, asked, settled('approved'), paid)).toEqual([]);
  expect(found(wine, asked, paid)).toEqual(nobody);
  expect(found(wine, asked, settled('withdrawn'), paid)).toEqual(nobody);
  expect(found(at('LineAdded', { lineId: 'milk' }), paid)).toEqual([]);
});

it('find goods that were denied and stayed in the basket', () => {
  expect(found(wine, asked, settled('denied'), paid)).toEqual(['PaymentIntended of a, whose line wine was denied']);
  expect(found(wine, asked, settled('denied'), at('LineVoided', { lineId: 'wine' }), paid)).toEqual([]);
});

it('find a lower age that stands for a higher one, and one that stood in another basket', () => {
  const knife = at('LineAdded', { lineId: 'knife', item: { minAge: 21 } });
  expect(found(wine, asked, settled('approved'), knife, paid)).toHaveLength(1);
  const other = { ...paid, body: { ...paid.body, transactionId: 'b' } };
  const otherWine = { ...wine, body: { ...wine.body, transactionId: 'b' } };
  expect(found(wine, asked, settled('approved'), otherWine, other)).toHaveLength(1);
});

it('find what nobody has put their number to', () => {
  const unsigned = at('InterventionSettled', { interventionId: 'i', outcome: 'approved' });
  expect(found(wine, asked, unsigned)).toEqual(['age 18 of line wine was approved by nobody']);
});

it('ask nothing of goods that come back, nor of a sale that lost entries', () => {
  expect(found(at('LineAdded', { lineId: 'r', item: { minAge: 18 }, returns: 'wine' }), paid)).toEqual([]);
  expect(agesAgainstApprovals([wine, paid], new Set(['a']))).toEqual([]);
});
