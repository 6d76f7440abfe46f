import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Row, round } from './row.ts';

const LIMIT_KB = 250;
const ASSETS = join(import.meta.dirname, '../../dist/screens/assets');

/** Every script and style of a fresh build of the screens, gzipped, whether loaded at once or later. Fonts and pictures are not in it. */
export async function* run(): AsyncGenerator<Row> {
  const built = spawnSync('vite', ['build', '--logLevel', 'warn'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the screens do not build');
  const counted = readdirSync(ASSETS).filter((name) => /\.(js|css)$/.test(name));
  const bytes = counted.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name)), { level: 9 }).length, 0);
  const value = round(bytes / 1000);
  const target = `value <= ${LIMIT_KB}`;
  yield {
    suite: 'bundle',
    name: 'kiosk',
    unit: 'kB gzip',
    n: counted.length,
    value,
    target,
    reached: value <= LIMIT_KB,
  };
}
