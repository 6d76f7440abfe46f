import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pictures } from './build/pictures.ts';

const here = import.meta.dirname;
const screens = join(here, 'src', 'renderer');

/**
 * Builds the screens into dist/screens, served by the edge from its own origin. `--mode gallery` builds the page that shows every
 * screen in every state instead, into dist/gallery; nothing of it is in the kiosk.
 */
export default defineConfig(({ mode }) => {
  const gallery = mode === 'gallery';
  const input: Record<string, string> = gallery
    ? { gallery: join(screens, 'gallery/index.html') }
    : { kiosk: join(screens, 'kiosk/index.html') };
  return {
    root: screens,
    publicDir: false,
    plugins: [react(), pictures(here)],
    build: {
      outDir: join(here, 'dist', gallery ? 'gallery' : 'screens'),
      emptyOutDir: true,
      target: 'chrome140',
      // A content security policy without data: addresses and inline scripts must do.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      rolldownOptions: { input },
    },
  };
});
