import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });

const CODE = [...'5012345678900'];
const PAY = 'Pay £16.87';
/** What was asked of the lane, but for the word that somebody is still there. */
const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() =>
    (window as unknown as { asked: { kind: string }[] }).asked.filter(({ kind }) => kind !== 'stillHere'),
  );

/** A basket with the focus on Pay, on a page whose clock stands still until it is told to go on. */
async function atTheBasket(page: Page, scanner: { readonly keyboardScanner?: 'yes' } = {}): Promise<void> {
  await page.clock.install();
  await show(page, 'basket', scanner);
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.getByRole('button', { name: PAY }).focus();
}

/** Real keys, so many milliseconds apart by the page's own clock: a busy machine changes nothing. */
async function press(page: Page, keys: readonly string[], everyMs: number): Promise<void> {
  for (const key of keys) {
    await page.clock.runFor(everyMs);
    await page.keyboard.press(key);
  }
}

test('what a scanner types is a scan, and its Enter presses nothing', async ({ gallery }) => {
  await atTheBasket(gallery, { keyboardScanner: 'yes' });
  await press(gallery, [...CODE, 'Enter', ...CODE, 'Tab'], 8);
  const scan = { kind: 'keyboardScan', data: '5012345678900' };
  expect(await asked(gallery)).toEqual([scan, scan]);
  await expect(gallery.getByRole('button', { name: PAY })).toBeFocused();
});

test('what a hand types is none, however quick, and a moment later Enter is a hand’s again', async ({ gallery }) => {
  await atTheBasket(gallery, { keyboardScanner: 'yes' });
  await press(gallery, [...CODE, 'Enter'], 45);
  expect(await asked(gallery)).toEqual([]);
  await press(gallery, [...CODE, 'Enter'], 150);
  expect(await asked(gallery)).toEqual([{ kind: 'toReview' }]);
});

test('a separator is part of the scan; any other control character spoils it and does nothing', async ({ gallery }) => {
  await atTheBasket(gallery, { keyboardScanner: 'yes' });
  const shown = gallery.url();
  await press(gallery, [...'10ABC', 'Control+]', ...'2112', 'Enter'], 8);
  expect(await asked(gallery)).toEqual([{ kind: 'keyboardScan', data: '10ABC\x1d2112' }]);
  for (const shortcut of ['Control+r', 'Control+w', 'Control+p', 'Alt+ArrowLeft', 'F5'])
    await press(gallery, [...'501234', shortcut, ...'567', 'Enter'], 8);
  expect(await asked(gallery)).toHaveLength(1);
  expect(gallery.url()).toBe(shown);
});

test('where the lane has no such scanner, what one types is nothing', async ({ gallery }) => {
  await atTheBasket(gallery);
  await press(gallery, [...CODE, 'Enter'], 8);
  expect(await asked(gallery)).toEqual([]);
});
