import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalOptions, line, temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { canonicalText } from '../../domain/journal/canonical.ts';
import { MAX_ENTRY_BYTES, NO_HASH } from '../../domain/journal/record.ts';
import { openConnection } from '../database/connection.ts';
import { openJournalReader } from './reader.ts';
import { openJournal } from './store.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a new journal', () => {
  it('starts an epoch whose first entry says so and carries the code of its receipts', () => {
    const journal = temporaryJournal();
    expect(journal.epochCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(journal.head()).toMatchObject({ epoch: expect.stringMatching(/^[0-9a-f-]{36}$/), seq: 1 });
    const [first] = [...openJournalReader(journal.path).entries()];
    expect(JSON.parse(Buffer.from(first!.bytes).toString())).toEqual({
      workstation: 'lane-1',
      epoch: journal.head().epoch,
      seq: 1,
      recordedAt: '2026-03-02T10:00:00.000Z',
      businessDay: '2026-03-02',
      kind: 'EpochStarted',
      v: 1,
      body: { parentEpoch: null, parentHash: null, epochCode: journal.epochCode(), reason: 'new' },
      prevHash: NO_HASH,
    });
  });

  it('is the same journal when it is opened again: same epoch, same head, next number', () => {
    const first = temporaryJournal();
    const number = (journal: typeof first) =>
      journal.append((numbers) => [{ kind: 'ReceiptIssued', v: 1, body: { number: numbers.receiptNumber() } }])[0]!.body
        .number;
    const code = first.epochCode();
    expect(number(first)).toBe(`${code}-000001`);
    const head = first.head();
    first.close();
    const again = temporaryJournal(first.path);
    expect(again.head()).toEqual(head);
    expect(again.epochCode()).toBe(code);
    expect(number(again)).toBe(`${code}-000002`);
  });
});

describe('an append', () => {
  it('seals its entries into the chain, stores the canonical bytes and gives back what it recorded', () => {
    const journal = temporaryJournal();
    const before = journal.head();
    const entries = journal.append(() => [line('milk'), line('Brötchen \u2028 🥐')]);
    expect(entries.map(({ seq, kind, body }) => [seq, kind, body.name])).toEqual([
      [2, 'LineAdded', 'milk'],
      [3, 'LineAdded', 'Brötchen \u2028 🥐'],
    ]);
    const stored = [...openJournalReader(journal.path).entries(1)];
    let prevHash = before.hash;
    for (const [index, entry] of entries.entries()) {
      const { hash, ...said } = entry;
      const text = canonicalText({ ...said, workstation: 'lane-1', prevHash });
      expect(Buffer.from(stored[index]!.bytes).toString()).toBe(text);
      expect(hash).toBe(sha256(text));
      expect(stored[index]!.hash).toBe(hash);
      prevHash = hash;
    }
    expect(journal.head()).toEqual({ epoch: before.epoch, seq: 3, hash: prevHash });
  });

  it('leaves nothing behind when building it fails, and the receipt number it took is given again', () => {
    const journal = temporaryJournal();
    const before = journal.head();
    const give = () =>
      journal.append((numbers) => [{ kind: 'TransactionCompleted', v: 1, body: { number: numbers.receiptNumber() } }]);
    give();
    expect(() =>
      journal.append((numbers) => {
        numbers.receiptNumber();
        numbers.receiptNumber();
        throw new Error('the shopper ran away');
      }),
    ).toThrow('the shopper ran away');
    expect(() =>
      journal.append((numbers) => [{ ...line('x'), body: { n: Number.NaN, r: numbers.receiptNumber() } }]),
    ).toThrow(RangeError);
    expect(give()[0]!.body.number).toBe(`${journal.epochCode()}-000002`);
    expect(journal.head().seq).toBe(before.seq + 2);
  });

  it('numbers receipts without a gap within one append too', () => {
    const journal = temporaryJournal();
    const entries = journal.append((numbers) => [
      { ...line('a'), body: { number: numbers.receiptNumber() } },
      { ...line('b'), body: { number: numbers.receiptNumber() } },
    ]);
    const code = journal.epochCode();
    expect(entries.map((entry) => entry.body.number)).toEqual([`${code}-000001`, `${code}-000002`]);
  });

  it('refuses one entry of more than 256 KiB with all that came with it, and takes one of just so much', () => {
    const journal = temporaryJournal();
    const before = journal.head();
    expect(() => journal.append(() => [line('small'), line('x'.repeat(MAX_ENTRY_BYTES))])).toThrow(
      expect.objectContaining({ code: 'STORAGE_ENTRY_TOO_LARGE' }),
    );
    expect(journal.head()).toEqual(before);
    const [entry] = journal.append(() => [line('')]);
    const empty = openJournalReader(journal.path);
    const bytes = [...empty.entries()].at(-1)!.bytes.length;
    expect(journal.append(() => [line('x'.repeat(MAX_ENTRY_BYTES - bytes))])).toHaveLength(1);
    expect(() => journal.append(() => [line('x'.repeat(MAX_ENTRY_BYTES - bytes + 1))])).toThrow(
      expect.objectContaining({ code: 'STORAGE_ENTRY_TOO_LARGE' }),
    );
    expect(journal.head().seq).toBe(entry!.seq + 1);
  });

  it('takes a thousand drafts and not one more', () => {
    const journal = temporaryJournal();
    const drafts = (count: number) => Array.from({ length: count }, (_, index) => line(`${index}`));
    expect(() => journal.append(() => drafts(1001))).toThrow(
      expect.objectContaining({ code: 'STORAGE_ENTRY_TOO_LARGE' }),
    );
    expect(journal.append(() => drafts(1000))).toHaveLength(1000);
    expect(journal.head().seq).toBe(1001);
  });

  it('of nothing records nothing, and may not take a number for it', () => {
    const journal = temporaryJournal();
    expect(journal.append(() => [])).toEqual([]);
    expect(() =>
      journal.append((numbers) => {
        numbers.receiptNumber();
        return [];
      }),
    ).toThrow('nothing recorded that uses it');
    expect(journal.head().seq).toBe(1);
  });

  it('hands out no number after it was built, and does not append while it appends', () => {
    const journal = temporaryJournal();
    let late = (): string => '';
    journal.append((numbers) => {
      late = () => numbers.receiptNumber();
      return [line('a')];
    });
    expect(late).toThrow('not later');
    expect(() => journal.append(() => journal.append(() => [line('inner')]).map(() => line('outer')))).toThrow(
      'without appending',
    );
    expect(journal.append(() => [line('b')])[0]!.seq).toBe(3);
  });
});

describe('transactions in the journal', () => {
  it('are open from the entry that opens them to the one that closes them, oldest first', () => {
    const journal = temporaryJournal();
    journal.append(() => [{ ...line('start', 'b'), transaction: 'opens' }]);
    journal.append(() => [{ ...line('start', 'a'), transaction: 'opens' }, line('more', 'b')]);
    journal.append(() => [{ ...line('start again', 'b'), transaction: 'opens' }]);
    expect(journal.openTransactions()).toEqual(['b', 'a']);
    journal.append(() => [{ ...line('end', 'b'), transaction: 'closes' }]);
    journal.append(() => [{ ...line('end', 'never opened'), transaction: 'closes' }]);
    expect(journal.openTransactions()).toEqual(['a']);
    journal.close();
    expect(temporaryJournal(journal.path).openTransactions()).toEqual(['a']);
  });

  it('are read back whole and in order, from among others', () => {
    const journal = temporaryJournal();
    const recorded = [
      ...journal.append(() => [line('one', 'a')]),
      ...journal.append(() => [line('other', 'b'), line('two', 'a')]).slice(1),
    ];
    journal.append(() => [{ kind: 'DayOpened', v: 1, body: {} }]);
    expect(journal.entriesOf('a')).toEqual(recorded);
    expect(journal.entriesOf('nobody')).toEqual([]);
  });

  it('have a name when they open or close', () => {
    const journal = temporaryJournal();
    expect(() => journal.append(() => [{ kind: 'LineAdded', v: 1, body: {}, transaction: 'opens' }])).toThrow(
      TypeError,
    );
    expect(journal.head().seq).toBe(1);
  });
});

describe('opening a journal', () => {
  it('is refused while it is open elsewhere, and the first one keeps working', () => {
    const journal = temporaryJournal();
    expect(() => openJournal(journalOptions(journal.path))).toThrow(
      expect.objectContaining({ code: 'STORAGE_LOCKED' }),
    );
    expect(journal.append(() => [line('a')])).toHaveLength(1);
    journal.close();
    expect(temporaryJournal(journal.path).head().seq).toBe(2);
  });

  it('is refused to another workstation', () => {
    const journal = temporaryJournal();
    journal.close();
    expect(() => openJournal(journalOptions(journal.path, { workstation: 'lane-2' }))).toThrow(
      expect.objectContaining({ code: 'STORAGE_OTHER_WORKSTATION' }),
    );
    expect(temporaryJournal(journal.path).head().seq).toBe(1);
  });

  it('is refused to an older program than the one that wrote it', () => {
    const journal = temporaryJournal();
    journal.close();
    const connection = openConnection(journal.path);
    connection.pragma('user_version = 99');
    connection.close();
    expect(() => openJournal(journalOptions(journal.path))).toThrow(
      expect.objectContaining({ code: 'STORAGE_SCHEMA_NEWER' }),
    );
    expect(() => openJournalReader(journal.path)).toThrow(expect.objectContaining({ code: 'STORAGE_SCHEMA_NEWER' }));
  });

  it('leaves no lock behind when it was refused', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const failing = journalOptions(path, {
      businessDay: () => {
        throw new Error('no day');
      },
    });
    expect(() => openJournal(failing)).toThrow('no day');
    expect(temporaryJournal(path).head().seq).toBe(1);
  });
});

describe('the entries of a journal', () => {
  it('can be neither changed nor deleted by a statement', () => {
    const journal = temporaryJournal();
    const connection = openConnection(journal.path);
    expect(() => connection.exec("UPDATE entries SET kind = 'x'")).toThrow('append-only');
    expect(() => connection.exec('DELETE FROM entries')).toThrow('append-only');
    connection.close();
  });

  it('are in the database file after a checkpoint, and lost by none', () => {
    const journal = temporaryJournal();
    for (let count = 0; count < 20; count += 1) journal.append(() => [line(`${count}`)]);
    const { logged, moved } = journal.checkpoint();
    expect(logged).toBeGreaterThan(20);
    expect(moved).toBe(logged);
    journal.append(() => [line('after')]);
    expect(journal.head().seq).toBe(22);
  });
});
