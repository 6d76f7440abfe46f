import { expect, it } from 'vitest';
import { MemoryJournal } from '../../../test/fixtures/lane.ts';
import { quietLog } from '../../../test/fixtures/ledger-store.ts';
import type { DoubleSale } from '../../workstation/ports/sold-ledger.ts';
import { DoubleSaleRelay, doubleSaleRecords } from './double-sales.ts';

const sale = (workstation: string) => ({ workstation, epoch: 'e', seq: 3, transaction: `of ${workstation}` });
const twice = (key: string): DoubleSale => ({ key, sales: [sale('lane-1'), sale('lane-2')] });

it('what is found before the gate stands is told when it does', () => {
  const relay = new DoubleSaleRelay(null);
  relay.found([twice('aa')]);
  const told: string[] = [];
  relay.to((doubles) => told.push(...doubles.map(({ key }) => key)));
  relay.found([twice('bb')]);
  expect(told).toEqual(['aa', 'bb']);
});

it('a lane has them in its journal once, and a full disk keeps nobody from selling', () => {
  const journal = new MemoryJournal();
  const record = doubleSaleRecords({ journal: journal as never, log: quietLog });
  record([twice('aa')]);
  record([twice('aa')]);
  expect(journal.entries).toMatchObject([{ kind: 'TagSoldTwice', body: { key: 'aa' } }]);
  journal.fault = new Error('the disk is full');
  expect(() => record([twice('bb')])).not.toThrow();
});
