import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Electron's binary, or null where the package carries none: it is never downloaded at install, and importing the package outside
 * Electron would start that, so the package's own path file is read instead.
 */
export function findElectron(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') {
    const path = join(override, process.platform === 'win32' ? 'electron.exe' : 'electron');
    return existsSync(path) ? path : null;
  }
  try {
    const home = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const path = join(home, 'dist', readFileSync(join(home, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}
