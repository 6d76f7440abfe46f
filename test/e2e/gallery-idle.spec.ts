import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });

const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { asked: unknown[] }).asked);
const STILL_HERE = { kind: 'stillHere' };

test('the warning counts down in sight, says so aloud, and more time is the main thing to do', async ({ gallery }) => {
  await show(gallery, 'idle-outcome');
  const sheet = gallery.getByRole('dialog', { name: 'Still there?' });
  await expect(sheet.locator('.big')).toHaveText('9 s');
  await expect(sheet.locator('.big')).toHaveText('8 s');
  await expect(sheet.locator('[aria-live]')).toHaveText('5 seconds left');
  await sheet.locator('.main').tap();
  expect(await asked(gallery)).toEqual([STILL_HERE]);
});

test('any touch or key is a sign of life, once a second', async ({ gallery }) => {
  await show(gallery, 'idle');
  await gallery.waitForTimeout(1100);
  await gallery.touchscreen.tap(500, 300);
  await gallery.touchscreen.tap(500, 320);
  await gallery.keyboard.press('ArrowDown');
  expect(await asked(gallery)).toEqual([STILL_HERE]);
  await gallery.waitForTimeout(1100);
  await gallery.keyboard.press('Escape');
  expect((await asked(gallery)).length).toBeGreaterThan(1);
});

test('someone who only reads is not interrupted, and a press that asks for something says enough', async ({
  page,
  gallery,
}) => {
  await page.clock.install();
  await show(gallery, 'basket');
  await gallery.locator('h1').tap();
  await page.clock.runFor(1000);
  expect(await asked(gallery)).toEqual([]);
  await page.clock.runFor(15_000);
  await gallery.locator('h1').tap();
  await gallery.locator('h1').tap();
  await page.clock.runFor(1000);
  expect(await asked(gallery)).toEqual([STILL_HERE]);
  await page.clock.runFor(16_000);
  await gallery.getByRole('button', { name: 'Undo' }).tap();
  await page.clock.runFor(1000);
  expect(await asked(gallery)).toEqual([STILL_HERE, { kind: 'undo' }]);
});
