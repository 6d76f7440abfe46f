import { AxeBuilder } from '@axe-core/playwright';
import { fixtures } from '../../src/renderer/kiosk/fixtures/index.ts';
import { expect, type Looks, type Orientation, PANELS, show, test } from './gallery.ts';
import { clippedText, controlsInUpperHalf, smallTargets } from './gallery-measures.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Every two of orientation, theme, contrast and text size meet in one of these eight. */
const PAIRWISE: readonly (Required<Omit<Looks, 'locale' | 'reach'>> & { readonly orientation: Orientation })[] = [
  { text: 1, orientation: 'portrait', theme: 'light', contrast: 'normal' },
  { text: 1, orientation: 'landscape', theme: 'dark', contrast: 'more' },
  { text: 2, orientation: 'portrait', theme: 'light', contrast: 'more' },
  { text: 2, orientation: 'landscape', theme: 'dark', contrast: 'normal' },
  { text: 3, orientation: 'portrait', theme: 'dark', contrast: 'normal' },
  { text: 3, orientation: 'landscape', theme: 'light', contrast: 'more' },
  { text: 4, orientation: 'portrait', theme: 'dark', contrast: 'more' },
  { text: 4, orientation: 'landscape', theme: 'light', contrast: 'normal' },
];

/**
 * What axe could not decide and a person did. Empty means: nothing was left undecided. An entry needs the rule, a part of the markup,
 * and the reason why it is right as it is.
 */
const REVIEWED: readonly { readonly rule: string; readonly markup: RegExp; readonly reason: string }[] = [
  {
    rule: 'color-contrast',
    markup: /^<text /,
    reason:
      'The amount on a drawn screen, hidden from readers and said in the heading. axe sees no background in a drawing: it is ink on ' +
      'paper (15:1 and more) or white on cobalt (8:1).',
  },
];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const name of Object.keys(fixtures)) {
  test(`${name}: axe, target sizes and whole text`, async ({ gallery }) => {
    test.setTimeout(120_000);
    for (const { orientation, ...looks } of PAIRWISE) {
      const where = `${orientation}, ${looks.theme}, contrast ${looks.contrast}, text ${looks.text}`;
      await gallery.setViewportSize(PANELS[orientation]);
      await show(gallery, name, looks);

      const { violations, incomplete } = await new AxeBuilder({ page: gallery }).withTags(TAGS).analyze();
      const open = [...violations, ...incomplete].flatMap(({ id, nodes }) =>
        nodes
          .filter(({ html }) => !REVIEWED.some(({ rule, markup }) => rule === id && markup.test(html)))
          .map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
      );
      expect.soft(open, `axe: ${where}`).toEqual([]);
      expect.soft(await gallery.evaluate(smallTargets), `targets: ${where}`).toEqual([]);
      expect.soft(await gallery.evaluate(clippedText), `text: ${where}`).toEqual([]);
    }
  });

  test(`${name}: with low reach everything to press is in the lower half`, async ({ gallery }) => {
    for (const orientation of Object.keys(PANELS) as Orientation[]) {
      await gallery.setViewportSize(PANELS[orientation]);
      await show(gallery, name, { reach: 'low' });
      expect.soft(await gallery.evaluate(controlsInUpperHalf), orientation).toEqual([]);
      expect.soft(await gallery.evaluate(smallTargets), orientation).toEqual([]);
      expect.soft(await gallery.evaluate(clippedText), orientation).toEqual([]);
    }
  });
}
