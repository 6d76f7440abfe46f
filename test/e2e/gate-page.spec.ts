import { LANGUAGES } from '../../src/messages/index.ts';
import { exitCode, hearing, mugTag } from '../fixtures/gate.ts';
import { axe } from './axe.ts';
import { PANELS } from './gallery.ts';
import { smallTargets } from './gallery-measures.ts';
import { crowd, expect, PIN, test } from './gate-page.ts';

/** Every language that there are words in, and one that is written from right to left. */
const LOCALES = [...new Set([...Object.keys(LANGUAGES), 'ar'])];

/** What runs out of the panel at its sides; down the page scrolls. */
const beyondSides = (): string[] =>
  [...document.querySelectorAll('body *:not(.off-screen, svg *, .sprite)')]
    .filter((each) => each.getBoundingClientRect().left < -1 || each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 120));

for (const language of LOCALES) {
  test.describe(`the gate's page in ${language}`, () => {
    test.use({ language });

    test('has nothing that axe holds against it, with targets large enough and nothing beyond its sides', async ({
      gate,
    }) => {
      const { page } = gate;
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
      expect.soft(await axe(page), 'axe: quiet').toEqual([]);
      await crowd(gate);
      for (const [orientation, colorScheme, contrast] of [
        ['portrait', 'light', 'no-preference'],
        ['landscape', 'dark', 'no-preference'],
        ['portrait', 'dark', 'more'],
        ['landscape', 'light', 'more'],
      ] as const) {
        const where = `${orientation}, ${colorScheme}, ${contrast}`;
        await page.emulateMedia({ colorScheme, contrast });
        // So tall that nothing is half scrolled away: axe can't tell the contrast of that.
        await page.setViewportSize({ width: PANELS[orientation].width, height: 1920 });
        expect.soft(await axe(page), `axe: ${where}`).toEqual([]);
        await page.setViewportSize(PANELS[orientation]);
        expect.soft(await page.evaluate(smallTargets), `targets: ${where}`).toEqual([]);
        expect.soft(await page.evaluate(beyondSides), `sides: ${where}`).toEqual([]);
      }
      // A telephone, or a page that is magnified four times (WCAG 2.2, 1.4.10).
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(beyondSides), 'sides: 320 px').toEqual([]);
      // A tall one has room for a foot that stays in sight, and none beside it for what sounds.
      await page.setViewportSize({ width: 320, height: 760 });
      await expect(page.locator('#alarms > li').first()).toBeInViewport();
    });
  });
}

test('who reads the page by ear hears of an alarm, and which one a button is about', async ({ gate }) => {
  const { page, under, changed } = gate;
  under.pass(mugTag(1));
  await changed();
  await expect(page.getByRole('alert')).toHaveText('Not paid for. Enamel mug');
  await expect(page.getByRole('button', { name: 'Was paid' })).toHaveAccessibleDescription(/Enamel mug.*£12\.50/);
});

test('keys alone settle an alarm, and the focus is kept while others come and go', async ({ gate }) => {
  const { page, under, changed } = gate;
  under.pass(mugTag(1));
  await changed();
  const paid = page.getByRole('button', { name: 'Was paid' });
  await paid.first().focus();
  expect(await paid.first().evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid');
  under.pass(mugTag(2));
  await changed();
  await expect(page.locator('#alarms > li')).toHaveCount(2);
  await expect(paid.first()).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toHaveText('Enter number and PIN');
  await expect(page.getByLabel('Number')).toBeFocused();
  await page.keyboard.type('1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('9999');
  await paid.first().focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('status')).toHaveText('Number or PIN is wrong');
  await expect(page.getByLabel('PIN')).toBeFocused();
  await page.keyboard.type(PIN);
  await paid.first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('PIN')).toHaveValue('');
  // The PIN is gone from the page before the gate has answered.
  await expect.poll(() => under.gate.state().alarms.length).toBe(1);
  await changed();
  // Of the alarm that is gone nothing is left, and no other alarm's button has the focus instead.
  await expect(page.locator('#alarms > li')).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Alarms to settle' })).toBeFocused();
  expect(under.gate.state().alarms).toMatchObject([{ tags: [{ tag: { serial: '2' } }] }]);
});

test('everything that can be pressed is reached by Tab, in the order of the page', async ({ gate }) => {
  await crowd(gate);
  const { page } = gate;
  const wanted = await page.locator('main, button, input').evaluateAll((all) => all.length);
  const reached: string[] = [];
  for (let step = 0; step < wanted; step += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || ''));
  }
  expect(new Set(reached.slice(-4))).toEqual(new Set(['operator', 'pin', 'Watch again', 'Hold the exit']));
  expect(reached).not.toContain('');
});

test('is mirrored from right to left, and a tag is not', async ({ gate }) => {
  const { page } = gate;
  const left = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((each) => each.getBoundingClientRect().left);
  await crowd(gate);
  expect(await left('#alarms .pic')).toBeLessThan(await left('#alarms .what'));
  await page.locator('html').evaluate((root) => root.setAttribute('dir', 'rtl'));
  expect(await left('#alarms .pic')).toBeGreaterThan(await left('#alarms .what'));
  await expect(page.locator('#alarms small').first()).toHaveCSS('direction', 'ltr');
});

test('a code typed in is answered for all to see and hear, in one sentence, each time anew', async ({ gate }) => {
  const { page, under, changed } = gate;
  const said = page.locator('#exit');
  const asked = page.waitForResponse('**/gate/exit');
  await page.getByLabel('Code of a receipt').fill(exitCode(Math.floor(under.clock.now() / 1000)));
  await page.keyboard.press('Enter');
  await asked;
  await changed();
  await expect(said).toHaveText('The gate is open: please go through');
  await expect(said).toHaveClass('granted');
  await expect(said).toHaveAttribute('aria-live', 'polite');
  await expect(page.getByLabel('Code of a receipt')).toHaveValue('');
  expect(under.signals).toEqual(['ready', 'pass']);

  // What the gate's own scanner reads is said like what is typed.
  await under.gate.presentExit('a poster');
  await changed();
  await expect(said).toHaveText('This code does not open the gate');
  await expect(said).toHaveClass('refused');
  await said.locator('strong').evaluate((sentence) => sentence.setAttribute('data-before', ''));
  await under.gate.presentExit('another poster');
  await changed();
  await expect(said.locator('strong:not([data-before])')).toHaveText('This code does not open the gate');
  await expect(page.locator('#alarms > li')).toHaveCount(1);
  await expect(page.locator('#alarms .alert')).toContainText('Somebody cannot get out');

  await under.clock.advance(10_000);
  await expect(said).toBeEmpty();
});

test('a reader that hears nothing is told in a sentence, and nothing is called quiet until it is back', async ({
  gate,
}) => {
  const { page, under, changed } = gate;
  await expect(page.locator('#readers')).toHaveText('Readers hear');
  const since = Date.UTC(2026, 0, 1, 12, 30);
  under.reports[0] = hearing('gate-reader', { state: 'disconnected', code: 'DEVICE_UNREACHABLE', since });
  await changed();
  await expect(page.locator('#readers')).toHaveText(
    /^\u2068gate-reader\u2069 has heard nothing since \u2068\d\d:30:00\u2069\. The device cannot be reached\. Check its power and its cable\.$/,
  );
  await expect(page.locator('#mode')).toHaveText('Can’t watch');
  await expect(page.getByRole('heading', { name: 'Nothing is heard here' })).toBeVisible();
  under.reports[0] = hearing('gate-reader');
  await changed();
  await expect(page.locator('#readers')).toHaveText('Readers hear');
  await expect(page.getByRole('heading', { name: 'All quiet' })).toBeVisible();
});
