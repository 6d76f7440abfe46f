import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, timezoneId: 'UTC', contextOptions: { reducedMotion: 'reduce' } });

const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { asked: unknown[] }).asked);
const tap = async (page: Page, ...names: string[]) => {
  for (const name of names) await page.getByRole('button', { name, exact: true }).tap();
};

test('staff see their own page in place of the shopper’s, nothing of which is left', async ({ gallery }) => {
  await show(gallery, 'desk-help');
  await expect(gallery.getByText('Strawberries')).toHaveCount(0);
  await expect(gallery.getByText('£16.87')).toHaveCount(0);
  await expect(gallery.locator('.bar')).toHaveCount(0);
  await tap(gallery, 'Done');
  expect(await asked(gallery)).toEqual([{ kind: 'staffClose' }]);
});

test('the PIN is never in the page, neither while it is keyed nor after it was sent', async ({ gallery }) => {
  await show(gallery, 'staff-number');
  await gallery.keyboard.press('Backspace');
  await gallery.keyboard.type('2', { delay: 80 });
  await gallery.waitForTimeout(150);
  await gallery.keyboard.press('Enter');
  await expect(gallery.getByRole('heading', { name: 'Your PIN' })).toBeFocused();
  await gallery.keyboard.type('9376', { delay: 80 });
  await expect(gallery.getByRole('status')).toHaveText('4 digits entered');
  const page = () => gallery.evaluate(() => document.documentElement.outerHTML);
  expect(await page()).not.toContain('9376');
  await expect(gallery.locator('input, textarea')).toHaveCount(0);
  await gallery.waitForTimeout(150);
  await gallery.keyboard.press('Enter');
  await expect(gallery.getByRole('heading', { name: 'One moment' })).toBeVisible();
  expect(await page()).not.toContain('9376');
  expect(await asked(gallery)).toEqual([{ kind: 'staffSignIn', operatorId: '472', pin: '9376' }]);
});

test('a scanner that types signs nobody in', async ({ gallery }) => {
  await show(gallery, 'staff-number');
  await gallery.evaluate(() => {
    for (const key of [...'5012345678900', 'Enter']) {
      const press = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      if (document.activeElement!.dispatchEvent(press) && key === 'Enter')
        (document.activeElement as HTMLElement).click();
    }
  });
  await expect(gallery.getByRole('heading', { name: 'Your operator number' })).toBeVisible();
  await expect(gallery.getByRole('status')).toHaveText('471');
  expect(await asked(gallery)).toEqual([]);
});

test('a payment is recorded with what was read, after it was said once more', async ({ gallery }) => {
  await show(gallery, 'desk-payment-paid');
  await expect(gallery.locator('dl')).toHaveText(/£16\.87.*14:32.*42.*90.*Anna/);
  await tap(gallery, 'Record it');
  expect(await asked(gallery)).toEqual([
    {
      kind: 'staffResolvePayment',
      attemptId: 'a-1',
      outcome: 'approved',
      amount: 1687,
      receiptNumber: '42',
      traceNumber: '90',
    },
  ]);
});

test('the amount is keyed or said to be the whole: none, nothing and more than was asked go nowhere', async ({
  gallery,
}) => {
  await show(gallery, 'desk-payment-amount');
  const go = gallery.getByRole('button', { name: 'Continue' });
  await go.tap({ force: true });
  await expect(gallery.getByRole('heading', { name: 'Amount on it?' })).toBeVisible();
  await tap(gallery, '0', '1', '6', '8', '8');
  await expect(gallery.getByRole('status')).toHaveText('£16.88');
  await go.tap({ force: true });
  await expect(gallery.getByRole('heading', { name: 'Amount on it?' })).toBeVisible();
  // With what stands between the digits in any language.
  for (let count = 0; count < 4; count += 1) await gallery.keyboard.press('Backspace');
  await gallery.keyboard.type('3,00', { delay: 80 });
  await expect(gallery.getByRole('status')).toHaveText('£3.00');
  await tap(gallery, 'Continue', '4', '2', 'Continue', 'It has none');
  await expect(gallery.getByRole('heading', { name: 'Record a part as paid?' })).toBeVisible();
  await expect(gallery.locator('dl')).toHaveText(/£3\.00.*Still to pay.*£13\.87.*42/);
  await tap(gallery, 'Record it');
  expect(await asked(gallery)).toEqual([
    { kind: 'staffResolvePayment', attemptId: 'a-1', outcome: 'approved', amount: 300, receiptNumber: '42' },
  ]);
});

test('of the two numbers one may be missing, not both', async ({ gallery }) => {
  await show(gallery, 'desk-payment-receipt');
  await tap(gallery, 'It has none');
  await expect(gallery.getByText('One of the two numbers is needed')).toBeVisible();
  await expect(gallery.getByRole('button', { name: 'It has none' })).toHaveCount(0);
  await tap(gallery, '7', 'Continue', 'Record it');
  expect(await asked(gallery)).toEqual([
    { kind: 'staffResolvePayment', attemptId: 'a-1', outcome: 'approved', amount: 1687, traceNumber: '7' },
  ]);
});

test('not paid carries no numbers, even when some were keyed', async ({ gallery }) => {
  await show(gallery, 'desk-payment-not-paid');
  await tap(gallery, 'Record it');
  expect(await asked(gallery)).toEqual([{ kind: 'staffResolvePayment', attemptId: 'a-1', outcome: 'declined' }]);
});

test('a refund that failed is tried again, or recorded as given back by hand', async ({ gallery }) => {
  await show(gallery, 'desk-refund-failed');
  await tap(gallery, 'Try again');
  expect(await asked(gallery)).toEqual([{ kind: 'pay' }]);
  await show(gallery, 'desk-refund-recorded');
  await expect(gallery.locator('dl')).toHaveText(/£0\.75.*501.*Tomasz/);
  await tap(gallery, 'Record it');
  expect(await asked(gallery)).toEqual([{ kind: 'staffRefundByHand', refundOf: 'a-4', receiptNumber: '501' }]);
});

test('an age check is one tap', async ({ gallery }) => {
  await show(gallery, 'desk-age');
  await tap(gallery, 'Approve', 'Deny');
  expect(await asked(gallery)).toEqual([
    { kind: 'staffSettleAge', interventionId: 'i-1', outcome: 'approved' },
    { kind: 'staffSettleAge', interventionId: 'i-1', outcome: 'denied' },
  ]);
});

test('what a role may not do is told and can’t be pressed', async ({ gallery }) => {
  await show(gallery, 'desk-needs-manager');
  await expect(gallery.getByText('Needs a manager')).toHaveCount(2);
  await expect(gallery.getByRole('button', { name: 'Read the terminal' })).toHaveCount(0);
  await gallery.getByRole('button', { name: 'Refund' }).tap({ force: true });
  expect(await asked(gallery)).toEqual([]);
});

test('a refund names its lines, and asks before money moves', async ({ gallery }) => {
  await show(gallery, 'refund-find-number');
  await tap(gallery, 'Look it up');
  expect(await asked(gallery)).toEqual([{ kind: 'staffFindSale', receiptNumber: 'A7K2-000042' }]);

  await show(gallery, 'refund-lines');
  await expect(gallery.getByRole('button', { name: 'One more Whole milk' })).toHaveCount(0);
  // Both strawberries are in it already: a third can't be given back.
  await gallery.getByRole('button', { name: 'One more Strawberries' }).tap({ force: true });
  await tap(gallery, 'Refund £8.20 to the card');
  expect(await asked(gallery)).toEqual([]);
  await tap(gallery, 'Refund £8.20 to the card');
  expect(await asked(gallery)).toEqual([
    {
      kind: 'staffRefund',
      transactionId: 't-9',
      lines: [
        { lineId: 'l-1', quantity: 2 },
        { lineId: 'l-3', quantity: 1 },
      ],
    },
  ]);
});

test('a basket put aside comes back, or is given up after a question', async ({ gallery }) => {
  await show(gallery, 'suspended-cancel');
  await tap(gallery, 'Cancel everything');
  await gallery.getByRole('button', { name: 'Recall' }).first().tap();
  expect(await asked(gallery)).toEqual([
    { kind: 'staffCancelSuspended', transactionId: 't-1' },
    { kind: 'staffRecall', transactionId: 't-1' },
  ]);
});
