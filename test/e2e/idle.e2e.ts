import { expect, test } from './lane.ts';
import { attracts, booksAgree, count, lampIs, last, leaveDesk, MAYA, signIn, thanked, toTerminal } from './steps.ts';

test.use({ store: { idleSeconds: 10, idleWarningSeconds: 20 } });

test('a shopper who has gone: asked, given more time, then put aside; the next sees nothing, staff bring it back', async ({
  lane,
}) => {
  test.setTimeout(150_000);
  const { page } = lane;
  const warning = page.getByRole('dialog', { name: 'Still there?' });
  await lane.hire(MAYA);
  await lane.scan('strawberries-400', 'dark-chocolate-70');
  await expect(warning).toBeVisible({ timeout: 15_000 });
  await expect(warning).toContainText(/(20|1\d) s/);
  await expect(warning).toContainText('Your basket is kept for you');
  await lane.press('I need more time');
  await expect(warning).toHaveCount(0);
  await lane.scan('whole-milk-2l');
  await expect(warning).toBeVisible({ timeout: 15_000 });
  await expect(warning).toHaveCount(0, { timeout: 25_000 });
  await attracts(lane);

  await test.step('the next shopper sees nothing of it', async () => {
    const body = await page.locator('body').innerText();
    expect(body).not.toMatch(/Strawberries|chocolate|milk|6\.25/);
    await lampIs(lane, 'green');
    await lane.scan('crisps-salted-6');
    await expect(page.getByRole('button', { name: 'Pay £1.85' })).toBeVisible();
    await signIn(lane, MAYA);
    await lane.press('Baskets put aside · 1');
    await expect(lane.text('Finish this lane’s basket first')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Recall' })).toBeDisabled();
    await lane.press('Back');
    await lane.press('Put basket aside');
    await expect(lane.text('The basket is put aside')).toBeVisible();
    await leaveDesk(lane);
    await attracts(lane);
  });

  await lane.killAndRestart();

  await test.step('one is recalled as it was and paid, the other given up', async () => {
    await signIn(lane, MAYA);
    await lane.press('Baskets put aside · 2');
    const rows = page.getByRole('listitem');
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText('Left by the shopper');
    await expect(rows.last()).toContainText('Put aside by staff');
    await rows.last().getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'Cancel this basket?' })).toBeVisible();
    await lane.press('Cancel everything');
    await expect(rows).toHaveCount(1);
    await lane.press('Recall');
    await expect(lane.text('The basket is back on this lane')).toBeVisible();
    await leaveDesk(lane);
    await expect(page.getByRole('heading', { name: /Whole milk/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Pay £6.25' })).toBeVisible();
    await toTerminal(lane);
    await thanked(lane);
  });

  const entries = await lane.journal();
  expect(count(entries, 'TransactionSuspended')).toBe(2);
  expect(last(entries, 'TransactionRecalled')).toMatchObject({ operatorId: MAYA.id });
  expect(last(entries, 'TransactionCancelled')).toMatchObject({ reason: 'staff', operatorId: MAYA.id });
  await booksAgree(lane);
});
