import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkstand } from '../fixtures/edge.ts';
import { DEMO, expect, type Lane, test } from './lane.ts';
import {
  attracts,
  booksAgree,
  charges,
  count,
  INES,
  keyIn,
  lampIs,
  last,
  leave,
  signIn,
  thanked,
  toTerminal,
} from './steps.ts';

/** A card that covers a pound of it. */
async function payAPound(lane: Lane): Promise<void> {
  lane.devices.terminal.setMode({ kind: 'partial', amount: 100 }, { once: true });
  await lane.scan('strawberries-400');
  await toTerminal(lane);
  await expect(lane.page.getByRole('heading', { name: '£1.50 left to pay' })).toBeVisible({ timeout: 15_000 });
}

test('a card that covers a part: the rest is paid by another, also where the bank first says no', async ({ lane }) => {
  const { page, devices } = lane;
  await payAPound(lane);
  await expect(lane.text('£1.00 is already paid')).toBeVisible();
  await lane.devices.scanner.scan(lane.barcode('whole-milk-2l'));
  await expect(page.getByRole('complementary')).toContainText('Payment has started');
  await lane.press('Pay £1.50');
  await thanked(lane);
  await leave(lane);

  devices.terminal.setMode({ kind: 'partial', amount: 100 }, { once: true });
  devices.terminal.setMode({ kind: 'decline' }, { once: true });
  await lane.scan('strawberries-400');
  await toTerminal(lane);
  await lane.press('Pay £1.50');
  await expect(page.getByRole('heading', { name: 'Payment declined' })).toBeVisible({ timeout: 15_000 });
  await lane.killAndRestart();
  await expect(page.getByRole('heading', { name: '£1.50 left to pay' })).toBeVisible({ timeout: 15_000 });
  await lane.press('Pay £1.50');
  await thanked(lane);
  expect(charges(lane).map(({ amount }) => amount)).toEqual([100, 150, 100, 150]);
  const { tenders } = last(await lane.journal(), 'TransactionCompleted') as { tenders: { amount: number }[] };
  expect(tenders.map(({ amount }) => amount)).toEqual([100, 150]);
  await booksAgree(lane);
});

test('a split that is given up is taken back by the terminal, or by hand where it refuses', async ({ lane }) => {
  const { page, devices } = lane;
  await lane.hire(INES);
  await payAPound(lane);
  await signIn(lane, INES);
  await lane.press('Cancel everything');
  await expect(page.getByRole('heading', { name: 'Cancel the whole basket?' })).toBeVisible();
  await lane.press('Cancel everything');
  await attracts(lane);
  expect(devices.terminal.payments()).toMatchObject([{ amount: 100, reversed: true }]);

  devices.terminal.setMode({ kind: 'decline' }, { on: 'reversal' });
  await payAPound(lane);
  await signIn(lane, INES);
  await lane.press('Cancel everything');
  await lane.press('Cancel everything');
  await expect(page.getByRole('heading', { name: 'Money to give back' })).toBeVisible({ timeout: 15_000 });
  await lampIs(lane, 'amber');
  await lane.press('Given back by hand');
  await keyIn(lane, '23');
  await lane.press('Continue');
  await expect(page.getByRole('heading', { name: 'Record it as given back?' })).toBeVisible();
  await lane.press('Record it');
  await expect.poll(async () => (await lane.edge.status()).lane.stage).toBe('idle');
  const entries = await lane.journal();
  expect(last(entries, 'PaymentReversed')).toMatchObject({ operatorId: INES.id, evidence: { receiptNumber: '23' } });
  expect(count(entries, 'TransactionCancelled')).toBe(2);
  expect(count(entries, 'TransactionCompleted')).toBe(0);
  expect(await lane.verify()).toMatchObject({ code: 0 });
});

test('cancelling asks the terminal, and what it says counts', async ({ lane }) => {
  const { page, devices } = lane;
  devices.terminal.setCardDelay(null);
  await lane.scan('strawberries-400');
  await toTerminal(lane);
  await lane.press('Cancel payment');
  await expect(page.getByRole('heading', { name: 'Payment cancelled' })).toBeVisible({ timeout: 15_000 });
  devices.terminal.setMode({ kind: 'approveAfterAbort' }, { once: true });
  await lane.press(/^Try again/);
  await expect(page.getByRole('heading', { name: 'Tap, insert or swipe your card' })).toBeVisible();
  await lane.press('Cancel payment');
  await thanked(lane);
  expect(charges(lane).map(({ amount }) => amount)).toEqual([250]);
  await booksAgree(lane);
});

test('a basket that costs nothing is paid without the terminal', async ({ lane }) => {
  const { page, devices } = lane;
  const gift = 'gift-bag,9521990000005,,Gift bag,,,,,,snacks,0,unit,Z,,,shopping-bags,,';
  const file = join(dirname(lane.edge.configFile), 'with-gift.csv');
  writeFileSync(file, `${readFileSync(DEMO, 'utf8').trimEnd()}\n${gift}\n`);
  const imported = await checkstand(['import', file, '--config', lane.edge.configFile]);
  expect(imported, imported.err).toMatchObject({ code: 0 });
  await devices.scanner.scan('9521990000005');
  await expect(page.getByRole('button', { name: 'Pay £0.00' })).toBeEnabled();
  devices.terminal.unplug();
  await toTerminal(lane);
  await thanked(lane);
  expect(devices.terminal.payments()).toEqual([]);
  const entries = await lane.journal();
  expect(last(entries, 'TransactionCompleted')).toMatchObject({ tenders: [] });
  expect(count(entries, 'PaymentIntended')).toBe(0);
  await booksAgree(lane);
});
