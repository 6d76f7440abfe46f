import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './src/main/shell/find-chromium.ts';
import type { Shell } from './test/e2e/lane.ts';

/**
 * What runs in a real Chromium. `e2e`: whole purchases against a running lane, one after the other; `electron`: the same specs in
 * Electron's window, where its binary is. `pictures` and `a11y`: every screen in every state from the gallery, which the `gallery`
 * project builds first; no server, no port.
 */
export default defineConfig<{ shell: Shell }>({
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
    { name: 'e2e', testMatch: '**/*.e2e.ts', workers: 2, fullyParallel: false },
    {
      name: 'electron',
      testMatch: '**/*.e2e.ts',
      workers: 1,
      fullyParallel: false,
      timeout: 90_000,
      use: { shell: 'electron' },
    },
    { name: 'gallery', testMatch: 'gallery.setup.ts' },
    { name: 'pictures', testMatch: ['gallery-pictures.spec.ts', 'gate-pictures.spec.ts'], dependencies: ['gallery'] },
    {
      name: 'a11y',
      testMatch: [
        'gallery-a11y.spec.ts',
        'gallery-keys.spec.ts',
        'gallery-staff.spec.ts',
        'gallery-idle.spec.ts',
        'gallery-pad.spec.ts',
        'gate-page.spec.ts',
        'devices-page.spec.ts',
        'gallery-find.spec.ts',
        'gallery-typing.spec.ts',
      ],
      dependencies: ['gallery'],
    },
  ],
});
