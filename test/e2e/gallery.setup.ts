import { test } from '@playwright/test';
import { build } from 'vite';

test('the gallery is built', async () => {
  await build({ configFile: 'vite.config.ts', mode: 'gallery', logLevel: 'error' });
});
