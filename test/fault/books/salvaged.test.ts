import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { goodDay } from './made-up-day.ts';
import { couldBeLost, salvaged } from './salvaged.ts';

const book = (from = 0) => ({ entries: goodDay().entries.slice(from), flaw: null });

function folder(...files: readonly string[]): string {
  const made = mkdtempSync(join(tmpdir(), 'checkstand-salvaged-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const name of files)
    writeFileSync(join(made, name), JSON.stringify({ preserved: '/gone/journal.damaged-1.db' }));
  return made;
}

it('finds nothing wrong where nothing is gone', () => {
  expect(salvaged(book(), book(), folder())).toEqual({ kind: 'looked', lost: new Set(), unmet: false, wrong: [] });
});

it('names the sales of which entries are gone', () => {
  const state = folder('journal.damaged-1.json', 'journal.damaged-1.db');
  expect(salvaged(book(), book(2), state)).toEqual({ kind: 'looked', lost: new Set(['a']), unmet: false, wrong: [] });
});

it('knows when a lane has forgotten that it met its terminal', () => {
  const met = { epoch: 'e', seq: 0, kind: 'TerminalMet', body: {} };
  const before = { entries: [met, ...book().entries], flaw: null };
  const state = folder('journal.damaged-1.json', 'journal.damaged-1.db');
  expect(salvaged(before, book(), state)).toMatchObject({ kind: 'looked', lost: new Set(), unmet: true });
});

it('finds a loss that the lane has not noticed, and a damaged file that was not kept', () => {
  expect(salvaged(book(), book(2), folder())).toMatchObject({
    wrong: ['2 entries are gone, and the lane has not noticed'],
  });
  const before = folder('journal.damaged-1.json', 'journal.damaged-1.db');
  expect(salvaged(book(), book(2), before, ['journal.damaged-1.json'])).toMatchObject({
    wrong: ['2 entries are gone, and the lane has not noticed'],
  });
  expect(salvaged(book(), book(2), folder('journal.damaged-1.json'))).toMatchObject({
    wrong: ['the damaged journal journal.damaged-1.db was not kept'],
  });
});

it('leaves damage alone that nothing has looked at since', () => {
  expect(salvaged(book(), book(2), folder(), [], false)).toEqual({ kind: 'unnoticed' });
  expect(salvaged(book(), { ...book(), flaw: 'broken' }, folder())).toEqual({ kind: 'unnoticed' });
});

describe('the approvals that damage may have taken', () => {
  const { payments, refunds } = goodDay();
  const numbers = (
    lost: readonly string[],
    before = book(),
    ledger = [...payments, ...refunds],
    { known = new Set<string>(), unmet = false } = {},
  ) => couldBeLost({ lost: new Set(lost), unmet }, before, ledger, known).map(({ receiptNumber }) => receiptNumber);

  it('are those that lost sales and alarms had, and no other', () => {
    expect(numbers(['a'])).toEqual(['0001']);
    expect(numbers(['c'])).toEqual([]);
    expect(numbers(['alarm'])).toEqual(['0005']);
    expect(numbers(['d', 'b'])).toEqual(['0002', '0004']);
  });

  it('are one for each lost payment that was still open, of what it had asked', () => {
    const { entries } = book();
    const open = {
      entries: entries.slice(
        0,
        entries.findIndex(({ kind }) => kind === 'PaymentSettled'),
      ),
      flaw: null,
    };
    expect(numbers(['a'], open)).toEqual(['0001']);
    const again = { ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' };
    expect(numbers(['a'], open, [payments[0]!, again])).toEqual(['0001']);
    expect(numbers([], open)).toEqual([]);
    const back = { ...payments[0]!, reversed: true };
    expect(numbers(['a'], open, [back])).toEqual(['0001']);
    expect(numbers(['a'], open, [back, again])).toEqual(['0009']);
    expect(numbers(['a'], open, [payments[0]!, again], { known: new Set(['0001/000001']) })).toEqual(['0009']);
    const resolved = (outcome: string) => ({
      entries: [
        ...open.entries,
        {
          epoch: 'e',
          seq: 90,
          kind: 'PaymentResolved',
          body: { transactionId: 'a', attemptId: 'pa', outcome, amount: 500, evidence: { receiptNumber: '7777' } },
        },
      ],
      flaw: null,
    });
    for (const outcome of ['declined', 'approved']) expect(numbers(['a'], resolved(outcome))).toEqual(['0001']);
    const { entries: refused } = resolved('declined');
    const evidence = { receiptNumber: '1', traceNumber: '1' };
    const body = { alarmId: 'kept', reason: 'unmatched', amount: 500, disposition: 'standing', evidence };
    const alarmed = [...refused, { epoch: 'e', seq: 91, kind: 'PaymentAlarmRaised', body }];
    expect(numbers(['a'], { entries: alarmed, flaw: null })).toEqual(['0001']);
    expect(numbers([], { entries: alarmed, flaw: null })).toEqual([]);
    expect(numbers(['a'], open, [{ ...again, asked: 300, amount: 300 }])).toEqual([]);
  });

  it('are also those that nobody had asked for, where the lane forgot that it had met its terminal', () => {
    const { asked: _, ...surprise } = { ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' };
    expect(numbers([], book(), [...payments, surprise])).toEqual([]);
    expect(numbers([], book(), [...payments, surprise], { unmet: true })).toEqual(['0009']);
  });
});
