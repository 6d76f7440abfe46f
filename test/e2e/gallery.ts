import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { LOST_PHOTO, PHOTO } from '../../src/renderer/kiosk/fixtures/photo.ts';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'gallery');
const ORIGIN = 'http://localhost';
const JAM = join(import.meta.dirname, '..', 'fixtures', 'jam.png');
/** As strict as the edge may ever be: own files only, no inline script or style, nothing embedded. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const PANELS = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
} as const;

export type Orientation = keyof typeof PANELS;

export interface Looks {
  readonly theme?: 'light' | 'dark';
  readonly contrast?: 'normal' | 'more';
  readonly text?: 1 | 2 | 3 | 4;
  readonly locale?: string;
  readonly reach?: 'low' | 'all';
  /** The lane has a scanner that types. */
  readonly keyboardScanner?: 'yes';
}

/** Shows one fixture, dressed as asked, and waits until its pictures and letters are there. */
export async function show(page: Page, fixture: string, looks: Looks = {}): Promise<void> {
  const query = new URLSearchParams({ fixture });
  for (const [key, value] of Object.entries(looks)) query.set(key, String(value));
  const shown = new URL(page.url(), ORIGIN).searchParams;
  if (!shown.has('fixture')) {
    await page.goto(`${ORIGIN}/gallery/index.html?${query}`);
  } else if (shown.get('fixture') !== fixture || shown.get('locale') !== query.get('locale')) {
    await page.evaluate((detail) => window.dispatchEvent(new CustomEvent('show', { detail })), String(query));
  }
  await page.locator('html[data-pictures=loaded][data-pressed=all] #kiosk > *').first().waitFor({ state: 'attached' });
  if (fixture.startsWith('away')) await page.locator('.away').waitFor();
  await page.evaluate(async (detail) => {
    await document.fonts.ready;
    // Dresses the page, and lets a countdown begin now, not when the page began to load.
    window.dispatchEvent(new CustomEvent('dress', { detail }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, String(query));
}

/** A page that has the gallery and nothing else. `faults` are what it asked for beyond its own files and what it complained about. */
async function onlyGallery(page: Page): Promise<{ readonly faults: string[] }> {
  const faults: string[] = [];
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const path = join(BUILT, url.pathname);
    if (url.origin === ORIGIN && url.pathname === PHOTO) return await route.fulfill({ path: JAM });
    if (url.origin === ORIGIN && url.pathname === LOST_PHOTO)
      return await route.fulfill({ body: 'no picture', contentType: 'image/png' });
    if (url.origin === ORIGIN && path.startsWith(BUILT) && existsSync(path)) {
      return await route.fulfill({ path, headers: { 'content-security-policy': POLICY } });
    }
    faults.push(`the page asked for ${route.request().url()}`);
    return await route.abort();
  });
  page.on('pageerror', (error) => faults.push(`the page complained: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`the page complained: ${message.text()}`);
  });
  return { faults };
}

function judged(faults: string[]): void {
  const found = faults.splice(0);
  if (found.length > 0) throw new Error(found.join('; '));
}

interface Kept {
  readonly page: Page;
  readonly faults: string[];
}

/**
 * `gallery`: a page of its own for this test. `kept`: one that all tests of a worker share, at rest, for what only looks; fixtures take
 * each other's place on it. Either fails the test for whatever it asks for beyond its own files.
 */
export const test = base.extend<{ gallery: Page; kept: Page }, { keptByWorker: Kept }>({
  gallery: async ({ page }, use) => {
    const { faults } = await onlyGallery(page);
    await use(page);
    judged(faults);
  },
  keptByWorker: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await use({ page, ...(await onlyGallery(page)) });
      await context.close();
    },
    { scope: 'worker' },
  ],
  kept: async ({ keptByWorker: { page, faults } }, use) => {
    await use(page);
    judged(faults);
  },
});

export { expect } from '@playwright/test';
