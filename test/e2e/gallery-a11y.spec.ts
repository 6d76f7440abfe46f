import { fixtures } from '../../src/renderer/kiosk/fixtures/index.ts';
import { axe } from './axe.ts';
import { expect, type Looks, type Orientation, PANELS, show, test } from './gallery.ts';
import { clippedText, controlsInUpperHalf, smallTargets } from './gallery-measures.ts';

type Combination = Required<Omit<Looks, 'locale' | 'reach' | 'keyboardScanner'>> & {
  readonly orientation: Orientation;
};

/**
 * Every two of orientation, theme, contrast and text size meet in one of these eight. In `npm test` a screen is seen in four of them, which
 * have every text size, both orientations, themes and contrasts, and by axe, which takes most of the time, in two: both themes, both
 * contrasts. The next screen has the other half. `npm run test:a11y` leaves none out.
 */
const PAIRWISE: readonly Combination[] = [
  { text: 1, orientation: 'portrait', theme: 'light', contrast: 'normal' },
  { text: 2, orientation: 'landscape', theme: 'dark', contrast: 'normal' },
  { text: 3, orientation: 'landscape', theme: 'light', contrast: 'more' },
  { text: 4, orientation: 'portrait', theme: 'dark', contrast: 'more' },
  { text: 1, orientation: 'landscape', theme: 'dark', contrast: 'more' },
  { text: 2, orientation: 'portrait', theme: 'light', contrast: 'more' },
  { text: 3, orientation: 'portrait', theme: 'dark', contrast: 'normal' },
  { text: 4, orientation: 'landscape', theme: 'light', contrast: 'normal' },
];

const EVERY: readonly Combination[] = (['portrait', 'landscape'] as const).flatMap((orientation) =>
  ([1, 2, 3, 4] as const).flatMap((text) =>
    (['light', 'dark'] as const).flatMap((theme) =>
      (['normal', 'more'] as const).map((contrast) => ({ text, orientation, theme, contrast })),
    ),
  ),
);

const SAMPLED = process.env.CHECKSTAND_A11Y === 'pairwise';
const HALVES = [
  { seen: [0, 1, 2, 3], axe: [0, 3] },
  { seen: [4, 5, 6, 7], axe: [5, 6] },
] as const;

/** How a screen is looked at, and whether by axe too. */
function looks(screen: number): readonly (Combination & { readonly byAxe: boolean })[] {
  if (!SAMPLED) return EVERY.map((each) => ({ ...each, byAxe: true }));
  const half = screen % 2 === 0 ? HALVES[0] : HALVES[1];
  const byAxe: readonly number[] = half.axe;
  return half.seen.flatMap((at) =>
    PAIRWISE[at] === undefined ? [] : [{ ...PAIRWISE[at], byAxe: byAxe.includes(at) }],
  );
}

for (const [screen, name] of Object.keys(fixtures).entries()) {
  test(`${name}: axe, target sizes and whole text`, async ({ kept }) => {
    test.setTimeout(300_000);
    for (const { orientation, byAxe, ...dress } of looks(screen)) {
      const where = `${orientation}, ${dress.theme}, contrast ${dress.contrast}, text ${dress.text}`;
      await kept.setViewportSize(PANELS[orientation]);
      await show(kept, name, dress);
      if (byAxe) expect.soft(await axe(kept), `axe: ${where}`).toEqual([]);
      expect.soft(await kept.evaluate(smallTargets), `targets: ${where}`).toEqual([]);
      expect.soft(await kept.evaluate(clippedText), `text: ${where}`).toEqual([]);
    }
    for (const orientation of Object.keys(PANELS) as Orientation[]) {
      await kept.setViewportSize(PANELS[orientation]);
      await show(kept, name, { reach: 'low' });
      expect.soft(await kept.evaluate(controlsInUpperHalf), `low reach: ${orientation}`).toEqual([]);
      expect.soft(await kept.evaluate(smallTargets), `low reach targets: ${orientation}`).toEqual([]);
      expect.soft(await kept.evaluate(clippedText), `low reach text: ${orientation}`).toEqual([]);
    }
  });
}

test('a screen that took another one’s place says what it says on a page of its own', async ({ gallery, kept }) => {
  const said = () => document.querySelector('main')?.innerText;
  for (const page of [gallery, kept]) await page.setViewportSize(PANELS.portrait);
  for (const name of ['basket', 'desk-payment-ask', 'help', 'refund-lines', 'attract'] as const) {
    await gallery.goto('about:blank');
    for (const page of [gallery, kept]) await show(page, name, { text: 1, theme: 'light', reach: 'all' });
    await expect.poll(() => kept.evaluate(said)).toBe(await gallery.evaluate(said));
  }
});
