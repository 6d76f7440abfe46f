import { expect, it } from 'vitest';
import { gateUnderTest, MUG, mugTag } from '../../../test/fixtures/gate.ts';
import type { LedgerGap } from '../ports/sold-ledger.ts';

const KEY = mugTag(7).toLowerCase();
const sale = (workstation: string) => ({ workstation, epoch: 'e', seq: 3, transaction: `of ${workstation}` });
const TWICE = [{ key: KEY, sales: [sale('lane-1'), sale('lane-2')] }];
const gap = (afterSeq: number, beforeSeq: number, workstation = 'lane-2'): LedgerGap => ({
  ...{ workstation, epoch: 'e', afterSeq, beforeSeq },
});

it('a tag that two lanes sold is on the page with both, once, in the journal, and on the page after a restart', async () => {
  const { gate, journal, clock } = gateUnderTest();
  gate.soldTwice(TWICE);
  gate.soldTwice(TWICE);
  await clock.advance(1000);
  const shown = [
    { code: 'SYNC_SOLD_TWICE', tag: { tag: { key: KEY }, item: { name: MUG.name } }, boxes: ['lane-1', 'lane-2'] },
  ];
  expect(gate.state().notices).toMatchObject(shown);
  const told = journal.entries.filter(({ kind }) => kind === 'TagSoldTwice');
  expect(told).toMatchObject([{ body: { key: KEY, sales: [{ workstation: 'lane-1' }, { workstation: 'lane-2' }] } }]);
  gate.stop();
  const again = gateUnderTest({ journal, clock });
  expect(again.gate.state().notices).toMatchObject(shown);
  again.gate.soldTwice(TWICE);
  await clock.advance(13 * 3_600_000);
  expect(again.gate.state().notices).toEqual([]);
  expect(journal.entries.filter(({ kind }) => kind === 'TagSoldTwice')).toHaveLength(1);
});

it('shows the latest ten of a hundred', () => {
  const { gate } = gateUnderTest();
  for (let serial = 1; serial <= 100; serial += 1)
    gate.soldTwice([{ key: mugTag(serial).toLowerCase(), sales: [sale('lane-1'), sale('lane-2')] }]);
  const { notices } = gate.state();
  expect([notices.length, notices[0]?.tag?.tag.key]).toEqual([10, mugTag(100).toLowerCase()]);
});

it('sales that are waited for no longer are on the page by lane while they are missing, and in the journal once', async () => {
  const missing = { waited: [], givenUp: [gap(3, 20), gap(30, 40), gap(1, 5, 'lane-3')] };
  const bus = { lastHeard: () => 0, missing: () => missing };
  const { gate, journal, clock } = gateUnderTest({ bus });
  const told = () => journal.entries.filter(({ kind }) => kind === 'LedgerGapGivenUp').map(({ body }) => body.afterSeq);
  await clock.advance(2000);
  expect(gate.state().notices.map(({ code, boxes }) => [code, ...boxes])).toEqual([
    ['SYNC_SALES_MISSING', 'lane-2'],
    ['SYNC_SALES_MISSING', 'lane-3'],
  ]);
  expect(told()).toEqual([3, 30, 1]);
  // What is left of one that was filled in part is the same gap.
  missing.givenUp = [gap(9, 20), gap(50, 60)];
  await clock.advance(2000);
  expect(told()).toEqual([3, 30, 1, 50]);
  gate.stop();
  const again = gateUnderTest({ bus, journal, clock });
  await clock.advance(2000);
  expect(told()).toEqual([3, 30, 1, 50]);
  missing.givenUp = [];
  await clock.advance(2000);
  expect(again.gate.state().notices).toEqual([]);
});
