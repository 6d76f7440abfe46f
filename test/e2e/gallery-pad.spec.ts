import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';
import { followArrows } from './gallery-arrows.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });

const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { asked: unknown[] }).asked);

test('the count is read out, and the yes says which count it was about', async ({ gallery }) => {
  await show(gallery, 'pad');
  await expect(gallery.locator('h1')).toBeFocused();
  await expect(gallery.locator('h1')).toHaveText('5 items?');
  await gallery.getByRole('button', { name: 'Yes, 5 items' }).tap();
  await gallery.getByRole('button', { name: 'Scan again' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'confirmPad', countId: 7 }, { kind: 'countAgain' }]);
});

test('what has not come to rest cannot be confirmed, and the heading says why', async ({ gallery }) => {
  await show(gallery, 'pad-settling');
  const yes = gallery.getByRole('button', { name: 'Yes, 3 items' });
  await expect(yes).toHaveAccessibleDescription('Counting');
  await yes.tap({ force: true });
  expect(await asked(gallery)).toEqual([]);
});

test('whoever misses an item calls help with that word, and can go on meanwhile', async ({ gallery }) => {
  await show(gallery, 'pad');
  await gallery.getByRole('button', { name: 'One is missing' }).tap();
  const sheet = gallery.getByRole('dialog', { name: 'We’ll be with you shortly' });
  await expect(sheet).toBeVisible();
  await gallery.getByRole('button', { name: 'Carry on', exact: true }).tap();
  await expect(sheet).toBeHidden();
  await gallery.getByRole('button', { name: 'Yes, 5 items' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'padMissing' }, { kind: 'confirmPad', countId: 7 }]);
});

test('a pad that is of no use can be left alone', async ({ gallery }) => {
  await show(gallery, 'pad-offline');
  await gallery.getByRole('button', { name: 'Back to basket' }).tap();
  await show(gallery, 'pad-held');
  await gallery.getByRole('button', { name: 'Carry on without' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'leavePad' }]);
});

test('staff say that they have looked at what was refused', async ({ gallery }) => {
  await show(gallery, 'desk-tags');
  await expect(gallery.getByText('Already sold: Running shoes')).toBeVisible();
  await gallery.getByRole('button', { name: 'Seen to it' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'staffTagsSeen' }]);
});

for (const name of ['pad', 'pad-many', 'pad-refused', 'pad-unstable']) {
  test(`arrows alone reach every button of ${name}`, async ({ gallery }) => {
    await show(gallery, name);
    const { reached, count } = await followArrows(gallery);
    // A list that scrolls may take the focus on the way.
    expect([...reached].filter((place) => place >= 0)).toHaveLength(count);
  });
}

test('from right to left the count is mirrored', async ({ gallery }) => {
  await show(gallery, 'pad', { locale: 'ar' });
  const [picture, times] = await gallery
    .locator('.laid .line')
    .first()
    .evaluate((line) => {
      const left = (of: string) => line.querySelector(of)?.getBoundingClientRect().left ?? 0;
      return [left('.pic'), left('.times')];
    });
  expect(picture).toBeGreaterThan(times ?? 0);
});
