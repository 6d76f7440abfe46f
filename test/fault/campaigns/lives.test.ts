import { expect, it } from 'vitest';
import { missed } from './lives.ts';

const met = (runs: number, ...seen: readonly string[]) =>
  missed(
    { name: 'kill', runs, seed: 7, meets: { PaymentResolved: 200, AgeDenied: 200, TransactionRecalled: 1_000 } },
    new Map(seen.map((kind) => [kind, 1])),
  );

it('fails a long campaign that never came past what it is there for, and says what that is', () => {
  expect(met(200, 'PaymentResolved', 'AgeDenied')).toEqual([]);
  expect(met(200, 'PaymentResolved')).toEqual([
    {
      seed: 7,
      step: 'when all runs were over',
      what: ['in 200 runs there was no AgeDenied: nothing is shown about it'],
      reproduce: 'npm run test:fault -- kill --seed 7 --runs 200',
    },
  ]);
});

it('asks nothing of a short one', () => {
  expect(met(199)).toEqual([]);
  expect(met(1_000, 'PaymentResolved', 'AgeDenied')).toHaveLength(1);
});
