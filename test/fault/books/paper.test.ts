import { expect, it } from 'vitest';
import { receiptsIn } from './paper.ts';

const ID = '019400a0-7d10-7000-8000-000000000001';
const receipt = (number: string) => [
  '                 Harbour Street',
  '               1 Harbour Street',
  'Cola                                    £0.95 A',
  'TOTAL                               £1,234.56',
  '1 item',
  `Receipt     ${number}`,
  'Workstation lane-1 ABCD',
  `Transaction ${ID}`,
];

it('reads number, transaction and total of a receipt', () => {
  expect(receiptsIn(receipt('ABCD-000042'))).toEqual([
    { copy: false, receiptNumber: 'ABCD-000042', transactionId: ID, total: 123456 },
  ]);
});

it('knows a copy by its banner', () => {
  const banner = '                *** COPY ***';
  expect(receiptsIn([banner, ...receipt('ABCD-000042'), banner]).map((it) => it.copy)).toEqual([true]);
});

it('knows a copy of a refund, whose banner has two rows', () => {
  const banner = ['                *** COPY ***', '                *** Refund ***'];
  expect(receiptsIn([...banner, ...receipt('ABCD-000042'), ...banner]).map((it) => it.copy)).toEqual([true]);
});

it('tells a receipt that was cut off from the one after it on the same sheet', () => {
  const sheet = [...receipt('ABCD-000042').slice(0, 4), ...receipt('ABCD-000043')];
  expect(receiptsIn(sheet)).toMatchObject([{ total: 123456 }, { receiptNumber: 'ABCD-000043' }]);
  expect(receiptsIn(sheet)[0]).not.toHaveProperty('receiptNumber');
});
