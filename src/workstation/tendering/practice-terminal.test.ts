import { describe, expect, test } from 'vitest';
import { LaneUnderTest, ScriptedTerminal } from '../../../test/fixtures/lane.ts';
import { HandClock, settle } from '../../../test/fixtures/time.ts';
import { withPractice } from './practice-terminal.ts';

const MILK = '9520000000011';
const EVIDENCE = { receiptText: [] };
const real = { reference: 'a', amount: 175, currency: 'GBP' };
const practice = { ...real, practice: true } as const;

function rig(terminal: ScriptedTerminal | null = new ScriptedTerminal()) {
  const clock = new HandClock();
  const heard: string[] = [];
  const progress = {
    sent: () => heard.push('sent'),
    prompt: (prompt: string) => heard.push(prompt),
    abortRefused: () => heard.push('abortRefused'),
  };
  return { clock, heard, progress, terminal, port: withPractice(terminal, clock) };
}

describe('practice', () => {
  test('is approved by nobody: no terminal hears of it', async () => {
    const { clock, heard, progress, terminal, port } = rig();
    const paid = port.purchase(practice, progress);
    await clock.advance(2_000);
    expect(await paid).toMatchObject({ kind: 'approved', amount: 175 });
    expect(heard).toEqual(['sent', 'presentCard']);
    expect(await port.refund(practice, EVIDENCE)).toMatchObject({ kind: 'approved', amount: 175 });
    expect(await port.reverse(EVIDENCE, practice)).toMatchObject({ kind: 'approved', amount: 175 });
    expect(await port.recover({ ...practice, sentAt: 0 })).toMatchObject({ kind: 'declined', reason: 'notPerformed' });
    const { purchases = [], refunds = [], reversals = [], recoveries = [] } = terminal ?? {};
    expect([...purchases, ...refunds, ...reversals, ...recoveries]).toEqual([]);
  });

  test('can be cancelled, also without any terminal', async () => {
    const { port, progress } = rig(null);
    const paid = port.purchase(practice, progress);
    port.abort();
    expect(await paid).toMatchObject({ kind: 'cancelled' });
  });

  test('leaves what is no practice to the terminal', async () => {
    const { port, progress, terminal } = rig();
    void port.purchase(real, progress);
    await port.recover({ ...real, sentAt: 0 });
    await port.reverse(EVIDENCE, real);
    await port.refund(real, EVIDENCE);
    port.abort();
    const { purchases, refunds, reversals, recoveries, aborts } = terminal ?? new ScriptedTerminal();
    expect([purchases.length, refunds.length, reversals.length, recoveries.length, aborts]).toEqual([1, 1, 1, 1, 1]);
  });

  test('is never among what a terminal is told to look out for', () => {
    const { port, terminal } = rig();
    const open = [
      { ...practice, sentAt: 0 },
      { ...real, sentAt: 0 },
    ];
    port.remember?.({ met: true, transactions: [], open });
    expect(terminal?.histories[0]?.open).toEqual([{ ...real, sentAt: 0 }]);
  });
});

test("a training lane's payments are practice, and its exit code is signed for no gate", async () => {
  const of = async (training: boolean) => {
    const it = new LaneUnderTest({ settings: { training } });
    it.scan(MILK);
    it.lane.command({ kind: 'toReview' });
    it.lane.command({ kind: 'pay' });
    await settle();
    const [asked] = it.terminal.purchases;
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: EVIDENCE });
    await settle();
    return { practice: asked?.practice, signed: it.signed.at(-1) };
  };
  expect(await of(true)).toMatchObject({ practice: true, signed: expect.stringMatching(/^training\.1\./) });
  expect(await of(false)).toMatchObject({ practice: undefined, signed: expect.stringMatching(/^1\./) });
});
