import { describe, expect, test } from 'vitest';
import { CRISPS, MILK, PadUnderTest, tagOf } from '../../../../test/fixtures/pad.ts';

const TOMASZ = { id: '2', name: 'Tomasz', role: 'manager' } as const;

describe('what became of tags', () => {
  test('is told once, after it is on disk, with its place in the journal', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    await it.pay();
    const sold = it.journal.entries.find(({ kind }) => kind === 'EpcsSold');
    const completed = it.journal.entries.find(({ kind }) => kind === 'TransactionCompleted');
    expect(sold?.seq).toBe((completed?.seq ?? 0) + 1);
    expect(it.published).toEqual([
      {
        kind: 'sold',
        workstation: 'lane-1',
        epoch: 'e',
        seq: sold?.seq,
        transaction: sold?.body.transactionId,
        prevSaleSeq: 0,
        at: 0,
        keys: [MILK.toLowerCase(), CRISPS.toLowerCase()],
      },
    ]);
  });

  test('does not undo a sale when whoever is told fails', async () => {
    const it = new PadUnderTest();
    it.published.push = () => {
      throw new Error('the ledger is full');
    };
    await it.lay(MILK);
    it.confirm();
    await it.pay();
    expect(it.stage).toMatchObject({ kind: 'thanks', receipt: 'printed' });
    expect(it.logged.join()).toContain('tags.notPublished');
  });

  test('is nothing for a sale without tags', async () => {
    const it = new PadUnderTest();
    it.scan('9520000000011');
    await it.pay();
    expect(it.stage.kind).toBe('thanks');
    expect(it.published).toEqual([]);
  });

  test('is said of a return too, which names the sale that it cancels', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.confirm();
    await it.pay();
    const sale = it.lane.state().lastCompleted;
    it.lane.command({ kind: 'finish' });
    it.terminal.refundAnswer = { kind: 'approved', amount: 120, evidence: { receiptNumber: '18', receiptText: [] } };
    it.lane.staff({ kind: 'findSale', receiptNumber: sale?.completion?.receiptNumber ?? '' }, TOMASZ);
    const lineId = sale?.lines[1]?.lineId ?? '';
    const order = {
      kind: 'refund',
      transactionId: sale?.transactionId ?? '',
      lines: [{ lineId, quantity: 1 }],
    } as const;
    expect(it.lane.staff(order, TOMASZ)).toEqual({ kind: 'accepted' });
    await it.clock.advance(0);
    expect(it.published.at(-1)).toMatchObject({
      kind: 'returned',
      cancels: sale?.transactionId,
      prevSaleSeq: it.published[0]?.seq,
      keys: [CRISPS.toLowerCase()],
    });
  });

  test('is not on the receipt: neither a serial number nor an EPC', async () => {
    const it = new PadUnderTest();
    const tag = tagOf(1, 123_456_789_012);
    await it.lay(tag);
    it.confirm();
    await it.pay();
    const paper = JSON.stringify(it.printer.jobs.map(({ document }) => document));
    expect(paper).toContain('milk');
    expect(paper).not.toContain('123456789012');
    expect(paper.toUpperCase()).not.toContain(tag.slice(8));
  });
});

describe('the reader', () => {
  test('that is silent while goods are counted is said, and what was shown stays until it is back', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK, CRISPS);
    it.connected('disconnected');
    await it.wait(3_000);
    expect(it.pad.reader).toBe('offline');
    expect(it.stage.kind).toBe('pad');
    expect(it.confirm()).toEqual({ kind: 'refused', reason: 'notNow' });
    it.connected('ready');
    await it.wait(3_000);
    expect(it.pad.phase).toBe('counted');
    expect(it.count).toEqual(['milk', 'crisps']);
    expect(it.confirm()).toEqual({ kind: 'accepted' });
  });

  test('that is silent can be done without', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.connected('disconnected');
    expect(it.lane.command({ kind: 'leavePad' })).toEqual({ kind: 'accepted' });
    expect(it.stage.kind).toBe('idle');
    it.scan('9520000000011');
    expect(it.lines).toEqual(['1 milk']);
  });
});

describe('goods that are laid down', () => {
  test('while a payment runs are not added, and counted when the next visit begins', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    await it.lay(CRISPS);
    expect(it.stage.kind).toBe('paying');
    expect(it.lane.state().notice?.kind).toBe('paymentRunning');
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: { receiptNumber: '1', receiptText: [] } });
    await it.wait(2_000);
    expect(it.stage.kind).toBe('thanks');
    await it.wait(8_000);
    expect(it.stage.kind).toBe('pad');
    expect(it.count).toEqual(['crisps']);
  });

  test('on the bill bring the shopper back to the count', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.confirm();
    it.lane.command({ kind: 'toReview' });
    await it.lay(CRISPS);
    expect(it.stage.kind).toBe('pad');
    it.confirm();
    expect(it.stage.kind).toBe('basket');
  });

  test('and forgotten by everyone call someone after a while', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    await it.wait(60_000);
    expect(it.stage.kind).toBe('pad');
    expect(it.lane.state().helpCalled).toBe(true);
  });

  test('are no sale while the lane is closed', async () => {
    const it = new PadUnderTest();
    it.journal.room = { state: 'low', freeBytes: 0, reserve: 'held' };
    await it.clock.advance(5_000);
    await it.lay(MILK);
    expect(it.stage.kind).toBe('idle');
  });

  test('are given up when the last way to pay goes before a visit has begun', async () => {
    const it = new PadUnderTest();
    await it.lay(MILK);
    it.journal.room = { state: 'low', freeBytes: 0, reserve: 'held' };
    await it.wait(6_000);
    expect(it.stage.kind).toBe('idle');
    it.journal.room = { state: 'ok', freeBytes: 1e9, reserve: 'held' };
    await it.wait(6_000);
    expect(it.stage.kind).toBe('pad');
    expect(it.count).toEqual(['milk']);
  });

  test('by the hundred are counted up to what can be counted with certainty, and beyond are to be spread', async () => {
    const it = new PadUnderTest();
    const tags = Array.from({ length: 250 }, (_, serial) => tagOf(1, serial + 1));
    await it.lay(...tags.slice(0, 200));
    expect(it.pad.phase).toBe('counted');
    await it.lay(...tags.slice(200));
    await it.wait(6_000);
    expect(it.pad.phase).toBe('unstable');
    expect(it.confirm()).toEqual({ kind: 'refused', reason: 'notNow' });
    await it.take(...tags.slice(200));
    expect(it.confirm()).toEqual({ kind: 'accepted' });
    expect(it.lines).toHaveLength(200);
  });
});
