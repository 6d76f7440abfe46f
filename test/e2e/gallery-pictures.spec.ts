import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from '../../src/renderer/kiosk/fixtures/index.ts';
import { type Orientation, PANELS, show, test } from './gallery.ts';
import { indexedPng } from './indexed-png.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screens');

/** Half the panel's pixels are enough to look at and keep the repository small. */
test.use({ deviceScaleFactor: 0.5, timezoneId: 'UTC', contextOptions: { reducedMotion: 'reduce' } });

for (const orientation of Object.keys(PANELS) as Orientation[]) {
  test.describe(orientation, () => {
    test.use({ viewport: PANELS[orientation] });
    for (const name of Object.keys(fixtures)) {
      test(name, async ({ gallery }) => {
        await show(gallery, name);
        const picture = await gallery.screenshot({ animations: 'disabled' });
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(join(FOLDER, `${name}-${orientation}.png`), indexedPng(picture));
      });
    }
  });
}
