import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flipIn, openRecovering } from '../../../../test/fixtures/damage.ts';
import { draft } from '../../../../test/fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../../../test/fixtures/storage.ts';

it('finds open what lost its first entry, and nothing that has ended or was never a transaction', () => {
  const path = join(temporaryFolder(), 'journal.db');
  const journal = temporaryJournal(path);
  const started = (id: string) => ({
    ...draft('TransactionStarted', id, { mark: `spoilt ${id}` }),
    transaction: 'opens' as const,
  });
  journal.append(() => [started('open'), draft('LineAdded', 'open')]);
  journal.append(() => [
    started('over'),
    draft('LineAdded', 'over'),
    { ...draft('TransactionCancelled', 'over'), transaction: 'closes' },
  ]);
  journal.append(() => [
    started('aside'),
    { ...draft('TransactionSetAside', 'aside', { completed: false }), transaction: 'closes' },
    draft('LineAdded', 'aside'),
    draft('GateVerdict', 'none'),
  ]);
  journal.close();
  for (const id of ['open', 'over', 'aside']) flipIn(path, `spoilt ${id}`);
  const { journal: again, recovery } = openRecovering(path);
  expect(recovery).toMatchObject({ lost: 3 });
  expect(again.openTransactions()).toEqual(['open']);
});
