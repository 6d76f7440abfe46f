import type { Page } from '@playwright/test';
import { expect } from './gallery.ts';

/** Follows every arrow from every button: the places of those it came to, -1 for anything that is none; and how many there are. */
export async function followArrows(
  gallery: Page,
): Promise<{ readonly reached: ReadonlySet<number>; readonly count: number }> {
  // What only the other orientation has room for is there, and hidden.
  const buttons = gallery.locator('button:visible');
  const reached = new Set([0]);
  for (const from of reached) {
    if (from < 0) continue;
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
      await buttons.nth(from).focus();
      await gallery.keyboard.press(key);
      reached.add(await buttons.evaluateAll((all) => all.indexOf(document.activeElement as HTMLButtonElement)));
    }
  }
  return { reached, count: await buttons.count() };
}

/** Expects to have been at every button, and nowhere else. */
export async function reachAll(gallery: Page): Promise<void> {
  const { reached, count } = await followArrows(gallery);
  expect([...reached].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
}
