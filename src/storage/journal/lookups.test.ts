import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { draft, giveBack, saleDrafts, sell } from '../../../test/fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { openConnection } from '../database/connection.ts';
import { migrate } from '../database/migration.ts';
import { JOURNAL_SCHEMA } from './schema.ts';

describe('a sale', () => {
  it('is found by its receipt number from the append that completed it, also after a restart', () => {
    const journal = temporaryJournal();
    sell(journal, 'sale-1');
    sell(journal, 'sale-2');
    const code = journal.epochCode();
    expect(journal.saleByReceipt(`${code}-000002`)).toBe('sale-2');
    expect(journal.saleByReceipt(`${code}-000003`)).toBeNull();
    journal.close();
    expect(temporaryJournal(journal.path).saleByReceipt(`${code}-000001`)).toBe('sale-1');
  });

  it('is not found when its append failed', () => {
    const journal = temporaryJournal();
    expect(() =>
      journal.append((numbers) => [...saleDrafts(numbers, 'sale-1'), draft('LineAdded', 'sale-1', { n: Number.NaN })]),
    ).toThrow(RangeError);
    expect(journal.saleByReceipt(`${journal.epochCode()}-000001`)).toBeNull();
  });

  it('names the transactions that gave its money back, oldest first and each once', () => {
    const journal = temporaryJournal();
    sell(journal, 'sale-1');
    giveBack(journal, 'return-b', 'sale-1');
    giveBack(journal, 'return-a', 'sale-1');
    giveBack(journal, 'return-b', 'sale-1');
    giveBack(journal, 'return-c', 'sale-2');
    expect(journal.returnsOf('sale-1')).toEqual(['return-b', 'return-a']);
    journal.close();
    expect(temporaryJournal(journal.path).returnsOf('sale-2')).toEqual(['return-c']);
  });

  it.each([
    ['a number that the body does not say', { ...draft('TransactionCompleted', 't'), receiptNumber: 'A-1' }],
    ['a number without a transaction', { kind: 'X', v: 1, body: { receiptNumber: 'A-1' }, receiptNumber: 'A-1' }],
    ['a returned sale that the body does not say', { ...draft('PaymentRefunded', 't'), returnOf: 's' }],
    ['a returned sale without a transaction', { kind: 'X', v: 1, body: { returnOf: 's' }, returnOf: 's' }],
  ])('is not recorded with %s, since nothing could be salvaged of it', (_, bad) => {
    const journal = temporaryJournal();
    expect(() => journal.append(() => [bad])).toThrow(TypeError);
    expect(journal.head().seq).toBe(1);
  });
});

describe('a journal of the first version', () => {
  /** As version 0.1.0 left it: entries and nothing else. */
  function firstVersion(): string {
    const path = join(temporaryFolder(), 'journal.db');
    const journal = temporaryJournal(path);
    sell(journal, 'sale-1');
    journal.append((numbers) => [draft('LineAdded', 'sale-2', { receiptNumber: numbers.receiptNumber() })]);
    sell(journal, 'sale-3');
    journal.append(() => [draft('TransactionCompleted', 'sale-4', { number: 'none' })]);
    journal.close();
    const connection = openConnection(path);
    connection.exec(
      'DROP TABLE sale_by_receipt; DROP TABLE return_of_sale; DROP INDEX entries_about_tags; DELETE FROM schema_migration WHERE version >= 2',
    );
    connection.pragma('user_version = 1');
    connection.close();
    return path;
  }

  it('finds its sales by receipt once it is opened', () => {
    const journal = temporaryJournal(firstVersion());
    const of = (number: number) => journal.saleByReceipt(`${journal.epochCode()}-00000${number}`);
    expect([of(1), of(2), of(3), of(4)]).toEqual(['sale-1', null, 'sale-3', null]);
    expect(journal.returnsOf('sale-1')).toEqual([]);
    sell(journal, 'sale-5');
    expect(of(4)).toBe('sale-5');
  });

  it('is brought up to date although an entry is no JSON any more', () => {
    const path = firstVersion();
    const connection = openConnection(path);
    connection.exec('DROP TRIGGER entries_never_change');
    connection.exec(
      "UPDATE entries SET bytes = x'ff7b' WHERE kind = 'TransactionCompleted' AND transaction_id = 'sale-1'",
    );
    migrate(connection, JOURNAL_SCHEMA);
    expect(connection.prepare('SELECT transaction_id FROM sale_by_receipt').all()).toEqual([
      { transaction_id: 'sale-3' },
    ]);
    connection.close();
  });
});
