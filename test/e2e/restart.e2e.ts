import { expect, test } from './lane.ts';
import { booksAgree, charges, count, inDoubt, thanked, toTerminal } from './steps.ts';

test.use({ store: { thankYouSeconds: 30 } });

test('killed at every moment of a visit: the same basket, "checking", the finished sale', async ({ lane }) => {
  const { page, devices } = lane;
  await lane.scan('strawberries-400', 'dark-chocolate-70', 'strawberries-400');
  const basketIsThere = async () => {
    await expect(page.getByRole('heading', { name: /Strawberries/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Pay £7.00' })).toBeVisible();
  };
  await basketIsThere();
  await lane.killAndRestart();
  await basketIsThere();

  await lane.press(/^Pay /);
  await expect(page.getByRole('heading', { name: 'Ready to pay?' })).toBeVisible();
  await lane.killAndRestart();
  await basketIsThere();

  devices.terminal.setCardDelay(null);
  await toTerminal(lane);
  await expect.poll(() => devices.terminal.waitingForCard).toBe(true);
  await lane.edge.kill();
  await expect(lane.text('Please don’t pay again.')).toBeVisible();
  devices.terminal.unplug();
  await lane.killAndRestart();
  await inDoubt(lane);
  await devices.terminal.plug();
  await expect(page.getByRole('heading', { name: 'Payment not completed' })).toBeVisible({ timeout: 20_000 });
  devices.terminal.setCardDelay(50);
  await lane.press(/^Try again/);
  await thanked(lane);
  await expect(lane.text('Receipt printed')).toBeVisible({ timeout: 15_000 });
  const code = await page.locator('.exit .code').innerText();

  await lane.killAndRestart();
  await expect.poll(async () => (await lane.edge.status()).lane.stage).toBe('idle');
  expect(code).not.toBe('');
  const entries = await lane.journal();
  expect(count(entries, 'TransactionCompleted')).toBe(1);
  expect(count(entries, 'EpochStarted')).toBe(1);
  expect(devices.printer.papers()).toHaveLength(1);
  expect(charges(lane)).toHaveLength(1);
  await booksAgree(lane);
  await expect(lane.text('Strawberries')).toHaveCount(0);
});
