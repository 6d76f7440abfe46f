import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';
import { reachAll } from './gallery-arrows.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });

const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { asked: unknown[] }).asked);

test('goods are picked by their picture, and the basket is one press away', async ({ gallery }) => {
  await show(gallery, 'find');
  await expect(gallery.locator('h1')).toBeFocused();
  await gallery.getByRole('button', { name: 'Bananas' }).tap();
  await gallery.getByRole('button', { name: 'Back to basket' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'pickItem', itemId: 'Bananas' }, { kind: 'leaveFind' }]);
});

test('what is typed on the screen or on a keyboard is searched for as it is typed', async ({ gallery }) => {
  await show(gallery, 'find');
  await gallery.getByRole('button', { name: 'Type its name' }).tap();
  await gallery.getByRole('button', { name: 'b', exact: true }).tap();
  await gallery.keyboard.press('a', { delay: 60 });
  await gallery.getByRole('button', { name: 'Delete the last one' }).tap();
  await expect(gallery.locator('.typed')).toHaveText('b');
  await gallery.getByRole('button', { name: 'Show pictures' }).tap();
  expect(await asked(gallery)).toEqual(['b', 'ba', 'b', ''].map((text) => ({ kind: 'searchItems', text })));
});

test('a weight is added as it is shown, and none while there is none', async ({ gallery }) => {
  await show(gallery, 'weigh');
  await gallery.getByRole('button', { name: 'Add · £0.82' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'takeWeight', weightId: 9 }]);
  await show(gallery, 'weigh-moving');
  const add = gallery.getByRole('button', { name: 'Add', exact: true });
  await expect(add).toHaveAccessibleDescription('Weighing. Hands off, please');
  await add.tap({ force: true });
  expect(await asked(gallery)).toEqual([]);
});

test('staff key what the packaging weighs', async ({ gallery }) => {
  await show(gallery, 'desk-tare');
  await gallery.getByRole('button', { name: 'Take it off' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'staffSetTare', grams: 42 }]);
});

for (const name of ['find', 'find-keys', 'find-categories', 'weigh', 'weigh-offline']) {
  test(`arrows alone reach every button of ${name}`, async ({ gallery }) => {
    await show(gallery, name);
    await reachAll(gallery);
  });
}

test('from right to left goods and figures are mirrored, and amounts are not', async ({ gallery }) => {
  await show(gallery, 'weigh', { locale: 'ar' });
  const [word, amount] = await gallery
    .locator('.weights > div')
    .first()
    .evaluate((row) => ['dt', 'dd'].map((of) => row.querySelector(of)?.getBoundingClientRect().left ?? 0));
  expect(word).toBeGreaterThan(amount ?? 0);
  await show(gallery, 'find', { locale: 'ar' });
  const [first, second] = await gallery
    .locator('.tile')
    .evaluateAll((tiles) => tiles.slice(0, 2).map((tile) => tile.getBoundingClientRect().left));
  expect(first).toBeGreaterThan(second ?? 0);
});
