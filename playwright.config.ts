import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './src/main/shell/find-chromium.ts';

/**
 * What runs in a real Chromium. `e2e`: whole purchases against a running lane, one after the other. `pictures` and `a11y`: every screen
 * in every state from the gallery, which the `gallery` project builds first; no server, no port.
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  reporter: [['line']],
  timeout: 60_000,
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [...chromiumFlags(process.getuid?.() === 0), '--font-render-hinting=none'],
    },
  },
  projects: [
    { name: 'e2e', testMatch: '**/*.e2e.ts', workers: 1, fullyParallel: false },
    { name: 'gallery', testMatch: 'gallery.setup.ts' },
    { name: 'pictures', testMatch: 'gallery-pictures.spec.ts', dependencies: ['gallery'] },
    { name: 'a11y', testMatch: ['gallery-a11y.spec.ts', 'gallery-keys.spec.ts'], dependencies: ['gallery'] },
  ],
});
