import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type * as Axe from 'axe-core';
import { fixtures } from '../../src/renderer/kiosk/fixtures/index.ts';
import { expect, type Looks, type Orientation, PANELS, show, test } from './gallery.ts';
import { clippedText, controlsInUpperHalf, smallTargets } from './gallery-measures.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: Axe.RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations', 'incomplete'],
};

type Combination = Required<Omit<Looks, 'locale' | 'reach'>> & { readonly orientation: Orientation };

/**
 * Every two of orientation, theme, contrast and text size meet in one of these eight. axe, which takes most of the time, looks at the
 * first four: every theme in every contrast, both orientations, every text size.
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
const COMBINATIONS = SAMPLED ? PAIRWISE : EVERY;
const SEEN_BY_AXE = SAMPLED ? PAIRWISE.slice(0, 4) : EVERY;

/**
 * What axe could not decide and a person did. Whatever is undecided and not here fails. An entry needs the rule, a part of the markup,
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

interface Found {
  readonly rule: string;
  readonly markup: string;
  readonly why: string;
}

/** What axe holds against the page as it stands, and what it could not decide. */
async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async (rules): Promise<Found[]> => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations, incomplete } = await axe.run(document, rules);
    return [...violations, ...incomplete].flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => ({ rule: id, markup: html, why: any[0]?.message ?? '' })),
    );
  }, RULES);
  return found
    .filter((one) => !REVIEWED.some(({ rule, markup }) => rule === one.rule && markup.test(one.markup)))
    .map(({ rule, markup, why }) => `${rule}: ${markup.slice(0, 200)} ${why}`);
}

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const name of Object.keys(fixtures)) {
  test(`${name}: axe, target sizes and whole text`, async ({ gallery }) => {
    test.setTimeout(300_000);
    for (const combination of COMBINATIONS) {
      const { orientation, ...looks } = combination;
      const where = `${orientation}, ${looks.theme}, contrast ${looks.contrast}, text ${looks.text}`;
      await gallery.setViewportSize(PANELS[orientation]);
      await show(gallery, name, looks);
      if (SEEN_BY_AXE.includes(combination)) expect.soft(await axe(gallery), `axe: ${where}`).toEqual([]);
      expect.soft(await gallery.evaluate(smallTargets), `targets: ${where}`).toEqual([]);
      expect.soft(await gallery.evaluate(clippedText), `text: ${where}`).toEqual([]);
    }
    for (const orientation of Object.keys(PANELS) as Orientation[]) {
      await gallery.setViewportSize(PANELS[orientation]);
      await show(gallery, name, { reach: 'low' });
      expect.soft(await gallery.evaluate(controlsInUpperHalf), `low reach: ${orientation}`).toEqual([]);
      expect.soft(await gallery.evaluate(smallTargets), `low reach targets: ${orientation}`).toEqual([]);
      expect.soft(await gallery.evaluate(clippedText), `low reach text: ${orientation}`).toEqual([]);
    }
  });
}
