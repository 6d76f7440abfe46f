import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type * as Axe from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: Axe.RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations', 'incomplete'],
  // Style sheets and media are fetched again only for rules that are off or about sound and film, of which there is none.
  preload: false,
};

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
export async function axe(page: Page): Promise<string[]> {
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
