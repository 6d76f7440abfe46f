import { expect, test } from 'vitest';
import { line } from '../fixtures/lines.ts';
import { groupLines, lastAndOthers, sameGroup } from './groups.ts';

const cola = line('Cola');
const deposit = line('Deposit', { deposit: true });
const milk = line('Milk');
const bread = line('Bread');

test('a deposit goes with the line before it', () => {
  expect(groupLines([milk, cola, deposit, bread])).toEqual([
    { line: milk, deposits: [] },
    { line: cola, deposits: [deposit] },
    { line: bread, deposits: [] },
  ]);
});

test('a deposit on its own is a line on its own', () => {
  expect(groupLines([deposit])).toEqual([{ line: deposit, deposits: [] }]);
});

test('the last item stands apart and the others follow, newest first', () => {
  const { last, others } = lastAndOthers(groupLines([milk, cola, deposit, bread]), cola.lineId);
  expect(last?.line).toBe(cola);
  expect(others.map((group) => group.line.name)).toEqual(['Bread', 'Milk']);
});

test('where the last one is a deposit, its item is shown', () => {
  expect(lastAndOthers(groupLines([cola, deposit, bread]), deposit.lineId).last?.line).toBe(cola);
});

test('where the view names no last line, the newest is shown', () => {
  expect(lastAndOthers(groupLines([milk, bread]), null).last?.line).toBe(bread);
  expect(lastAndOthers(groupLines([milk, bread]), 'gone').last?.line).toBe(bread);
  expect(lastAndOthers([], null)).toEqual({ last: null, others: [] });
});

test('groups are the same only with the same line and the same deposits', () => {
  expect(sameGroup({ line: cola, deposits: [deposit] }, { line: cola, deposits: [deposit] })).toBe(true);
  expect(sameGroup({ line: cola, deposits: [deposit] }, { line: cola, deposits: [] })).toBe(false);
  expect(sameGroup({ line: cola, deposits: [] }, { line: milk, deposits: [] })).toBe(false);
});
