import { describe, expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { PrintOutcome } from '../ports/device.ts';
import type { Operator } from '../ports/operators.ts';
import type { PaymentOutcome } from '../ports/payment-terminal.ts';

const MILK = '9520000000011';
const ATTENDANT: Operator = { id: '1', name: 'Maya', role: 'attendant' };
const APPROVED: PaymentOutcome = { kind: 'approved', amount: 175, evidence: { receiptText: [] } };

async function sold(printer: PrintOutcome | 'hangs', it = new LaneUnderTest()): Promise<LaneUnderTest> {
  if (printer !== 'hangs') it.printer.outcome = printer;
  else {
    it.printer.print = (job, started) => {
      it.printer.jobs.push(job);
      started();
      return new Promise(() => {});
    };
  }
  it.scan(MILK);
  it.lane.command({ kind: 'toReview' });
  it.lane.command({ kind: 'pay' });
  it.terminal.answer(APPROVED);
  await settle();
  return it;
}

const copies = (it: LaneUnderTest) => it.printer.jobs.map((job) => job.document.copy);
const receiptOf = (it: LaneUnderTest) => (it.stage.kind === 'thanks' ? it.stage.receipt : it.stage.kind);

describe('a receipt that did not come', () => {
  test('is printed when asked for, as the original, where nothing of it was on paper', async () => {
    const it = await sold({ kind: 'notPrinted', cause: 'paperOut' });
    expect(receiptOf(it)).toBe('notPrinted');
    it.printer.outcome = { kind: 'printed' };
    expect(it.lane.command({ kind: 'printReceipt' })).toEqual({ kind: 'accepted' });
    await settle();
    expect(receiptOf(it)).toBe('printed');
    expect(copies(it)).toEqual([false, false]);
  });

  test('is printed as a COPY where some of it may be on paper', async () => {
    const it = await sold({ kind: 'unknown', cause: 'jam' });
    it.printer.outcome = { kind: 'printed' };
    it.lane.command({ kind: 'printReceipt' });
    await settle();
    expect(copies(it)).toEqual([false, true]);
  });

  test('is never printed by itself', async () => {
    const it = await sold({ kind: 'unknown', cause: 'timeout' });
    await it.clock.advance(600_000);
    expect(it.printer.jobs).toHaveLength(1);
  });

  test('one that came is not printed again by the shopper; staff can, as a COPY, after they left too', async () => {
    const it = await sold({ kind: 'printed' });
    expect(it.lane.command({ kind: 'printReceipt' }).kind).toBe('refused');
    await it.clock.advance(9_000);
    expect(it.stage.kind).toBe('idle');
    expect(it.lane.staff({ kind: 'printCopy' }, ATTENDANT)).toEqual({ kind: 'accepted' });
    await settle();
    expect(copies(it)).toEqual([false, true]);
  });
});

describe('a stop that can wait', () => {
  const waitFor = (it: LaneUnderTest) => {
    const seen = { over: false };
    void it.lane.papersOut(3_000).then(() => {
      seen.over = true;
    });
    return seen;
  };

  test('waits for the receipt that is being printed, and knows then that it came', async () => {
    const it = new LaneUnderTest();
    let printed: (outcome: PrintOutcome) => void = () => {};
    it.printer.print = (_job, started) => {
      started();
      return new Promise((resolve) => {
        printed = resolve;
      });
    };
    await sold({ kind: 'printed' }, it);
    const wait = waitFor(it);
    await settle();
    expect(wait.over).toBe(false);
    printed({ kind: 'printed' });
    await settle();
    expect([wait.over, receiptOf(it)]).toEqual([true, 'printed']);
  });

  test('waits no longer than it said for a printer that never answers', async () => {
    const it = await sold('hangs');
    const wait = waitFor(it);
    await it.clock.advance(2_900);
    expect(wait.over).toBe(false);
    await it.clock.advance(200);
    expect(wait.over).toBe(true);
  });

  test('waits for nothing where nothing is being printed', async () => {
    const wait = waitFor(await sold({ kind: 'printed' }));
    await settle();
    expect(wait.over).toBe(true);
  });
});

describe('a restart', () => {
  test('between completion and the first byte prints what cannot have been printed', async () => {
    const first = new LaneUnderTest();
    first.printer.print = (job) => {
      first.printer.jobs.push(job);
      return new Promise(() => {});
    };
    first.scan(MILK);
    first.lane.command({ kind: 'toReview' });
    first.lane.command({ kind: 'pay' });
    first.terminal.answer(APPROVED);
    await settle();
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    await settle();
    expect(receiptOf(again)).toBe('printed');
    expect(copies(again)).toEqual([false]);
  });

  test('so late that its shopper has gone prints nothing, and says so in the journal', async () => {
    const first = new LaneUnderTest();
    first.printer.print = () => new Promise(() => {});
    await sold({ kind: 'printed' }, first);
    first.lane.stop();
    const later = new LaneUnderTest({ journal: first.journal, startsLaterBy: 600_000 });
    await settle();
    expect(later.stage.kind).toBe('idle');
    expect(later.printer.jobs).toEqual([]);
    expect(later.journal.entries.at(-1)?.body).toMatchObject({ outcome: 'notPrinted', cause: 'restart' });
  });

  test('after printing had begun asks, prints nothing by itself, and a "no" may have a COPY', async () => {
    const first = await sold('hangs');
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    await settle();
    expect(receiptOf(again)).toBe('asked');
    expect(again.printer.jobs).toEqual([]);
    again.lane.command({ kind: 'receiptCame', came: false });
    expect(receiptOf(again)).toBe('unsure');
    again.lane.command({ kind: 'printReceipt' });
    await settle();
    expect(copies(again)).toEqual([true]);
  });

  test('a "yes" is on disk as the shopper\'s word, and the next restart asks no more', async () => {
    const first = await sold('hangs');
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    again.lane.command({ kind: 'receiptCame', came: true });
    expect(again.journal.entries.at(-1)?.body).toMatchObject({ outcome: 'printed', toldBy: 'shopper' });
    again.lane.stop();
    expect(new LaneUnderTest({ journal: first.journal }).stage.kind).toBe('idle');
  });

  test('an unanswered question ends with nobody knowing, on disk, before the next shopper', async () => {
    const first = await sold('hangs');
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    await again.clock.advance(31_000);
    expect(again.stage.kind).toBe('idle');
    expect(again.journal.entries.at(-1)).toMatchObject({ kind: 'ReceiptIssued', body: { outcome: 'unsure' } });
  });

  test('while the next shopper was scanning brings their basket back and leaves the old receipt unsure', async () => {
    const first = await sold('hangs');
    first.scan(MILK);
    expect(first.stage.kind).toBe('basket');
    first.lane.stop();
    const again = new LaneUnderTest({ journal: first.journal });
    expect(again.stage.kind).toBe('basket');
    expect(again.journal.entries.at(-1)).toMatchObject({ kind: 'ReceiptIssued', body: { outcome: 'unsure' } });
  });
});
