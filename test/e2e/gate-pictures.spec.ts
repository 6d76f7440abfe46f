import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Orientation, PANELS } from './gallery.ts';
import { crowd, test } from './gate-page.ts';
import { indexedPng } from './indexed-png.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screens');

/** As the kiosk's pictures are drawn. */
test.use({ deviceScaleFactor: 0.5, timezoneId: 'UTC' });

for (const orientation of Object.keys(PANELS) as Orientation[]) {
  test.describe(orientation, () => {
    test.use({ viewport: PANELS[orientation] });
    test("the gate's page", async ({ gate }) => {
      const { page } = gate;
      mkdirSync(FOLDER, { recursive: true });
      const draw = async (name: string) => {
        const picture = await page.screenshot({ animations: 'disabled' });
        writeFileSync(join(FOLDER, `${name}-${orientation}.png`), indexedPng(picture));
      };
      await draw('gate-quiet');
      await crowd(gate);
      await draw('gate-alarms');
    });
  });
}
