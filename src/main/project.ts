import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds bin, src, dist and firmware-config: a checkout, or the resources of a package. */
export const PROJECT_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The screens as Vite builds them. */
export const SCREENS = join(PROJECT_ROOT, 'dist', 'screens');

/** Device profiles by category. */
export const PROFILES = join(PROJECT_ROOT, 'firmware-config');

/** The goods of the store in a box. */
export const DEMO_CATALOGUE = join(PROJECT_ROOT, 'demo', 'catalogue.csv');
/** What is off their prices. */
export const DEMO_PROMOTIONS = join(PROJECT_ROOT, 'demo', 'promotions.ndjson');

/** What `checkstand` is: JavaScript, which has the compiled code of all else at hand before the first of it is loaded. */
export const CLI_ENTRY = join(PROJECT_ROOT, 'bin', 'checkstand.js');

/** Electron's main process. */
export const SHELL_ENTRY = join(PROJECT_ROOT, 'src', 'main', 'shell', 'index.ts');

/** The product's version, from package.json. */
export function productVersion(): string {
  const text = readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** True where the screens have been built. */
export function screensBuilt(): boolean {
  return existsSync(join(SCREENS, 'kiosk', 'index.html'));
}
