import { beforeEach, expect, it } from 'vitest';
import { MemoryJournal } from '../../../test/fixtures/lane.ts';
import { quietLog } from '../../../test/fixtures/ledger-store.ts';
import { HandClock } from '../../../test/fixtures/time.ts';
import type { DoubleSale } from '../ports/sold-ledger.ts';
import { workstationDraft } from '../selling/recorder.ts';
import { DoubleSales } from './double-sales.ts';

const sale = (workstation: string, seq: number) => ({
  workstation,
  epoch: 'e',
  seq,
  transaction: `${workstation}-${seq}`,
});
const twice = (key: string, sales = [sale('lane-1', 3), sale('lane-2', 9)]): DoubleSale => ({ key, sales });

let clock: HandClock;
let journal: MemoryJournal;
beforeEach(() => {
  clock = new HandClock();
  journal = new MemoryJournal();
});
const open = () => new DoubleSales({ journal, clock, log: quietLog });

it('tells of a tag once, with its sales, also when a third lane sells it, and over a restart', () => {
  const first = open();
  const [event, ...more] = first.news([twice('aa')]);
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    kind: 'TagSoldTwice',
    body: { key: 'aa', sales: [sale('lane-1', 3), sale('lane-2', 9)] },
  });
  expect(first.news([twice('aa', [sale('lane-1', 3), sale('lane-2', 9), sale('lane-3', 1)])])).toEqual([]);
  if (event !== undefined) journal.append(() => [workstationDraft(event)]);
  expect(
    open()
      .news([twice('aa'), twice('bb')])
      .map(({ body }) => body.key),
  ).toEqual(['bb']);
});

it('tells of no more than a hundred an hour, and of no more than eight sales of each', () => {
  const many = Array.from({ length: 300 }, (_, n) => twice(n.toString(16).padStart(24, '0')));
  const doubles = open();
  expect(doubles.news(many)).toHaveLength(100);
  clock.jump(0);
  expect(doubles.news(many)).toEqual([]);
  const busy = twice(
    'cc',
    Array.from({ length: 20 }, (_, n) => sale('lane-1', n + 1)),
  );
  expect(open().news([busy])[0]?.body.sales).toHaveLength(8);
});

it('tells of what it had no room for in the next hour, if it is found again', async () => {
  const doubles = open();
  const many = Array.from({ length: 101 }, (_, n) => twice(n.toString(16).padStart(24, '0')));
  doubles.news(many);
  await clock.advance(3_600_000);
  expect(doubles.news(many)).toHaveLength(1);
});
